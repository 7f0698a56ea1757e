"""Reception: whoever is brought is searched for before they get a record of their own."""

from typing import ClassVar
from uuid import UUID

from api.contract.gates import IntakeRequest
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.intake import facts
from api.desks.intake.admission import admit
from api.desks.looking import Groups, Rates, compare, search
from api.desks.newer import require_nobody_newer
from api.desks.orders import order_facts
from api.events.catalogue.intake import IntakeAdmitted, IntakeHeld, IntakeRefused
from api.events.facts import Facts
from api.gates.decision import Deadline, GateDecision, Outcome
from api.gates.intake.book import INTAKE
from api.gates.intake.evidence import CaseFile, IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.policy import Policy
from api.registry.unit import Unit, View
from api.sampling import captured
from matcher.domain import Modality, Template
from matcher.errors import UmbralError


class IntakeDesk(Desk[IntakeRequest, IntakeEvidence, IntakePolicy]):
    """Somebody is brought, to be received into custody."""

    asks: ClassVar = IntakeRequest
    book = INTAKE

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._groups = groups
        self._rates = rates

    def subject(self, view: View, asked: IntakeRequest) -> UUID | None:  # noqa: ARG002 - said outright
        """Nobody yet, unless they are to be received as somebody on record."""
        return asked.received_as

    def section(self, policy: Policy) -> IntakePolicy:
        """That of intake."""
        return policy.intake

    def gather(self, view: View, case: Case[IntakeRequest]) -> IntakeEvidence:
        """The order, whom it names, everybody they are like, and what was written down."""
        asked, gallery, probe = case.asked, case.seen.gallery, case.seen.probe
        order = facts.order_of(view, asked)
        groups = self._groups.of(view, case.policy.intake.galleries, case.now)
        found = search(gallery, groups, probe, self._rates)
        named = order.person_id if order is not None else None
        return IntakeEvidence(
            facility=case.facility.code,
            zone=case.policy.scope.zone,
            asked_at=case.passage.asked_at,
            attendance=case.attendance,
            newcomer=facts.newcomer(asked),
            captured=case.captured,
            record=facts.record(case),
            order=order_facts(view, case, order),
            case_file=CaseFile(asked.case_file),
            received_as=asked.received_as,
            named=None if named is None else compare(gallery, named, probe, self._rates),
            search=found,
            bearing_name=facts.bearing(view, asked, found),
            verdicts=case.verdicts,
            chip=facts.chip(asked, _portrait(case), case, self._rates),
        )

    def looked(self, evidence: IntakeEvidence) -> Looked:
        """With whom the order names, and with everybody on record."""
        return Looked(evidence.named, evidence.search)

    def carry_out(
        self, unit: Unit, case: Case[IntakeRequest], evidence: IntakeEvidence, decision_id: UUID
    ) -> tuple[UUID, ...]:
        """The person is in custody, the order used. Raises AlreadyInCustody, OrderUnusable, Conflict."""
        require_nobody_newer(case, evidence.search, case.asked.received_as, self._rates)
        return (admit(unit, case, evidence, decision_id),)

    def told(self, case: Case[IntakeRequest], evidence: IntakeEvidence, decision: GateDecision) -> Facts:
        """Received, held or refused."""
        encounter, reasons = case.passage.id, tuple(found.reason.code for found in decision.reasons)
        due = next((one for one in decision.consequences if isinstance(one, Deadline)), None)
        if decision.outcome is Outcome.ADMIT and evidence.order is not None:
            return IntakeAdmitted(
                encounter_id=encounter,
                episode_id=encounter,
                order_id=evidence.order.order_id,
                case_file=evidence.case_file is CaseFile.PRESENT,
                returning=evidence.received_as is not None,
                exceptions=len(evidence.captured.exceptions),
                record_complete=not any(
                    f.reason.code == "intake-record-incomplete" for f in decision.findings
                ),
            )
        if decision.outcome is Outcome.REFUSE:
            return IntakeRefused(encounter_id=encounter, reasons=reasons)
        return IntakeHeld(
            encounter_id=encounter,
            reasons=reasons,
            decider=due.decider if due else None,
            due=due.due if due else None,
        )


def _portrait(case: Case[IntakeRequest]) -> Template | None:
    """The chip's picture; None where there is none, or no face on it: that proves nothing either way."""
    if case.asked.chip is None or case.asked.chip.portrait is None:
        return None
    (sample,) = captured([case.asked.chip.portrait])
    try:
        made = next(case.seen.serving.extractors.extract(sample)).template
    except UmbralError:
        return None
    return made if made.modality is Modality.FACE else None
