"""Rules about minors: no biometrics below the age floor, and a guardian who comes and goes with them."""

from datetime import datetime
from uuid import UUID

from api.gates.decision import Consequence, Erase, Notify, Omit, Outcome, Party, Said
from api.gates.rule import Rule
from api.gates.visits.consent import BIOMETRICS, CAPTURES, erasable
from api.gates.visits.evidence import Enrolling, Entering, Leaving
from api.gates.visits.passing import Arriving
from api.gates.visits.paths import below_floor, is_minor
from api.gates.visits.policy import VisitsPolicy


class AgeKnown(Rule[Arriving, VisitsPolicy]):
    """The visitor's date of birth is known: without it nobody can tell whether they are a child."""

    name = "age-known"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """A date that has not come yet is none."""
        born = evidence.visitor.born
        if born is None or born > now.astimezone(evidence.zone).date():
            return Said(Outcome.HOLD, "visitor-age-unknown")
        return Said(Outcome.ADMIT, "visitor-age-known")


class AgeFloor(Rule[Arriving, VisitsPolicy]):
    """Of a child below the age floor no biometrics are taken, whoever agrees.

    Where they were taken all the same, the child pays nothing for it: they go in, the biometrics go.
    """

    name = "age-floor"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked only of children below it."""
        visitor = evidence.visitor
        if not below_floor(visitor, policy, now, evidence.zone):
            return None
        told = {"age": policy.minors.age_floor}
        if not visitor.enrolled and not evidence.captured.modalities:
            return Said(Outcome.ADMIT, "child-without-biometrics", told)
        follows: list[Consequence] = [Omit(CAPTURES), Notify(Party.OMBUDSMAN, "visit.child-captured")]
        if erasable(visitor, policy):
            follows.insert(0, Erase(visitor.person_id, BIOMETRICS))
        return Said(Outcome.ADMIT, "child-captured", told, tuple(follows))


class Guarded(Rule[Entering, VisitsPolicy]):
    """A minor comes in with a guardian of theirs, or to one who is with the same prisoner."""

    name = "guarded"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """The guardian can be fetched: that holds and does not refuse."""
        if not is_minor(evidence.visitor, policy, now, evidence.zone):
            return None
        if not evidence.visitor.guardians:
            return Said(Outcome.HOLD, "minor-guardian-unknown")
        if not evidence.visitor.guardians & (evidence.companions | _with_prisoner(evidence)):
            return Said(Outcome.HOLD, "minor-without-guardian")
        return Said(Outcome.ADMIT, "minor-with-guardian")


class GuardianNamed(Rule[Enrolling, VisitsPolicy]):
    """Of a minor it is on record who answers for them, before they come the first time."""

    name = "guardian-named"

    def judge(self, evidence: Enrolling, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of minors."""
        if not is_minor(evidence.visitor, policy, now, evidence.zone):
            return None
        if not evidence.visitor.guardians:
            return Said(Outcome.HOLD, "minor-guardian-unknown")
        return Said(Outcome.ADMIT, "minor-guardian-named")


class LeavesWithGuardian(Rule[Leaving, VisitsPolicy]):
    """A minor leaves with the guardian with whom they came."""

    name = "leaves-with-guardian"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of whoever entered in somebody's care, also if they came of age inside."""
        guardian = evidence.visit.guardian_id
        if guardian is None:
            return None
        if guardian not in evidence.leaving_with:
            return Said(Outcome.HOLD, "minor-leaves-alone")
        return Said(Outcome.ADMIT, "minor-leaves-with-guardian")


class LeavesNobodyBehind(Rule[Leaving, VisitsPolicy]):
    """A guardian takes along every minor who came in with them."""

    name = "leaves-nobody-behind"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of guardians."""
        if not evidence.charges:
            return None
        left = len(evidence.charges - evidence.leaving_with)
        if left:
            return Said(Outcome.HOLD, "guardian-leaves-minor", {"minors": left})
        return Said(Outcome.ADMIT, "guardian-leaves-nobody", {"minors": len(evidence.charges)})


def _with_prisoner(evidence: Entering) -> frozenset[UUID]:
    """Who is inside with the prisoner who is to be visited."""
    return frozenset(
        one.visitor_id for one in evidence.visits if one.open and one.prisoner_id == evidence.prisoner_id
    )
