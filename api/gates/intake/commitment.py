"""Rules about the ground of the detention: a valid commitment order, and the court's file behind it."""

from datetime import datetime

from api.gates.decision import Consequence, Notify, Outcome, Party, Said
from api.gates.evidence import OrderKind, Signature
from api.gates.intake.evidence import CaseFile, IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.intake.signing import asks, countersigned
from api.gates.orders import OrderDefect, defects
from api.gates.rule import Rule

NO_ORDER = "intake.no-order"
PAPER_ORDER = "intake.paper-order"
NO_CASE_FILE = "intake.no-case-file"
CASE_FILE_OWED = "intake.case-file-owed"


class ValidOrder(Rule[IntakeEvidence, IntakePolicy]):
    """Nobody is received in a prison without a valid commitment order (Nelson Mandela Rule 7).

    Without one the gate never admits, whoever agrees to it. Court and defender are told and the hours are
    counted; once they are over, the supervisor and the ombudsman are told too.
    """

    name = "valid-order"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """The gravest defect is named; an order on paper needs a second officer who saw it."""
        order, follows = evidence.order, _without_order(evidence, policy, now)
        if order is None:
            overdue = policy.no_order.due(evidence.asked_at) <= now
            code = "intake-no-order-overdue" if overdue else "intake-no-order"
            return Said(Outcome.HOLD, code, consequences=follows)
        wrong = defects(order, kind=OrderKind.COMMITMENT, facility=evidence.facility, now=now)
        if wrong:
            forged = OrderDefect.FORGED in wrong
            alarm = (Notify(Party.POLICE, "intake.order-forged"),) if forged else ()
            return Said(Outcome.HOLD, f"intake-order-{wrong[0]}", consequences=(*alarm, *follows))
        if order.signature is Signature.VALID:
            return Said(Outcome.ADMIT, "intake-order-valid")
        if not policy.paper_orders:
            return Said(Outcome.HOLD, "intake-order-on-paper", consequences=follows)
        if not countersigned(evidence, PAPER_ORDER, policy, now):
            return asks("intake-order-on-paper-unsigned", PAPER_ORDER, *follows)
        return Said(Outcome.ADMIT, "intake-order-on-paper-agreed")


class CaseFileThere(Rule[IntakeEvidence, IntakePolicy]):
    """Behind every order stands a court's file; people whose file is missing are lost in detention.

    A missing file stops nobody who has a valid order: a second officer countersigns NO_CASE_FILE, court and
    defender are told, and the matter stays listed until it is mended.
    """

    name = "case-file"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Not asked where there is no order: that is another rule's matter."""
        if evidence.order is None:
            return None
        if evidence.case_file is CaseFile.PRESENT:
            return Said(Outcome.ADMIT, "intake-case-file-present")
        if evidence.case_file is CaseFile.NOT_ASKED:
            owed = policy.owed.follows(CASE_FILE_OWED, evidence.asked_at, now)
            return Said(Outcome.ADMIT, "intake-case-file-not-asked", consequences=owed)
        follows = (
            Notify(Party.COURT, NO_CASE_FILE),
            Notify(Party.DEFENDER, NO_CASE_FILE),
            *policy.no_case_file.follows(NO_CASE_FILE, evidence.asked_at, now),
        )
        if not countersigned(evidence, NO_CASE_FILE, policy, now):
            return asks("intake-no-case-file", NO_CASE_FILE, *follows)
        return Said(Outcome.ADMIT, "intake-no-case-file-signed", consequences=follows)


def _without_order(evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> tuple[Consequence, ...]:
    """Who hears of somebody who stands at the door without a ground, and until when it must be settled."""
    return (
        Notify(Party.COURT, NO_ORDER),
        Notify(Party.DEFENDER, NO_ORDER),
        *policy.no_order.follows(NO_ORDER, evidence.asked_at, now),
    )
