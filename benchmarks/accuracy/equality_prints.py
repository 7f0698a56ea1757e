"""The converted LEADER against the published one on Keras, which runs in an environment of its own."""

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from benchmarks.accuracy.datasets import FingerprintSet, Impression, fingerprint_sets
from models import registry

DIFFERENCE_AT_MOST = 1e-3
THRESHOLDS = (0.02, 0.2, 0.6)  # every peak worth the name, ours, pyfing's
PAGE = (480, 640)  # rows, columns of the fifth size
NOISE = (61, 95)  # of the sixth: without ridges there are peaks everywhere, at every rim as well

Pixels = npt.NDArray[np.uint8]
Minutiae = npt.NDArray[np.float64]
Figures = dict[str, object]


def compare_prints(folder: Path, keras: Path) -> tuple[Figures, FingerprintSet]:
    """Largest differences at any peak, and whether both decode to the same minutiae; the images used."""
    used = FingerprintSet(
        "prints used", 500, tuple(data.impressions[0] for data in fingerprint_sets([folder])[:4])
    )
    images = _images(used.impressions)
    padded = [_padded(image) for image in images]
    answers = _published(images, keras)
    session = registry.open("leader")
    rows = []
    for i, (image, page) in enumerate(zip(images, padded, strict=True)):
        decoded = [_cropped(_ours(session, page, least), image.shape) for least in THRESHOLDS]
        expected = [answers[f"minutiae_{t}_{i}"] for t in range(len(THRESHOLDS))]
        rows.append(_row(image.shape, decoded, expected))
    largest = max(row["max_abs_difference"] for row in rows)
    figures: Figures = {
        "keras_side": json.loads(str(answers["versions"])),
        "images": rows,
        "max_abs_difference": largest,
        "limits": {"max_abs_difference": DIFFERENCE_AT_MOST, "same_minutiae": True, "images": 6},
        "held": largest <= DIFFERENCE_AT_MOST
        and all(row["same_minutiae"] for row in rows)
        and len(rows) == 6,
    }
    return figures, used


def _images(impressions: tuple[Impression, ...]) -> list[Pixels]:
    """One print of each set, the first again on a page of another size, and noise."""
    images = [np.asarray(Image.open(impression.path).convert("L")) for impression in impressions]
    first = images[0]
    page = np.full(PAGE, first[0, 0], dtype=np.uint8)
    top, left = ((room - side) // 2 for room, side in zip(PAGE, first.shape, strict=True))
    page[top : top + first.shape[0], left : left + first.shape[1]] = first
    noise = np.random.default_rng(1).integers(0, 256, NOISE, dtype=np.uint8)
    return [*images, page, noise]


def _padded(image: Pixels) -> Pixels:
    """Centred on multiples of 32, filled with the image's own pixel [0, 0]."""
    room = [-side % 32 for side in image.shape]
    return np.pad(image, [(r // 2, r - r // 2) for r in room], constant_values=image[0, 0])


def _ours(session: Any, page: Pixels, least: float) -> Minutiae:
    """x, y, direction, 1 for an ending, quality."""
    given = {"image": page[None, ..., None].astype(np.float32), "least": np.array(least, np.float32)}
    found = np.asarray(session.run(None, given)[0], np.float64)
    return np.column_stack([found[:, [2, 1, 3]], found[:, 4] >= 0.5, found[:, 5]])


def _cropped(found: Minutiae, shape: tuple[int, ...]) -> Minutiae:
    """Those on the image itself, counted from its corner."""
    top, left = ((-side % 32) // 2 for side in shape)
    moved = found - np.array([left, top, 0, 0, 0])
    inside = (moved[:, :2] >= 0).all(axis=1) & (moved[:, :2] < (shape[1], shape[0])).all(axis=1)
    cropped: Minutiae = moved[inside]
    return cropped


def _row(shape: tuple[int, ...], ours: list[Minutiae], theirs: list[Minutiae]) -> dict[str, Any]:
    """The same places and kinds, in the same order; directions and qualities within the limit."""
    off = [_differences(a, b) for a, b in zip(ours, theirs, strict=True)]
    differences = {name: max(each[name] for each in off) for name in ("direction", "quality")}
    return {
        "rows": shape[0],
        "columns": shape[1],
        "differences": differences,
        "max_abs_difference": max(differences.values()),
        "minutiae": {str(t): len(found) for t, found in zip(THRESHOLDS, theirs, strict=True)},
        "same_minutiae": all(_alike(a, b) for a, b in zip(ours, theirs, strict=True)),
    }


def _differences(ours: Minutiae, theirs: Minutiae) -> dict[str, float]:
    if not _alike(ours, theirs):
        return {"direction": float("inf"), "quality": float("inf")}
    turn = np.abs(ours[:, 2] - theirs[:, 2])
    return {
        "direction": float(np.minimum(turn, 2 * np.pi - turn).max(initial=0.0)),
        "quality": float(np.abs(ours[:, 4] - theirs[:, 4]).max(initial=0.0)),
    }


def _alike(ours: Minutiae, theirs: Minutiae) -> bool:
    exact = [0, 1, 3]  # place and kind
    return ours.shape == theirs.shape and bool(np.array_equal(ours[:, exact], theirs[:, exact]))


def _published(images: list[Pixels], keras: Path) -> dict[str, npt.NDArray[Any]]:
    """What pyfing answers, from its own process."""
    with TemporaryDirectory() as folder:
        given, answers = Path(folder, "images.npz"), Path(folder, "answers.npz")
        arrays: dict[str, Any] = {f"image_{i}": image for i, image in enumerate(images)}
        np.savez(given, thresholds=np.array(THRESHOLDS), **arrays)
        script = Path(__file__).with_name("leader_in_keras.py")
        subprocess.run(
            [keras, script, given, answers], check=True, env=os.environ | {"KERAS_BACKEND": "torch"}
        )
        with np.load(answers) as loaded:
            return dict(loaded)
