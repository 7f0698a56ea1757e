"""Somebody who is banned was recognised at a door of visits: by their own name, or by another."""

from datetime import datetime
from uuid import UUID

from api.events.catalogue.visits import VisitBanRecognised
from api.gates.decision import GateDecision, Outcome
from api.gates.visits.bans import NotBanned, NotBannedByAnotherName
from api.gates.visits.passing import Arriving


def recognised(
    passage_id: UUID, evidence: Arriving, decision: GateDecision, now: datetime
) -> tuple[VisitBanRecognised, ...]:
    """What partners are told of each ban that the gate refused for; what only may be so is told to nobody."""
    refused = {found.rule for found in decision.findings if found.outcome is Outcome.REFUSE}
    own = evidence.visitor.person_id
    others = {one.person_id for one in evidence.verdicts if one.same} - {own}
    whose = ({own} if NotBanned.name in refused else set()) | (
        others if NotBannedByAnotherName.name in refused else set()
    )
    return tuple(
        VisitBanRecognised(
            visit_id=passage_id, ban_id=ban.restriction_id, assumed_identity=ban.person_id != own
        )
        for ban in evidence.restrictions
        if ban.person_id in whose and ban.binds(ban.person_id, evidence.prisoner_id, now)
    )
