"""Where published files are had from: their official addresses, a mirror, or a folder.

Nothing that comes from here is believed: a file is taken when its size and sha256 are the registry's.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

import httpx

from models.entries import Published
from models.errors import FetchFailed, FileRefused

Advance = Callable[[int], None]
"""Told how many bytes came, each time some do."""

_PATIENCE: Final = httpx.Timeout(30.0)
_CHUNK: Final = 64 * 1024


class Origin(Protocol):
    """Gives the bytes of published files, not yet checked."""

    def parts(self, wanted: Published) -> Iterator[bytes]:
        """The file, piece by piece. Raises FetchFailed."""
        ...


class Server:
    """The files over HTTP: each from its official address, or all from below one base address."""

    def __init__(self, base: str | None = None) -> None:
        """base: a mirror's folder. Raises FetchFailed for what is no http or https address."""
        if base is not None and not base.startswith(("http://", "https://")):
            raise FetchFailed(f"{base} is no http or https address.")
        self._base = base.rstrip("/") if base else None

    def parts(self, wanted: Published) -> Iterator[bytes]:
        """The answer's body; an answer that is not 200 after at most 5 redirections is none."""
        url = f"{self._base}/{wanted.file}" if self._base else wanted.url
        try:
            with (
                httpx.Client(timeout=_PATIENCE, follow_redirects=True, max_redirects=5) as client,
                client.stream("GET", url) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise FetchFailed(f"{url} answers {answer.status_code}.", url=url)
                yield from answer.iter_bytes(_CHUNK)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise FetchFailed(f"{url} cannot be fetched: {reason}.", url=url) from error


class Folder:
    """The files in a folder: under their published names, or any file of the published size."""

    def __init__(self, folder: Path) -> None:
        """Raises FetchFailed where there is no such folder."""
        if not folder.is_dir():
            raise FetchFailed(f"There is no folder {folder}.")
        self._folder = folder

    def parts(self, wanted: Published) -> Iterator[bytes]:
        """The file's bytes."""
        path = self._path(wanted)
        try:
            with path.open("rb") as file:
                while part := file.read(_CHUNK):
                    yield part
        except OSError as error:
            raise FetchFailed(f"{path} cannot be read: {error.strerror}.") from error

    def _path(self, wanted: Published) -> Path:
        named = self._folder / wanted.file
        if named.is_file():
            return named
        for path in sorted(self._folder.iterdir()):
            if path.is_file() and path.stat().st_size == wanted.octets:
                return path
        raise FetchFailed(
            f"{self._folder} holds neither {wanted.file} nor a file of its {wanted.octets} bytes."
        )


def fetch(wanted: Published, origin: Origin, advance: Advance) -> bytes:
    """The file's bytes, no more of them than there should be. Raises FetchFailed, FileRefused."""
    data, digest = bytearray(), hashlib.sha256()
    for part in origin.parts(wanted):
        data += part
        digest.update(part)
        if len(data) > wanted.octets:
            raise FileRefused(f"{wanted.file} is larger than the published {wanted.octets} bytes.")
        advance(len(part))
    if digest.hexdigest() != wanted.sha256:
        raise FileRefused(
            f"{wanted.file} is not the published file: expected {wanted.octets} bytes with sha256 "
            f"{wanted.sha256}, found {len(data)} with {digest.hexdigest()}.",
            expected=wanted.sha256,
            found=digest.hexdigest(),
        )
    return bytes(data)
