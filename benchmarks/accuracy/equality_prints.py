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
THRESHOLDS = (0.3, 0.6)  # ours and pyfing's
PAGE = (480, 640)  # rows, columns of the fifth size
_DIRECTION_WHERE = 0.05  # a direction says something only where a minutia is at all probable

Pixels = npt.NDArray[np.uint8]
Planes = npt.NDArray[np.float32]
Minutiae = npt.NDArray[np.float64]
Figures = dict[str, object]


def compare_prints(folder: Path, keras: Path) -> tuple[Figures, FingerprintSet]:
    """Largest difference of each plane, and whether both decode to the same minutiae; the images used."""
    used = FingerprintSet(
        "prints used", 500, tuple(data.impressions[0] for data in fingerprint_sets([folder])[:4])
    )
    images = _images(used.impressions)
    padded = [_padded(image) for image in images]
    answers = _published(images, padded, keras)
    session = registry.open("leader")
    rows = []
    for i, (image, page) in enumerate(zip(images, padded, strict=True)):
        planes = session.run(None, {"image": page[None, ..., None].astype(np.float32)})[0][0]
        decoded = [_minutiae(_cropped(planes, image.shape), threshold) for threshold in THRESHOLDS]
        expected = [answers[f"minutiae_{t}_{i}"] for t in range(len(THRESHOLDS))]
        rows.append(_row(image.shape, planes, answers[f"planes_{i}"]) | _agreement(decoded, expected))
    largest = max(row["max_abs_difference"] for row in rows)
    figures: Figures = {
        "keras_side": json.loads(str(answers["versions"])),
        "images": rows,
        "max_abs_difference": largest,
        "limits": {"max_abs_difference": DIFFERENCE_AT_MOST, "same_minutiae": True, "images": 5},
        "held": largest <= DIFFERENCE_AT_MOST
        and all(row["same_minutiae"] for row in rows)
        and len(rows) == 5,
    }
    return figures, used


def _images(impressions: tuple[Impression, ...]) -> list[Pixels]:
    """One print of each set, and the first again on a page of another size."""
    images = [np.asarray(Image.open(impression.path).convert("L")) for impression in impressions]
    first = images[0]
    page = np.full(PAGE, first[0, 0], dtype=np.uint8)
    top, left = ((room - side) // 2 for room, side in zip(PAGE, first.shape, strict=True))
    page[top : top + first.shape[0], left : left + first.shape[1]] = first
    return [*images, page]


def _padded(image: Pixels) -> Pixels:
    """Centred on multiples of 32, filled with the image's own pixel [0, 0]."""
    room = [-side % 32 for side in image.shape]
    return np.pad(image, [(r // 2, r - r // 2) for r in room], constant_values=image[0, 0])


def _cropped(planes: Planes, shape: tuple[int, ...]) -> Planes:
    top, left = ((-side % 32) // 2 for side in shape)
    return planes[top : top + shape[0], left : left + shape[1]]


def _minutiae(planes: Planes, threshold: float) -> Minutiae:
    """x, y, direction, 1 for an ending, quality: the pixels whose quality reaches the threshold."""
    y, x = np.nonzero(planes[..., 3] >= threshold)
    found = planes[y, x].astype(np.float64)
    return np.stack([x, y, found[:, 1], found[:, 2] >= 0.5, found[:, 3]], axis=1)


def _row(shape: tuple[int, ...], ours: Planes, theirs: Planes) -> dict[str, Any]:
    difference = np.abs(ours.astype(np.float64) - theirs)
    turn = np.minimum(difference[..., 1], 2 * np.pi - difference[..., 1])
    planes = {
        "probability": float(difference[..., 0].max()),
        "direction": float(turn[theirs[..., 0] > _DIRECTION_WHERE].max(initial=0.0)),
        "ending": float(difference[..., 2].max()),
        "quality": float(difference[..., 3].max()),
    }
    return {
        "rows": shape[0],
        "columns": shape[1],
        "planes": planes,
        "max_abs_difference": max(planes.values()),
    }


def _agreement(ours: list[Minutiae], theirs: list[Minutiae]) -> dict[str, Any]:
    """The same places and kinds, in the same order; directions and qualities within the limit."""
    return {
        "minutiae": {str(t): len(found) for t, found in zip(THRESHOLDS, theirs, strict=True)},
        "same_minutiae": all(_alike(a, b) for a, b in zip(ours, theirs, strict=True)),
    }


def _alike(ours: Minutiae, theirs: Minutiae) -> bool:
    if ours.shape != theirs.shape or not np.array_equal(ours[:, [0, 1, 3]], theirs[:, [0, 1, 3]]):
        return False
    turn = np.abs(ours[:, 2] - theirs[:, 2])
    off = np.maximum(np.minimum(turn, 2 * np.pi - turn), np.abs(ours[:, 4] - theirs[:, 4]))
    return bool((off <= DIFFERENCE_AT_MOST).all())


def _published(images: list[Pixels], padded: list[Pixels], keras: Path) -> dict[str, npt.NDArray[Any]]:
    """What pyfing answers, from its own process."""
    with TemporaryDirectory() as folder:
        given, answers = Path(folder, "images.npz"), Path(folder, "answers.npz")
        arrays: dict[str, Any] = {f"image_{i}": image for i, image in enumerate(images)}
        arrays |= {f"padded_{i}": page for i, page in enumerate(padded)}
        np.savez(given, thresholds=np.array(THRESHOLDS), **arrays)
        script = Path(__file__).with_name("leader_in_keras.py")
        subprocess.run(
            [keras, script, given, answers], check=True, env=os.environ | {"KERAS_BACKEND": "torch"}
        )
        with np.load(answers) as loaded:
            return dict(loaded)
