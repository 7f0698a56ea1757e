from typing import Any

from numpy.typing import NDArray

_Arrays = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]

def match_many(
    probe: _Arrays,
    gallery: _Arrays,
    offsets: NDArray[Any],
    matching: NDArray[Any],
    out: NDArray[Any],
    instruction_set: str,
    /,
) -> None: ...
def supported() -> list[str]: ...
