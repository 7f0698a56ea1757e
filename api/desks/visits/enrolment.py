"""The desk at which somebody becomes a visitor: searched for before they get a record of their own."""

from typing import ClassVar
from uuid import UUID

from api.contract.gates import VisitorEnrolmentRequest
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.looking import Groups, Rates
from api.desks.newer import require_nobody_newer
from api.desks.visits import facts
from api.desks.visits.enrolled import enrol
from api.desks.visits.newcomer import bearers_of, documents_of, newcomer
from api.desks.visits.recognised import recognised
from api.events.catalogue.visits import VisitorEnrolled, VisitorHeld, VisitorRefused
from api.events.facts import Facts
from api.gates.decision import Deadline, GateDecision, Outcome
from api.gates.policy import Policy
from api.gates.visits.enrolment import ENROLMENT
from api.gates.visits.evidence import Consent, Enrolling, Path, Whereabouts
from api.gates.visits.paths import way_in
from api.gates.visits.policy import VisitsPolicy
from api.registry import moved
from api.registry.bans import BanKind
from api.registry.errors import Conflict
from api.registry.unit import Unit, View


class EnrolmentDesk(Desk[VisitorEnrolmentRequest, Enrolling, VisitsPolicy]):
    """Somebody wants to be on record as a visitor."""

    asks: ClassVar = VisitorEnrolmentRequest
    book = ENROLMENT

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._groups = groups
        self._rates = rates

    def subject(self, view: View, asked: VisitorEnrolmentRequest) -> UUID | None:
        """Nobody yet, unless they are to be enrolled as somebody on record. Raises UnknownPerson."""
        for person in (asked.enrolled_as, asked.guardian_id, asked.prisoner_id):
            if person is not None:
                moved.require_current(view, person)
        return asked.enrolled_as

    def section(self, policy: Policy) -> VisitsPolicy:
        """That of visits."""
        return policy.visits

    def gather(self, view: View, case: Case[VisitorEnrolmentRequest]) -> Enrolling:
        """What they said, what was shown, and everybody they are like. Raises Conflict: see `newcomer`."""
        asked = case.asked
        visitor = newcomer(view, case)
        groups = self._groups.of(view, case.policy.visits.enrolment_galleries, case.now)
        found = facts.searched_by_consent(case, visitor, groups, self._rates)
        alike = {one.person_id for one in found.candidates} if found else set()
        bearers = bearers_of(view, asked)
        own = asked.enrolled_as
        here = None if own is None else facts.prisoner_facts(view, own, case.facility.id)
        return Enrolling(
            visitor=visitor,
            captured=case.captured,
            among_visitors=found,
            attendance=case.attendance,
            asked_at=case.passage.asked_at,
            zone=case.policy.scope.zone,
            document=documents_of(asked, case.passage.officer),
            restrictions=facts.restrictions(
                view, case, {visitor.person_id, *alike, *(bearers or ())}, BanKind.BAN
            ),
            verdicts=case.verdicts,
            prisoner_id=asked.prisoner_id,
            on_record=own is not None,
            verified=None if own is None else facts.compared_by_consent(case, visitor, self._rates),
            held=here is not None and here.whereabouts is not Whereabouts.NOT_HELD,
            bearers=bearers,
        )

    def looked(self, evidence: Enrolling) -> Looked:
        """With the visitor, and with the galleries that are searched."""
        return Looked(evidence.verified, evidence.among_visitors)

    def carry_out(
        self,
        unit: Unit,
        case: Case[VisitorEnrolmentRequest],
        evidence: Enrolling,
        decision_id: UUID,  # noqa: ARG002 - the passage leads to it
    ) -> tuple[UUID, ...]:
        """The visitor is on record. Raises Conflict, Overtaken, UnknownPerson."""
        require_nobody_newer(case, evidence.among_visitors, case.asked.enrolled_as, self._rates)
        if bearers_of(unit, case.asked) != evidence.bearers:
            raise Conflict("Somebody came on record with one of the documents just now.", what="person")
        path = way_in(evidence, case.policy.visits, case.now)
        return (enrol(unit, case, keeps=evidence.visitor.consent is Consent.GIVEN, path=path),)

    def told(self, case: Case[VisitorEnrolmentRequest], evidence: Enrolling, decision: GateDecision) -> Facts:
        """Enrolled, held or refused."""
        encounter, reasons = case.passage.id, tuple(found.reason.code for found in decision.reasons)
        match decision.outcome:
            case Outcome.ADMIT:
                return VisitorEnrolled(
                    encounter_id=encounter,
                    biometric=way_in(evidence, case.policy.visits, case.now) is Path.BIOMETRIC,
                    returning=evidence.on_record,
                )
            case Outcome.REFUSE:
                return VisitorRefused(encounter_id=encounter, reasons=reasons)
            case Outcome.HOLD:
                due = next((one for one in decision.consequences if isinstance(one, Deadline)), None)
                return VisitorHeld(
                    encounter_id=encounter,
                    reasons=reasons,
                    decider=due.decider if due else None,
                    due=due.due if due else None,
                )

    def also_told(
        self, case: Case[VisitorEnrolmentRequest], evidence: Enrolling, decision: GateDecision
    ) -> tuple[Facts, ...]:
        """Bans that somebody was turned away for."""
        return recognised(case.passage.id, evidence, decision, case.now)
