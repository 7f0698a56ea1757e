"""The two folder shapes that the accuracy benchmarks read.

    SET/FINGER_IMPRESSION.png + dpi.txt        fingerprints
    SET/IDENTITY/IMAGE.(jpg|png)               faces

A folder given on the command line is a set itself, or holds sets. Names are read in sorted order.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FINGERPRINT_SUFFIXES = frozenset({".png", ".tif", ".tiff", ".bmp"})
FACE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})


class DataSetError(ValueError):
    """A folder does not have the shape that a benchmark reads."""


@dataclass(frozen=True, slots=True)
class Impression:
    """One image of one finger."""

    finger: str
    path: Path


@dataclass(frozen=True, slots=True)
class FingerprintSet:
    """One folder of impressions from one sensor. dpi: pixels an inch."""

    name: str
    dpi: float
    impressions: tuple[Impression, ...]

    def files(self) -> list[Path]:
        """The images, in sorted order."""
        return [impression.path for impression in self.impressions]


@dataclass(frozen=True, slots=True)
class FaceImage:
    """One image of one identity."""

    identity: str
    path: Path


@dataclass(frozen=True, slots=True)
class FaceSet:
    """One folder of identities."""

    name: str
    images: tuple[FaceImage, ...]

    def files(self) -> list[Path]:
        """The images, in sorted order."""
        return [image.path for image in self.images]


def fingerprint_sets(folders: Sequence[Path]) -> list[FingerprintSet]:
    """Every fingerprint set in the folders. Raises DataSetError where one holds none."""
    return [_fingerprint_set(folder) for given in folders for folder in _set_folders(given, "dpi.txt")]


def face_sets(folders: Sequence[Path]) -> list[FaceSet]:
    """Every face set in the folders. Raises DataSetError where one holds none."""
    found: list[FaceSet] = []
    for given in folders:
        if not given.is_dir():
            raise DataSetError(f"{given} is not a folder")
        own = _face_set(given)
        nested = [] if own.images else [_face_set(folder) for folder in _folders(given)]
        sets = [own] if own.images else [nest for nest in nested if nest.images]
        if not sets:
            raise DataSetError(f"{given} holds no SET/IDENTITY/IMAGE")
        found.extend(sets)
    return found


def _fingerprint_set(folder: Path) -> FingerprintSet:
    impressions = []
    for path in _images(folder, FINGERPRINT_SUFFIXES):
        finger, separator, impression = path.stem.rpartition("_")
        if not (separator and finger and impression):
            raise DataSetError(f"{path} is not named FINGER_IMPRESSION")
        impressions.append(Impression(finger, path))
    if not impressions:
        raise DataSetError(f"{folder} holds no fingerprint image")
    return FingerprintSet(folder.name, _resolution(folder / "dpi.txt"), tuple(impressions))


def _face_set(folder: Path) -> FaceSet:
    images = [
        FaceImage(identity.name, path)
        for identity in _folders(folder)
        for path in _images(identity, FACE_SUFFIXES)
    ]
    return FaceSet(folder.name, tuple(images))


def _set_folders(given: Path, mark: str) -> list[Path]:
    """The folder itself where it bears the mark, else its children that do."""
    if not given.is_dir():
        raise DataSetError(f"{given} is not a folder")
    if (given / mark).is_file():
        return [given]
    found = [folder for folder in _folders(given) if (folder / mark).is_file()]
    if not found:
        raise DataSetError(f"{given} holds no {mark}, neither itself nor in a folder below it")
    return found


def _resolution(path: Path) -> float:
    try:
        dpi = float(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise DataSetError(f"{path} must hold one number, the images' dpi") from error
    if not (math.isfinite(dpi) and dpi > 0):
        raise DataSetError(f"{path} must hold one number above zero, the images' dpi")
    return dpi


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def _images(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in suffixes)
