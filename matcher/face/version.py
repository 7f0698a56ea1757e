"""Which face templates this process makes and compares: one version for its whole life.

Whoever composes the process says so once, before the first face; who says nothing works with the fallback.
Templates of two versions are never compared, so nothing but a new process ever changes it.
"""

from threading import Lock

from matcher.face.parameters import EXTRACTOR


class FaceVersionFixed(RuntimeError):
    """The process works with templates of another version already: whoever composed it chose twice."""


_lock = Lock()
_extractor: str | None = None


def use(extractor: str) -> None:
    """Work with this version from now on. Raises FaceVersionFixed where another one is in use."""
    global _extractor  # noqa: PLW0603 - the process' one decision
    with _lock:
        if _extractor not in (None, extractor):
            raise FaceVersionFixed(
                f"This process works with face templates of {_extractor}, not {extractor}."
            )
        _extractor = extractor


def in_use() -> str:
    """The version, which is thereby settled."""
    use(_extractor or EXTRACTOR)
    return _extractor or EXTRACTOR
