"""1:N by several impressions and fingers on synthetic prints, and what becomes of a blank image."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import fingerprint_identification
from benchmarks.accuracy.datasets import fingerprint_sets
from benchmarks.accuracy.fingerprint_identification import (
    Finger,
    fingers_of,
    one_finger,
    open_set,
    two_fingers,
)
from benchmarks.accuracy.fingerprint_protocol import ExtractedSet, extract_set
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.parameters import POOR_SAMPLE_FLOOR


@pytest.fixture(scope="module")
def extracted(four_times: Path) -> ExtractedSet:
    (data,) = fingerprint_sets([four_times])
    return extract_set(data, MinutiaeExtractor("fast"))


def test_mates_are_first_by_one_finger_and_by_two(extracted: ExtractedSet) -> None:
    assert one_finger(fingers_of(extracted)) == {"gallery": 4, "probes": 8, "rank1": 8, "rank1_share": 1.0}
    told = two_fingers([extracted])
    assert told["taken_together"] == {"gallery": 2, "probes": 4, "rank1": 4, "rank1_share": 1.0}
    assert told["every_combination"] == {"gallery": 2, "probes": 8, "rank1": 8, "rank1_share": 1.0}


def test_strangers_under_a_name_are_not_first(extracted: ExtractedSet) -> None:
    first, second, *_ = fingers_of(extracted)
    swapped = [
        Finger("s", [*first.impressions[:2], *second.impressions[2:]]),
        Finger("s", [*second.impressions[:2], *first.impressions[2:]]),
    ]
    assert one_finger(swapped)["rank1"] == 0


def test_what_was_not_extracted_is_never_found(extracted: ExtractedSet) -> None:
    first, second, *_ = fingers_of(extracted)
    holes = [Finger("s", [*first.impressions[:3], None]), Finger("s", [None, None, *second.impressions[2:]])]
    assert one_finger(holes)["rank1"] == 1  # one probe is missing, two probes have no reference
    ratios = fingerprint_identification._ratios(holes)
    assert np.sort(ratios.mated[1]).tolist() == [POOR_SAMPLE_FLOOR] * 4


def test_the_bound_is_never_below_what_the_images_can_show(extracted: ExtractedSet) -> None:
    for row in open_set(fingers_of(extracted)).values():
        for kind in row.values():
            assert kind["fnir"] <= kind["fnir_bound_95"]
            assert kind["fnir_bound_95"] >= 1 - 0.05 ** (1 / 8)


def test_the_command_writes_and_prints(
    four_times: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.json"
    arguments = [str(four_times), "--profile", "fast", "--json", str(file)]
    assert fingerprint_identification.main(arguments) == 0
    result = json.loads(file.read_text("utf-8"))
    assert result["one_finger"]["rank1"] == 8
    assert set(result["open_set"]["galleries"]) == {"1000", "10000", "100000"}
    assert "8 of 8 at rank 1 among 4" in capsys.readouterr().out
