"""An answer warns where clear prints speak against the person whose face this seems to be."""

from datetime import UTC, datetime
from uuid import UUID

from api.contract import words
from api.outcomes import Found, Spent, Verified
from api.registry.galleries import Gallery
from api.registry.records import PersonRecord
from api.routes.answers import verification_out
from matcher.domain import Candidate, Decision
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


def test_others_carry_none() -> None:
    told = verification_out(answered(Candidate(SOMEBODY, 4.0, ()), 1e-5), "en")
    assert told.warning is None
    assert told.chance == 1e-5
