"""Rules about what was granted: the authorisation, the appointment, the prisoner's own standing."""

from datetime import datetime

from api.gates.decision import Outcome, Said
from api.gates.rule import Rule
from api.gates.visits.bans import until_lifted
from api.gates.visits.evidence import Entering
from api.gates.visits.grants import Appointment
from api.gates.visits.policy import VisitsPolicy


class Authorised(Rule[Entering, VisitsPolicy]):
    """The visitor may visit this prisoner: by name and relationship, or by their office."""

    name = "authorised"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Where a judge's word is missing it can still be brought: that holds and does not refuse."""
        if evidence.visitor.kind in policy.exempt:
            return Said(Outcome.ADMIT, "visit-by-office")
        ours = [
            one
            for one in evidence.authorisations
            if (one.visitor_id, one.prisoner_id) == (evidence.visitor.person_id, evidence.prisoner_id)
        ]
        standing = [one for one in ours if one.stands(now)]
        if not standing:
            return Said(Outcome.REFUSE, "visit-authorisation-ended" if ours else "visit-not-authorised")
        known = [one for one in standing if one.relationship in policy.relationships]
        if not known:
            told = {"relationship": standing[0].relationship}
            return Said(Outcome.REFUSE, "visit-relationship-not-admitted", told)
        needed = policy.grantors_untried if evidence.prisoner.untried else policy.grantors
        lacking = min((sorted(needed - one.granted_by) for one in known), key=len)
        if lacking:
            return Said(Outcome.HOLD, f"visit-{lacking[0]}-has-not-agreed")
        return Said(Outcome.ADMIT, "visit-authorised")


class Appointed(Rule[Entering, VisitsPolicy]):
    """The visitor has an appointment, with this prisoner, here and now, and it is not used."""

    name = "appointed"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Too early waits; too late is over."""
        if not policy.appointment_needed or evidence.visitor.kind in policy.exempt:
            return None
        booked = evidence.appointment
        if booked is None:
            return Said(Outcome.REFUSE, "visit-no-appointment")
        if not _is_for(booked, evidence):
            return Said(Outcome.REFUSE, "visit-appointment-of-another")
        if booked.cancelled_at is not None:
            return Said(Outcome.REFUSE, "visit-appointment-cancelled")
        if booked.used_at is not None:
            return Said(Outcome.REFUSE, "visit-appointment-used")
        if now < booked.begins - policy.early:
            opens = (booked.begins - policy.early).astimezone(evidence.zone)
            return Said(Outcome.HOLD, "visit-too-early", {"opens": opens.isoformat(" ", "minutes")[:16]})
        if now >= min(booked.begins + policy.late, booked.ends):
            return Said(Outcome.REFUSE, "visit-too-late")
        return Said(Outcome.ADMIT, "visit-appointed")


class NoSanction(Rule[Entering, VisitsPolicy]):
    """No sanction suspends the prisoner's visits; it does not concern those who come by their office."""

    name = "no-sanction"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """The visitor learns until when, not why: that is the prisoner's matter."""
        if evidence.visitor.kind in policy.exempt:
            return None
        for sanction in evidence.sanctions:
            if sanction.binds(evidence.prisoner_id, evidence.prisoner_id, now):
                return until_lifted("prisoner-visits-suspended", sanction, evidence.zone)
        return Said(Outcome.ADMIT, "prisoner-visits-allowed")


def _is_for(booked: Appointment, evidence: Entering) -> bool:
    """Whether it was booked for these two, here."""
    asked = (evidence.visitor.person_id, evidence.prisoner_id, evidence.facility)
    return (booked.visitor_id, booked.prisoner_id, booked.facility) == asked
