"""Folders of images as people: `fingerprints/SET/FINGER_IMPRESSION.png` and `faces/SET/IDENTITY/IMAGE`.

The same shapes that the benchmarks measure. A folder of prints has a `dpi.txt` with their resolution.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from api.contract.samples import Modality, SampleIn
from api.errors import InvalidRequest

IMPORTED = uuid5(NAMESPACE_URL, "urn:umbral:import")
"""Namespace of imported persons' ids: the same folder imported twice gives the same persons."""

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".jp2", ".tif", ".tiff", ".bmp", ".wsq"})
_PRINT = re.compile(r"(?P<finger>.+)_(?P<impression>\d+)")


@dataclass(frozen=True, slots=True)
class Source:
    """One finger or identity of a set, with its images in order; dpi for prints."""

    set_name: str
    name: str
    modality: Modality
    images: tuple[Path, ...]
    dpi: float | None = None

    @property
    def title(self) -> str:
        """What the imported person is called."""
        return f"{self.set_name}/{self.name}"

    @property
    def person_id(self) -> UUID:
        """The imported person's id."""
        return uuid5(IMPORTED, self.title)

    def sample(self, image: Path) -> SampleIn:
        """One of the images, its finger's position unknown."""
        principal = self.modality == "face"  # bystanders do not make it somebody else's picture
        return SampleIn.holding(image.read_bytes(), self.modality, dpi=self.dpi, principal=principal)


def sources(folder: Path) -> Iterator[Source]:
    """Every finger and identity below a folder: a set itself or anything that holds sets."""
    folder = folder.resolve()
    if (folder / "dpi.txt").is_file():
        yield from _fingers(folder)
        return
    below = sorted(path for path in folder.iterdir() if path.is_dir())
    if below and all(_images(path) and not (path / "dpi.txt").exists() for path in below):
        yield from (Source(folder.name, path.name, "face", _images(path)) for path in below)
        return
    for path in below:
        yield from sources(path)


def _fingers(folder: Path) -> Iterator[Source]:
    dpi = _dpi(folder / "dpi.txt")
    fingers: dict[str, list[tuple[int, Path]]] = {}
    for path in _images(folder):
        if found := _PRINT.fullmatch(path.stem):
            fingers.setdefault(found["finger"], []).append((int(found["impression"]), path))
    for finger, impressions in sorted(fingers.items()):
        yield Source(folder.name, finger, "finger", tuple(path for _, path in sorted(impressions)), dpi)


def _dpi(path: Path) -> float:
    try:
        return float(path.read_text("ascii"))
    except ValueError as error:
        raise InvalidRequest(f"{path} does not hold a number") from error


def _images(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in IMAGES))
