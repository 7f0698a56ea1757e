"""How comparisons of one person become one likelihood ratio."""

import math
from uuid import UUID

import pytest

from matcher.domain import Evidence, FingerPosition, Modality
from matcher.fusion import face_alone, fuse, shares
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


def test_what_speaks_against_from_one_hand_counts_once() -> None:
    """Five dry fingers are one dry hand; two hands are two."""
    right = [finger(n, n, -1.0 - n / 10, FingerPosition(1 + n)) for n in range(5)]
    left = [finger(5 + n, 5 + n, -0.5, FingerPosition(6 + n)) for n in range(5)]
    assert fuse(SOMEONE, right).llr == pytest.approx(-1.4)
    assert fuse(SOMEONE, [*right, *left]).llr == pytest.approx(-1.9)


def clear(probe: int, llr: float, position: FingerPosition = INDEX) -> Evidence:
    return Evidence(Modality.FINGER, position, probe, probe, llr, clear=True)


def test_a_clear_mismatch_of_fingers_overrules_the_face() -> None:
    """A twin has the face and other fingers."""
    fused = fuse(SOMEONE, [face(0, 0, 6.0), clear(1, -4.0), clear(2, -3.0, THUMB)])
    assert fused.contradicted
    assert fused.llr == pytest.approx(POOR_SAMPLE_FLOOR)


def test_a_poor_reference_hides_no_clear_mismatch() -> None:
    """A second print of the same finger that says little is no reason to believe a face that looks alike."""
    fused = fuse(SOMEONE, [clear(0, -9.0), finger(0, 1, -0.1), finger(2, 1, 0.0), face(3, 3, 6.0)])
    assert fused.contradicted
    assert fused.llr == pytest.approx(POOR_SAMPLE_FLOOR)


def test_a_reference_that_speaks_for_the_person_outweighs_a_clear_mismatch() -> None:
    """The other reference may be of a scarred finger, or filed under the wrong one."""
    fused = fuse(SOMEONE, [clear(0, -9.0), finger(0, 1, 4.0), face(3, 3, 6.0)])
    assert not fused.contradicted
    assert fused.llr == pytest.approx(10.0)


def test_an_unknown_finger_that_is_clearly_not_one_may_be_another() -> None:
    unlike = Evidence(Modality.FINGER, UNKNOWN, 0, 0, -9.0, clear=True)
    fused = fuse(SOMEONE, [unlike, finger(0, 1, -0.1, UNKNOWN)])
    assert fused.llr == pytest.approx(-0.1 + math.log10((1 + 10**-8.9) / 2))


@pytest.mark.parametrize(
    "fingers",
    [
        [finger(1, 1, -4.0)],  # not clear: a bad print
        [clear(1, -1.9)],  # not against as strongly as one sample may be
        [clear(1, -4.0), clear(2, 2.0, THUMB)],  # another finger is theirs
        [],
    ],
)
def test_without_a_clear_mismatch_the_face_counts(fingers: list[Evidence]) -> None:
    alone = fuse(SOMEONE, fingers)
    fused = fuse(SOMEONE, [face(0, 0, 3.0), *fingers])
    assert not fused.contradicted
    assert fused.llr == pytest.approx(alone.llr + 3.0)


@pytest.mark.parametrize(
    ("fingers", "alone"),
    [
        ([finger(1, 1, -2.0), finger(2, 2, -2.0, THUMB)], True),
        ([finger(1, 1, -9.0), finger(2, 2, 0.0, FingerPosition.LEFT_INDEX)], True),
        ([finger(1, 1, -1.9), finger(2, 2, -1.9, THUMB)], False),  # one hand, and not as strongly
        ([finger(1, 1, -1.0), finger(2, 2, -1.0, FingerPosition.LEFT_INDEX)], True),  # two hands
        ([finger(1, 1, -9.0), finger(2, 2, -9.0, THUMB), finger(3, 3, 0.1, UNKNOWN)], False),  # one is theirs
        ([finger(1, 1, -9.0)], False),  # one finger may be dry
        ([finger(1, 1, -9.0), finger(2, 1, -9.0)], False),  # the same one twice
        ([finger(1, 1, -9.0, UNKNOWN), finger(2, 1, -9.0, UNKNOWN)], False),  # perhaps others than enrolled
    ],
)
def test_a_face_stands_alone_against_two_fingers(fingers: list[Evidence], alone: bool) -> None:
    assert face_alone([face(0, 0, 6.0), *fingers]) is alone
    assert not face_alone([face(0, 0, -0.5), *fingers])
    assert not face_alone(fingers)


def test_each_modality_has_its_share() -> None:
    evidence = [face(0, 0, 3.0), face(0, 1, 2.0), finger(1, 1, -1.0), finger(2, 2, 2.5, THUMB)]
    assert shares(evidence) == {Modality.FACE: 3.0, Modality.FINGER: 1.5}
    assert fuse(SOMEONE, evidence).llr == pytest.approx(4.5)
    assert shares([finger(1, 1, -1.0)]) == {Modality.FINGER: -1.0}
    assert shares([]) == {}


def test_a_face_that_speaks_against_is_no_contradiction() -> None:
    fused = fuse(SOMEONE, [face(0, 0, -1.0), clear(1, -4.0)])
    assert not fused.contradicted
    assert fused.llr == pytest.approx(POOR_SAMPLE_FLOOR - 1.0)


def test_evidence_is_kept_strongest_first() -> None:
    fused = fuse(SOMEONE, [finger(0, 0, 1.0), face(1, 1, 2.0), finger(0, 2, 1.0)])
    assert [(e.llr, e.reference) for e in fused.evidence] == [(2.0, 1), (1.0, 0), (1.0, 2)]


def test_no_comparison_is_no_evidence() -> None:
    assert fuse(SOMEONE, []).llr == 0.0
