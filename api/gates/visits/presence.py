"""Rules about who is where: the prisoner, the visitor, and how many are with the prisoner already."""

from datetime import datetime
from typing import Final

from api.gates.decision import Notify, Outcome, Party, Said
from api.gates.rule import Rule
from api.gates.visits.evidence import Entering, Whereabouts
from api.gates.visits.policy import VisitsPolicy

_WHERE: Final = {
    Whereabouts.PRESENT: (Outcome.ADMIT, "prisoner-present"),
    Whereabouts.AWAY: (Outcome.HOLD, "prisoner-away"),
    Whereabouts.ELSEWHERE: (Outcome.REFUSE, "prisoner-elsewhere"),
    Whereabouts.NOT_HELD: (Outcome.REFUSE, "prisoner-not-held"),
}


class PrisonerHere(Rule[Entering, VisitsPolicy]):
    """The prisoner is in the house; whoever is at court or in hospital may come back within the hour."""

    name = "prisoner-here"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """By the registry's movements."""
        outcome, code = _WHERE[evidence.prisoner.whereabouts]
        return Said(outcome, code)


class NotInside(Rule[Entering, VisitsPolicy]):
    """The visitor is not inside already: one person is never inside twice, under no visit.

    Either an exit was not recorded, or somebody else went in under this name.
    """

    name = "not-inside"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Whoever counts the visiting room finds out which."""
        if any(one.open and one.visitor_id == evidence.visitor.person_id for one in evidence.visits):
            limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
            told = (Notify(Party.SUPERVISOR, "visit.entered-twice"), *limit)
            return Said(Outcome.HOLD, "visitor-inside-already", consequences=told)
        return Said(Outcome.ADMIT, "visitor-not-inside")


class RoomAtTheTable(Rule[Entering, VisitsPolicy]):
    """Not more visitors are with one prisoner than the policy allows, children and lawyers not counted."""

    name = "room-at-the-table"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """It holds until one of them leaves."""
        if evidence.visitor.kind in policy.exempt:
            return None
        inside = [
            one
            for one in evidence.visits
            if one.open
            and one.prisoner_id == evidence.prisoner_id
            and one.kind not in policy.exempt
            and one.guardian_id is None
        ]
        if len(inside) >= policy.at_once:
            return Said(Outcome.HOLD, "visitors-too-many", {"most": policy.at_once})
        return Said(Outcome.ADMIT, "visitors-have-room")
