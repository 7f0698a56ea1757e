"""What the record of a passage must not keep, taken out of it: the rules say what, the store forgets it.

Of a visit that is kept minimally: once it is admitted, and not before. Whoever waits is decided again on what
was captured, and whoever is refused may challenge it, for which what reviewers looked at is needed.
"""

from uuid import UUID

from api.adjudication.case import State
from api.contract.gates import Presented
from api.gates.decision import GateDecision, Omit, Outcome
from api.gates.visits.consent import CAPTURES
from api.gates.visits.policy import Omitted
from api.registry import adjudication, passages
from api.registry.passages import Passage
from api.registry.unit import Unit

REVIEWED = frozenset({State.OPEN, State.REVIEWED_ONCE, State.IN_DISPUTE})
"""States of a case that reviewers still look at."""


def omitted(decision: GateDecision) -> frozenset[str]:
    """What a decision wants left out, by its codes."""
    return frozenset(one.what for one in decision.consequences if isinstance(one, Omit))


def omit(unit: Unit, decision: GateDecision, asked: Presented, passage: Passage) -> tuple[Passage, bool]:
    """Before it is settled: the passage without what must not be kept; whether something was destroyed."""
    left_out = omitted(decision)
    if decision.outcome is Outcome.HOLD:
        if CAPTURES not in left_out or not asked.samples:
            return passage, False
        bare = asked.model_copy(update={"samples": (), "absent_fingers": ()})
        return passages.reduced(unit, passage, bare.model_dump_json().encode()), True
    if decision.outcome is not Outcome.ADMIT:
        return passage, False
    cases = passages.reviews(unit, passage.id)
    if Omitted.PROBE_IMAGES in left_out:
        for case_id in cases:
            withdraw(unit, case_id)
            adjudication.forget_probe(unit, case_id)
    if Omitted.SEARCH_RESULT in left_out:
        passages.unlink_reviews(unit, passage.id)
    return passage, bool(cases) and Omitted.PROBE_IMAGES in left_out


def withdraw(unit: Unit, case_id: UUID) -> None:
    """Reviewers need not look any more, if they still did."""
    if adjudication.one(unit, case_id, locked=True).state in REVIEWED:
        adjudication.withdraw(unit, case_id)
