"""The stated truth against LEADER, which has never seen these prints: it finds what is said to be there."""

import numpy as np
import pytest

from device_drivers.fingerprint.synthetic import EASY, HARD, Hardness, Impression, finger
from models import registry
from models.errors import ModelError

REACH = 9.0
"""Pixels, a ridge's width."""


def found(impression: Impression) -> tuple[np.ndarray, np.ndarray]:
    """(N, 2) places and (N,) directions by LEADER; the sensor's size needs no padding."""
    try:
        session = registry.open("leader")
    except ModelError as error:
        pytest.skip(f"LEADER is not built here: {error}")
    image = impression.image[None, :, :, None].astype(np.float32)
    (minutiae,) = session.run(None, {"image": image, "least": np.array(0.3, np.float32)})
    return minutiae[:, [2, 1]], minutiae[:, 3]


@pytest.mark.parametrize(("hardness", "recall", "precision"), [(EASY, 0.9, 0.8), (HARD, 0.8, 0.75)])
def test_true_minutiae_are_there_to_be_found(hardness: Hardness, recall: float, precision: float) -> None:
    true = hit = answered = right = 0
    turns: list[float] = []
    for seed in range(4):
        impression = finger(seed, 1 + seed).impression(0, hardness)
        places, directions = found(impression)
        stated = np.array([(m.x, m.y) for m in impression.minutiae])
        apart = np.linalg.norm(stated[:, None] - places[None], axis=2)
        true, hit = true + len(stated), hit + int((apart.min(axis=1) < REACH).sum())
        answered, right = answered + len(places), right + int((apart.min(axis=0) < REACH).sum())
        told = np.array([m.angle for m in impression.minutiae]) - directions[apart.argmin(axis=1)]
        turns.extend(np.angle(np.exp(1j * told[apart.min(axis=1) < REACH])))
    assert hit / true > recall
    assert right / answered > precision
    assert np.median(np.abs(turns)) < np.deg2rad(7)
    assert np.mean(np.abs(turns) < np.deg2rad(30)) > 0.95
