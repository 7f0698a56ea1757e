"""Every kernel of this machine against its NumPy twin, on random pairs of fingers.

A seeded campaign: 500 pairs in every run, 10,000 with UMBRAL_CAMPAIGN=full; its last full outcome is
`benchmarks/results/kernel_equality.json`.
"""

import json
import os
from pathlib import Path

import pytest

from benchmarks.accuracy import kernel_equality
from matcher.kernels.dispatch import NUMPY, instruction_sets
from matcher.kernels.screen import screen_instruction_sets

PAIRS = 10_000 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 500
RECORDED = Path(__file__).parents[2] / "benchmarks" / "results" / "kernel_equality.json"
LARGEST_DIFFERENCE = 1e-6


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_every_kernel_says_what_its_twin_says() -> None:
    found = kernel_equality.equality(PAIRS, seed=11)
    compared = found["compared"]
    assert compared["pairs"] == PAIRS
    assert compared["median_score_mated"] > compared["median_score_non_mated"] + 0.2
    assert set(compared["largest_difference_from_the_twin"]) == set(instruction_sets()) - {NUMPY}
    assert max(compared["largest_difference_from_the_twin"].values()) <= LARGEST_DIFFERENCE
    assert set(compared["pairs_unlike_plain_c_in_the_last_bit"].values()) == {0}
    assert found["screened"]["scores"] >= PAIRS
    assert found["screened"]["unlike_the_twin"] == dict.fromkeys(set(screen_instruction_sets()) - {NUMPY}, 0)
    assert (found["built"]["by"], found["built"]["fingers"], found["built"]["unlike_the_twin"]) == (
        "c",
        PAIRS,
        0,
    )


def test_the_recorded_campaign_was_full_and_found_nothing() -> None:
    found = json.loads(RECORDED.read_text("utf-8"))
    assert found["compared"]["pairs"] == 10_000
    assert max(found["compared"]["largest_difference_from_the_twin"].values()) <= LARGEST_DIFFERENCE
    assert {*found["screened"]["unlike_the_twin"].values(), found["built"]["unlike_the_twin"]} == {0}
