"""Error-versus-discard by halves: what is planted is found, and neither half sees the other."""

from types import MappingProxyType

import numpy as np

from benchmarks.accuracy.face_quality import GradedSet, figures, halves
from matcher.face.quality.quality import Component, Quality

GATING = ("DetectorScore", "HeadPoseYaw")


def planted(identities: int = 60, images: int = 4) -> GradedSet:
    """What has a low value is noisy."""
    rng = np.random.default_rng(3)
    owners, values, embeddings = [], [], []
    for identity in range(identities):
        person = rng.normal(size=32)
        for _ in range(images):
            value = int(rng.integers(5, 100))
            vector = person + rng.normal(size=32) * (2.0 if value < 25 else 0.4)
            owners.append(f"p{identity:03d}")
            values.append(value)
            embeddings.append(vector / np.linalg.norm(vector))
    qualities = [
        Quality(
            value,
            MappingProxyType(
                {name: Component(value, value, name in GATING, None) for name in (*GATING, "Advice")}
            ),
        )
        for value in values
    ]
    _, place = np.unique(owners, return_inverse=True)
    return GradedSet(
        np.array(owners), place % 2 == 1, np.array(embeddings, np.float32), qualities, [0.001] * len(values)
    )


def test_the_halves_share_no_identity_and_no_pair() -> None:
    data = planted()
    pairs = halves(data)
    first, held_out = (set(pairs[half].owners) for half in ("first", "held_out"))
    assert not first & held_out
    assert len(first) == len(held_out) == 30
    assert len(pairs["first"].genuine) == 30 * 6
    assert len(pairs["first"].impostor) == 120 * 119 // 2 - 30 * 6


def test_a_quality_that_predicts_empties_the_misses() -> None:
    result = figures(halves(planted())["held_out"])
    curve = result["value"]["fnmr_after_discard"]["fmr_0.001"]["fnmr"]
    assert curve[0] > 0.1
    assert curve == sorted(curve, reverse=True)
    assert curve[3] < 0.2 * curve[0]
    assert result["fitted"]["spearman"] > 0.4
    assert "fmr_0.01" not in result["Advice"]["fnmr_after_discard"]
