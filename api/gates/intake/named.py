"""Rules about the person whom the order names: is it the one who stands here?"""

from datetime import datetime

from api.gates.decision import Adjudicate, Consequence, Notify, Outcome, Party, Said
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.intake.signing import asks, countersigned
from api.gates.likeness import standing
from api.gates.rule import Rule
from matcher.domain import Decision

WRONG_PERSON = "intake.wrong-person"
NAMED_DOUBTFUL = "intake.named-doubtful"
NAMED_NOT_COMPARED = "intake.named-not-compared"
COMPARISON_OWED = "intake.comparison-owed"


class PersonNamed(Rule[IntakeEvidence, IntakePolicy]):
    """Where the order names somebody on record, the one who stands here must be that person.

    People have been held for months in another's place because their prints were looked at and not believed.
    So a comparison that says no escalates at once: court, defender, supervisor and ombudsman are told before
    anybody has confirmed it. Once reviewers have, the person is not received under this order.
    """

    name = "person-named"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """The reviewers' word goes before the machine's, in both directions."""
        if evidence.order is None or evidence.order.person_id is None:
            return None
        named, comparison = evidence.order.person_id, evidence.named
        if comparison is None or comparison.person_id != named or not comparison.compared:
            return _not_compared(evidence, policy, now)
        said = standing(comparison, evidence.verdicts)
        if said is Decision.MATCH:
            return Said(Outcome.ADMIT, "intake-person-named")
        if said is Decision.DOUBTFUL:
            doubt = policy.doubt.follows(NAMED_DOUBTFUL, evidence.asked_at, now)
            return Said(
                Outcome.HOLD, "intake-person-named-doubtful", consequences=(Adjudicate(named), *doubt)
            )
        if any(one.person_id == named and not one.same for one in evidence.verdicts):
            told = _escalated(evidence, policy, now)
            return Said(Outcome.REFUSE, "intake-not-person-named-confirmed", consequences=told)
        told = (Adjudicate(named), *_escalated(evidence, policy, now))
        return Said(Outcome.HOLD, "intake-not-person-named", consequences=told)


class OneIdentity(Rule[IntakeEvidence, IntakePolicy]):
    """Nobody is received under a record that is not the one which the order names."""

    name = "one-identity"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """An order for a known person receives that person, neither another nor a new one."""
        if evidence.order is None or evidence.order.person_id is None:
            return None
        if evidence.received_as == evidence.order.person_id:
            return Said(Outcome.ADMIT, "intake-identity-agrees")
        return Said(Outcome.HOLD, "intake-identity-differs")


def _escalated(evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> tuple[Consequence, ...]:
    parties = (Party.COURT, Party.DEFENDER, Party.SUPERVISOR, Party.OMBUDSMAN)
    told = (Notify(party, WRONG_PERSON) for party in parties)
    return (*told, *policy.wrong_person.follows(WRONG_PERSON, evidence.asked_at, now))


def _not_compared(evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said:
    """Nothing to compare with or by: two officers may go on, and it has to be made up for."""
    if not countersigned(evidence, NAMED_NOT_COMPARED, policy, now):
        return asks("intake-person-named-not-compared", NAMED_NOT_COMPARED)
    owed = policy.owed.follows(COMPARISON_OWED, evidence.asked_at, now)
    return Said(Outcome.ADMIT, "intake-person-named-comparison-owed", consequences=owed)
