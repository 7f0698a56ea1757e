"""Where a passage stands: what was decided last, as it was stored, and what it waits for."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from api.gates.decision import Countersign, Deadline, GateDecision
from api.registry import decisions, passages
from api.registry.decisions import StoredDecision
from api.registry.errors import NotOnRecord
from api.registry.passages import Passage
from api.registry.store import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest decision of a passage. reviews: cases that reviewers look at for it."""

    passage: Passage
    decision: StoredDecision
    reviews: tuple[UUID, ...]


def waits_of(decision: GateDecision) -> dict[str, JsonValue]:
    """What a decision waits for, as it is stored: matters to sign, and by when who settles what."""
    follows = decision.consequences
    deadlines = [one for one in follows if isinstance(one, Deadline)]
    return {
        "awaited": [*dict.fromkeys(one.matter for one in follows if isinstance(one, Countersign))],
        "deadlines": [
            {"matter": one.matter, "decider": one.decider, "due": one.due.isoformat()} for one in deadlines
        ],
    }


def standing(store: Store, passage_id: UUID) -> Standing:
    """Nothing is compared or decided for it. Raises NotOnRecord."""
    with store.reading() as view:
        passage = passages.one(view, passage_id)
        if passage.decision_id is None:
            raise NotOnRecord("Nothing was decided of this passage yet.", what="decision")
        decision = decisions.one(view, passage.decision_id)
        return Standing(passage, decision, tuple(passages.reviews(view, passage_id)))
