"""Synthetic prints to learn from, as the network sees them, with the truth beside each minutia.

The generator's own truth tells of every minutia that the network finds which minutia of the finger it is, so
mated minutiae are known without asking any matcher. Fingers are kept in a folder, one file each: extraction
takes a third of a second an impression.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device_drivers.fingerprint.synthetic import HARD, NORMAL, Hardness, Impression, person
from matcher.errors import UmbralError
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.minutiae import Minutiae

SAME_PLACE = 12.0
"""Pixels at 500 dpi within which a found minutia is the true one: a ridge and a half."""

SAME_DIRECTION = np.pi / 6

FINGERS_OF_A_PERSON = 10
HARDNESS: tuple[Hardness, ...] = (NORMAL, NORMAL, HARD, HARD)
"""Of impressions 0, 1, ... of each finger."""

NOT_TRUE = -1


@dataclass(frozen=True, slots=True)
class Print:
    """One impression. finger: its number in the set. truth: (n,) which minutia of the finger, or NOT_TRUE."""

    finger: int
    minutiae: Minutiae
    truth: NDArray[np.int64]


def prints(folder: Path, seed: int, fingers: int) -> Iterator[Print]:
    """The impressions of `fingers` fingers of the persons from `seed` on; what is not in `folder` is made."""
    folder.mkdir(parents=True, exist_ok=True)
    extractor: MinutiaeExtractor | None = None
    for finger in range(fingers):
        path = folder / f"{seed}_{finger:04d}.npz"
        if not path.exists():
            extractor = extractor or MinutiaeExtractor()
            _write(path, _made(extractor, seed, finger))
        yield from _read(path, finger)


def _made(extractor: MinutiaeExtractor, seed: int, finger: int) -> list[Print]:
    owner, position = divmod(finger, FINGERS_OF_A_PERSON)
    skin = person(seed + owner).finger(1 + position)
    made = []
    for number, hardness in enumerate(HARDNESS):
        impression = skin.impression(number, hardness)
        try:
            found = extractor.extract(impression.image, impression.dpi)
        except UmbralError:
            continue  # a print that no one would enrol teaches nothing
        made.append(Print(finger, found, _truth(found, impression)))
    return made


def _truth(found: Minutiae, impression: Impression) -> NDArray[np.int64]:
    """(n,): of each found minutia the nearest true one of like direction, each true one at most once."""
    true = impression.minutiae
    truth = np.full(len(found), NOT_TRUE)
    if not true or not len(found):
        return truth
    away = np.hypot(
        found.x[:, None] - np.array([m.x for m in true]), found.y[:, None] - np.array([m.y for m in true])
    )
    turn = np.abs(found.angle[:, None] - np.array([m.angle for m in true]))
    away[np.minimum(turn, 2 * np.pi - turn) > SAME_DIRECTION] = np.inf
    near = np.count_nonzero(away <= SAME_PLACE)
    for flat in np.argsort(away, axis=None, kind="stable")[:near].tolist():
        row, column = divmod(flat, len(true))
        if np.isfinite(away[row, column]):
            truth[row] = impression.source[column]
            away[row, :], away[:, column] = np.inf, np.inf
    return truth


def _write(path: Path, made: list[Print]) -> None:
    arrays: dict[str, NDArray[np.float64]] = {}
    for number, each in enumerate(made):
        m = each.minutiae
        rows = (m.x, m.y, m.angle, m.ending, m.confidence, each.truth)
        arrays[f"{number}_{m.width}_{m.height}"] = np.array(rows, np.float64)
    beside = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(beside, **arrays)  # type: ignore[arg-type] # its stub takes the names for options
    beside.replace(path)


def _read(path: Path, finger: int) -> Iterator[Print]:
    with np.load(path, allow_pickle=False) as kept:
        for name in kept.files:
            width, height = (int(part) for part in name.split("_")[1:])
            x, y, angle, ending, confidence, truth = kept[name]
            minutiae = Minutiae(
                x=x.astype(np.float32),
                y=y.astype(np.float32),
                angle=angle.astype(np.float32),
                ending=ending == 1.0,
                confidence=confidence.astype(np.float32),
                width=width,
                height=height,
            )
            yield Print(finger, minutiae, truth.astype(np.int64))
