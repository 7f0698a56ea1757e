"""The rule about the card that a newcomer shows: one card, one person, also where no biometrics are given."""

from datetime import datetime

from api.gates.decision import Consequence, Countersign, Notify, Outcome, Party, Said
from api.gates.rule import Rule
from api.gates.visits.evidence import Enrolling
from api.gates.visits.policy import VisitsPolicy

CARD_OF_ANOTHER = "visitor.card-of-another"
"""What a second officer signs who has seen that the other record was entered with a wrong number."""


class CardOfOne(Rule[Enrolling, VisitsPolicy]):
    """Nobody else is on record with a document that is shown.

    Of whoever declines biometrics nothing else tells that they were here before, under a ban perhaps. A card
    is paper, and whoever wrote its number down may have erred: so it holds, and a second officer can agree.
    """

    name = "card-of-one"

    def judge(self, evidence: Enrolling, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of whoever shows a document with a portrait; a family's book may have one number for all."""
        if evidence.bearers is None:
            return None
        others = evidence.bearers - {evidence.visitor.person_id}
        if not others:
            return Said(Outcome.ADMIT, "visitor-card-of-one")
        banned = any(
            ban.binds(ban.person_id, evidence.prisoner_id, now)
            for ban in evidence.restrictions
            if ban.person_id in others
        )
        topic = "visit.ban-evaded" if banned else CARD_OF_ANOTHER
        follows: list[Consequence] = [Notify(Party.SUPERVISOR, topic)]
        if evidence.attendance.agreed(CARD_OF_ANOTHER):
            return Said(Outcome.ADMIT, "visitor-card-explained", consequences=tuple(follows))
        limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
        follows += [Countersign(CARD_OF_ANOTHER), *limit]
        code = "visitor-card-of-banned" if banned else "visitor-card-of-another"
        return Said(Outcome.HOLD, code, {"person": str(min(others))}, tuple(follows))
