"""The files in which a site keeps what its own samples asked for.

One JSON file a modality and extractor version, written whole or not at all. For an extractor that is shipped
with a calibration it holds an offset and names by hash the calibration that it amends: after an update that
ships another one it says nothing any more. For a model of the site's own it holds a whole calibration.
"""

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from matcher.domain import Modality
from matcher.errors import IntegrityError

FORMAT: Final = 1  # an offset
WHOLE: Final = 2  # a calibration of a model that is shipped with none
LARGEST: Final = 64 * 1024  # bytes
FARTHEST: Final = 6.0  # orders of magnitude that an offset may be moved by


class SiteCalibrationUnusable(IntegrityError):
    """The site's own calibration is damaged, or amends another one than is shipped."""

    code = "site-calibration-unusable"
    advice = "Run umbral calibrate again with the site's samples, or take the file away to work as shipped."


@dataclass(frozen=True, slots=True)
class SiteOffset:
    """shift: what is added to the shipped offset, log10 likelihood ratio; amends: the fingerprint of that
    calibration; facts: what the shift rests on."""

    shift: float
    amends: str
    facts: dict[str, Any]


def path_of(folder: Path, modality: Modality, extractor: str) -> Path:
    """Where the record of an extractor lies."""
    return folder / f"{modality.value}.{extractor}.json"


def read(folder: Path, modality: Modality, extractor: str, amends: str) -> float | None:
    """What is added to the shipped offset; None where there is no record.

    amends: the fingerprint of the shipped calibration. Raises SiteCalibrationUnusable.
    """
    path = path_of(folder, modality, extractor)
    if (record := _read(path, FORMAT, modality, extractor)) is None:
        return None
    try:
        shift, of = float(record["offset_shift"]), str(record["amends"])
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise SiteCalibrationUnusable(f"{path} is not a site's calibration: {error!r}.") from error
    if not math.isfinite(shift) or abs(shift) > FARTHEST:
        raise SiteCalibrationUnusable(f"{path} is not a site's calibration of {extractor}.")
    if of != amends:
        raise SiteCalibrationUnusable(f"{path} amends another calibration than the one that is shipped.")
    return shift


def read_whole(folder: Path, modality: Modality, extractor: str) -> dict[str, Any] | None:
    """The record of a model that is shipped with no calibration, as `write_whole` was given it; None where
    there is none. Raises SiteCalibrationUnusable."""
    path = path_of(folder, modality, extractor)
    if (record := _read(path, WHOLE, modality, extractor)) is None:
        return None
    if not isinstance(record.get("calibration"), dict):
        raise SiteCalibrationUnusable(f"{path} holds no calibration.")
    return dict(record["calibration"])


def _read(path: Path, kind: int, modality: Modality, extractor: str) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SiteCalibrationUnusable(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise SiteCalibrationUnusable(f"{path} is larger than a record is.")
    try:
        record = dict(json.loads(data))
        told = (record["format"], record["modality"], record["extractor"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SiteCalibrationUnusable(f"{path} is not a site's calibration: {error!r}.") from error
    if told != (kind, modality.value, extractor):
        raise SiteCalibrationUnusable(f"{path} is not a site's calibration of {extractor}.")
    return record


def write(folder: Path, modality: Modality, extractor: str, offset: SiteOffset) -> Path:
    """Keep an offset and what it rests on; returns where. ValueError for one that `read` would refuse."""
    if not math.isfinite(offset.shift) or abs(offset.shift) > FARTHEST:
        raise ValueError(f"an offset is not moved by {offset.shift}")
    kept = {"amends": offset.amends, "offset_shift": offset.shift, "facts": offset.facts}
    return _write(folder, FORMAT, modality, extractor, kept)


def write_whole(folder: Path, modality: Modality, extractor: str, calibration: dict[str, Any]) -> Path:
    """Keep a calibration with its fitting run, numbers and texts alone; returns where."""
    return _write(folder, WHOLE, modality, extractor, {"calibration": calibration})


def _write(folder: Path, kind: int, modality: Modality, extractor: str, kept: dict[str, Any]) -> Path:
    record = {"format": kind, "modality": modality.value, "extractor": extractor, **kept}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path_of(folder, modality, extractor)
    half = path.with_name(path.name + ".new")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=2, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return path
