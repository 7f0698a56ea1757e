"""Rules for whom the law protects at reception: children, foreigners, and whoever was hurt before."""

from datetime import datetime

from api.gates.days import age
from api.gates.decision import Notify, Outcome, Party, Said
from api.gates.intake.evidence import Consulate, IntakeEvidence
from api.gates.intake.policy import ConsularNotice, IntakePolicy
from api.gates.intake.signing import asks, countersigned
from api.gates.rule import Rule

CHILD = "intake.child"
ADULT = "intake.adult"
CONSULATE = "intake.consulate"
INJURIES = "intake.injuries"
ILL_TREATMENT = "intake.ill-treatment"
LATE_ARRIVAL = "intake.late-arrival"


class NoChild(Rule[IntakeEvidence, IntakePolicy]):
    """A child is not received among adults; whoever may be a child is treated as one until shown otherwise.

    (Convention on the Rights of the Child, article 37 (c); general comment No. 24, paragraph 24.)
    """

    name = "no-child"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Years in the facility's own calendar; an assessment of the age is two officers' word."""
        born = evidence.newcomer.born
        told = (
            *(Notify(party, CHILD) for party in (Party.COURT, Party.DEFENDER, Party.OMBUDSMAN)),
            *policy.child.follows(CHILD, evidence.asked_at, now),
        )
        if born is not None and age(born, now, evidence.zone) < policy.adult_age:
            return Said(Outcome.HOLD, "intake-child", consequences=told)
        if born is not None and not evidence.newcomer.may_be_child:
            return Said(Outcome.ADMIT, "intake-adult")
        if countersigned(evidence, ADULT, policy, now):
            return Said(Outcome.ADMIT, "intake-adult-assessed")
        return asks("intake-perhaps-child", ADULT, *told)


class ForeignersConsulate(Rule[IntakeEvidence, IntakePolicy]):
    """A foreigner is asked whether their consulate should hear of it (Nelson Mandela Rule 62).

    It is told when they ask for it, or where a treaty asks for it anyway; of a refugee or an asylum seeker
    never without their own word, whatever the policy says.
    """

    name = "foreigners-consulate"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Of nationals of the country nothing is asked. It never delays reception."""
        newcomer = evidence.newcomer
        if newcomer.nationalities & policy.home:
            return None
        wish = newcomer.consulate
        if wish is Consulate.PROTECTED:
            return Said(Outcome.ADMIT, "intake-consulate-protected")
        if wish is Consulate.ASKED_FOR or policy.consular_notice is ConsularNotice.ALWAYS:
            told = Notify(Party.CONSULATE, CONSULATE)
            return Said(Outcome.ADMIT, "intake-consulate-told", consequences=(told,))
        if wish is Consulate.DECLINED:
            return Said(Outcome.ADMIT, "intake-consulate-declined")
        owed = policy.owed.follows(CONSULATE, evidence.asked_at, now)
        return Said(Outcome.ADMIT, "intake-consulate-not-asked", consequences=owed)


class HurtBefore(Rule[IntakeEvidence, IntakePolicy]):
    """Injuries and complaints of ill-treatment before admission reach those who must hear of them.

    Health staff and the defender of injuries; of a complaint the ombudsman too (Nelson Mandela Rules 7 (d)
    and 34). Neither keeps anybody out.
    """

    name = "hurt-before"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """What is not yet entered is the admission record's matter."""
        record = evidence.record
        if record.ill_treated:
            parties = (Party.DEFENDER, Party.OMBUDSMAN, Party.HEALTH)
            told = tuple(Notify(party, ILL_TREATMENT) for party in parties)
            return Said(Outcome.ADMIT, "intake-ill-treatment", consequences=told)
        if record.injured:
            told = (Notify(Party.HEALTH, INJURIES), Notify(Party.DEFENDER, INJURIES))
            return Said(Outcome.ADMIT, "intake-injuries", consequences=told)
        if record.injured is None or record.ill_treated is None:
            return None
        return Said(Outcome.ADMIT, "intake-unhurt")


class ArrestedInTime(Rule[IntakeEvidence, IntakePolicy]):
    """Between arrest and reception lie no more hours than the policy allows: that is when people are hurt.

    Who comes late is received, and the defender and the ombudsman hear how late.
    """

    name = "arrested-in-time"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """An arrest that lies ahead is an error of the record."""
        arrested = evidence.record.arrested_at
        if arrested is None:
            return None
        if arrested > evidence.asked_at:
            return Said(Outcome.HOLD, "intake-arrest-ahead")
        gap = evidence.asked_at - arrested
        told = {"hours": int(gap.total_seconds() // 3600)}
        if gap <= policy.arrest_to_intake:
            return Said(Outcome.ADMIT, "intake-arrest-in-time", told)
        parties = (Party.DEFENDER, Party.OMBUDSMAN)
        late = tuple(Notify(party, LATE_ARRIVAL) for party in parties)
        return Said(Outcome.ADMIT, "intake-arrest-long-ago", told, late)
