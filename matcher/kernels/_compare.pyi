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
def build_many(
    place: NDArray[Any],
    offsets: NDArray[Any],
    geometry: NDArray[Any],
    directional: NDArray[Any],
    bits: NDArray[Any],
    known: NDArray[Any],
    minutia: NDArray[Any],
    counts: NDArray[Any],
    /,
) -> int: ...
def scan_many(
    parts: tuple[NDArray[Any], ...],
    rows: NDArray[Any],
    cost: NDArray[Any],
    out: NDArray[Any],
    instruction_set: str,
    /,
) -> int: ...
def scan_supported() -> list[str]: ...
def screen_many(
    codes: NDArray[Any],
    used: NDArray[Any],
    cost: NDArray[Any],
    reach: NDArray[Any],
    out: NDArray[Any],
    instruction_set: str,
    /,
) -> None: ...
def screen_supported() -> list[str]: ...
def supported() -> list[str]: ...
def weigh_rows(
    parts: tuple[NDArray[Any], ...],
    counts: NDArray[Any],
    chosen: NDArray[Any],
    vector: NDArray[Any],
    out: NDArray[Any],
    instruction_set: str,
    /,
) -> None: ...
def weigh_supported() -> list[str]: ...
