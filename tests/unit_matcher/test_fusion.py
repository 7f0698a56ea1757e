"""How comparisons of one person become one likelihood ratio."""

import math
from uuid import UUID

import pytest

from matcher.domain import Evidence, FingerPosition, Modality
from matcher.fusion import fuse
from matcher.parameters import POOR_SAMPLE_FLOOR

SOMEONE = UUID(int=1)
INDEX, THUMB, UNKNOWN = FingerPosition.RIGHT_INDEX, FingerPosition.RIGHT_THUMB, FingerPosition.UNKNOWN


def finger(probe: int, reference: int, llr: float, position: FingerPosition = INDEX) -> Evidence:
    return Evidence(Modality.FINGER, position, probe, reference, llr)


def face(probe: int, reference: int, llr: float) -> Evidence:
    return Evidence(Modality.FACE, UNKNOWN, probe, reference, llr)


def test_different_fingers_and_the_face_add() -> None:
    fused = fuse(SOMEONE, [finger(0, 0, 4.0, INDEX), finger(1, 1, 3.0, THUMB), face(2, 2, 1.5)])
    assert fused.llr == pytest.approx(8.5)


def test_two_references_of_one_finger_count_once() -> None:
    assert fuse(SOMEONE, [finger(0, 0, 4.0), finger(0, 1, 3.0)]).llr == pytest.approx(4.0)


def test_two_probes_of_one_finger_or_face_count_once() -> None:
    assert fuse(SOMEONE, [finger(0, 0, 4.0), finger(1, 0, 3.0)]).llr == pytest.approx(4.0)
    assert fuse(SOMEONE, [face(0, 0, 2.0), face(1, 0, 1.0)]).llr == pytest.approx(2.0)


def test_an_unknown_finger_is_any_of_the_enrolled_ones() -> None:
    evidence = [finger(0, reference, 5.0 if reference == 3 else -9.0, UNKNOWN) for reference in range(10)]
    assert fuse(SOMEONE, evidence).llr == pytest.approx(5.0 - math.log10(10), abs=1e-6)


def test_one_poor_sample_does_not_outweigh_a_good_one() -> None:
    fused = fuse(SOMEONE, [finger(0, 0, 5.0, INDEX), finger(1, 1, -40.0, THUMB)])
    assert fused.llr == pytest.approx(5.0 + POOR_SAMPLE_FLOOR)


def test_evidence_is_kept_strongest_first() -> None:
    fused = fuse(SOMEONE, [finger(0, 0, 1.0), face(1, 1, 2.0), finger(0, 2, 1.0)])
    assert [(e.llr, e.reference) for e in fused.evidence] == [(2.0, 1), (1.0, 0), (1.0, 2)]


def test_no_comparison_is_no_evidence() -> None:
    assert fuse(SOMEONE, []).llr == 0.0
