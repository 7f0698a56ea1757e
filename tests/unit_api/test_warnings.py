"""An answer warns where clear prints speak against the person whose face this seems to be."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.contract import words
from api.outcomes import Found, Identified, Spent, Verified
from api.registry.galleries import Gallery
from api.registry.records import PersonRecord, SampleRecord
from api.routes.answers import identification_out, verification_out
from matcher.domain import Candidate, Decision, Evidence, FingerPosition, Modality
from matcher.fusion import fuse
from matcher.identify import Identification
from matcher.verify import Verification

SOMEBODY = UUID(int=7)


def answered(candidate: Candidate, chance: float) -> Verified:
    person = PersonRecord(SOMEBODY, "Alma", (Gallery.CUSTODY,), datetime.now(UTC), ())
    result = Verification(Decision.NO_MATCH, candidate, chance, 1.0, 1e-4)
    return Verified(result, (), Found(candidate, person), None, Spent(0.0, 0.0, 0.0))


def test_a_contradicted_candidate_carries_a_warning() -> None:
    told = verification_out(answered(Candidate(SOMEBODY, -2.0, (), contradicted=True), 0.9), "es")
    assert told.warning == words.text("contradicted", "es")
    assert told.chance_sentence == words.chance(0.9, False, "es")


def test_a_face_that_no_finger_bears_out_carries_one() -> None:
    fingers = tuple(
        Evidence(Modality.FINGER, position, probe, probe, -2.0)
        for probe, position in ((1, FingerPosition.RIGHT_THUMB), (2, FingerPosition.RIGHT_INDEX))
    )
    lookalike = fuse(SOMEBODY, (Evidence(Modality.FACE, FingerPosition.UNKNOWN, 0, 0, 6.0), *fingers))
    assert not lookalike.contradicted
    answer = answered(lookalike, 1e-6)
    kept = SampleRecord(UUID(int=9), Modality.FACE, FingerPosition.UNKNOWN, None, "image/png", None)
    person = replace(answer.found.person, samples=(kept,) * 3)
    told = verification_out(replace(answer, found=Found(lookalike, person)), "fr")
    assert told.warning == words.text("face_alone", "fr")


def test_others_carry_none() -> None:
    told = verification_out(answered(Candidate(SOMEBODY, 4.0, ()), 1e-5), "en")
    assert told.warning is None
    assert told.chance == 1e-5


@pytest.mark.parametrize("reachable", [True, False])
def test_a_threshold_that_nothing_reaches_is_told_in_words(reachable: bool) -> None:
    result = Identification(Decision.NO_MATCH, (), (), (), 5.2, 0.01, 10**8, True, reachable)
    told = identification_out(Identified(result, (), (), None, Spent(0.0, 0.0, 0.0)), "ro", known=())
    assert told.reachable is reachable
    assert told.reach_note == (None if reachable else words.text("out_of_reach", "ro"))
