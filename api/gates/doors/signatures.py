"""Rules about the humans who answer for a passage: who signs it, and who identifies where machines cannot."""

from datetime import datetime

from api.gates.decision import Consequence, Countersign, Outcome, Said
from api.gates.doors.answering import BY_HAND, answering, by_hand_takes, reported
from api.gates.doors.evidence import AtDoor, Passage
from api.gates.doors.policy import DoorPolicy, OfficersPolicy
from api.gates.doors.ways import Way, way
from api.gates.officers import agreeing
from api.gates.rule import Rule
from api.officers import known_as


class IdentifiedByHand(Rule[Passage, DoorPolicy]):
    """Where sensors stay out of order, or nothing can be captured, two humans identify: marked and reported.

    A broken sensor keeps nobody inside beyond the policy's limit, and two bandaged hands keep nobody at all.
    """

    name = "identified-by-hand"

    def judge(self, evidence: Passage, policy: DoorPolicy, now: datetime) -> Said | None:
        """Never fewer than two, however few the door asks for otherwise."""
        at = evidence.at_door
        if way(at, policy, now) is not Way.BY_HAND:
            return None
        since = at.failed_at or at.asked_at
        signed = answering(at, BY_HAND, policy.officers, now)
        if len(signed) < by_hand_takes(policy.officers):
            limit = policy.by_hand.limit.follows(f"{evidence.gate}.sensor", since, now)
            told: tuple[Consequence, ...] = (Countersign(BY_HAND), *limit)
            return Said(Outcome.HOLD, "by-hand-unsigned", {"signed": len(signed)}, told)
        return Said(Outcome.ADMIT, "by-hand", {"signed": len(signed)}, reported(evidence.gate))


class OfficersSigned(Rule[Passage, DoorPolicy]):
    """As many humans as the policy asks for answer for the passage, and one of the roles has signed.

    Whoever asks for it is one of them. An officer who signs twice is one; the prisoner is none.
    """

    name = "officers-signed"

    def judge(self, evidence: Passage, policy: DoorPolicy, now: datetime) -> Said | None:
        """What is stale, or dated ahead, does not count."""
        at, asked = evidence.at_door, policy.officers
        signed = answering(at, evidence.gate, asked, now)
        told = {"needed": asked.number, "signed": len(signed)}
        again = (Countersign(evidence.gate),)
        if len(signed) < asked.number:
            return Said(Outcome.HOLD, "officers-missing", told, again)
        if asked.roles and not asked.roles & _roles(at, evidence.gate, asked, now):
            return Said(Outcome.HOLD, "officer-of-role-missing", {"role": sorted(asked.roles)[0]}, again)
        return Said(Outcome.ADMIT, "officers-signed", told)


def _roles(at: AtDoor, matter: str, policy: OfficersPolicy, now: datetime) -> frozenset[str]:
    """As what those acted whose signatures count."""
    counting = agreeing(at.attendance, matter, within=policy.signed_within, now=now) - {str(at.person_id)}
    return frozenset(
        one.role for one in at.attendance.signed if one.matter == matter and known_as(one.officer) in counting
    )
