"""The desk at the way in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from api.contract.gates import VisitEntryRequest
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.looking import Groups, Rates
from api.desks.omitting import omitted
from api.desks.visits import facts
from api.desks.visits.recognised import recognised
from api.events.catalogue.visits import VisitEntered, VisitHeld, VisitRefused
from api.events.facts import Facts
from api.gates.decision import Deadline, GateDecision, Outcome
from api.gates.policy import Policy
from api.gates.visits.entry import ENTRY
from api.gates.visits.evidence import Entering, Path
from api.gates.visits.paths import is_minor, way_in
from api.gates.visits.policy import Omitted, VisitsPolicy
from api.registry import appointments, closings, visits
from api.registry.bans import BanKind
from api.registry.unit import Unit, View
from api.registry.visits import Visit


class EntryDesk(Desk[VisitEntryRequest, Entering, VisitsPolicy]):
    """A visitor comes to see a prisoner."""

    asks: ClassVar = VisitEntryRequest
    book = ENTRY

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._groups = groups
        self._rates = rates

    def subject(self, view: View, asked: VisitEntryRequest) -> UUID:  # noqa: ARG002 - said outright
        """The visitor."""
        return asked.visitor_id

    def section(self, policy: Policy) -> VisitsPolicy:
        """That of visits."""
        return policy.visits

    def gather(self, view: View, case: Case[VisitEntryRequest]) -> Entering:
        """The visitor, the prisoner, what was granted, who is inside, and who the visitor is like."""
        asked, policy = case.asked, case.policy.visits
        visitor = facts.visitor_facts(view, asked.visitor_id, case.now)
        groups = self._groups.of(view, policy.galleries, case.now)
        among = facts.searched_by_consent(case, visitor, groups, self._rates)
        found = {one.person_id for one in among.candidates} if among else set()
        return Entering(
            visitor=visitor,
            prisoner=facts.prisoner_facts(view, asked.prisoner_id, case.facility.id),
            facility=case.facility.code,
            captured=case.captured,
            verified=facts.compared_by_consent(case, visitor, self._rates),
            among_visitors=among,
            attendance=case.attendance,
            asked_at=case.passage.asked_at,
            zone=case.policy.scope.zone,
            document=facts.document_of(asked.document, case.passage.officer),
            authorisations=facts.granted(view, asked.visitor_id),
            appointment=facts.booked(view, case, asked.visitor_id, asked.prisoner_id),
            restrictions=facts.restrictions(view, case, {asked.visitor_id, *found}, BanKind.BAN),
            sanctions=facts.restrictions(view, case, {asked.prisoner_id}, BanKind.SANCTION),
            visits=facts.visit_facts(
                view,
                _took_place(view, case),
                case.policy,
            ),
            verdicts=case.verdicts,
            companions=frozenset(asked.companions),
        )

    def looked(self, evidence: Entering) -> Looked:
        """With the visitor, and with the galleries that are searched."""
        return Looked(evidence.verified, evidence.among_visitors)

    def carry_out(
        self, unit: Unit, case: Case[VisitEntryRequest], evidence: Entering, decision_id: UUID
    ) -> tuple[UUID, ...]:
        """The visitor is inside, the appointment kept. Raises StillInside, Conflict."""
        asked = case.asked
        visits.enter(
            unit,
            Visit(
                id=case.passage.id,
                visitor_id=asked.visitor_id,
                prisoner_id=asked.prisoner_id,
                facility_id=case.facility.id,
                appointment_id=evidence.appointment.appointment_id if evidence.appointment else None,
                path=way_in(evidence, case.policy.visits, case.now),
                entered=unit.now,
                entry_decision_id=decision_id,
                brought_by_id=_brought_by(unit, case, evidence),
            ),
        )
        visits.bring(unit, _waiting_inside(evidence), case.passage.id)
        if evidence.appointment is not None:
            appointments.keep(unit, evidence.appointment.appointment_id)
        return ()

    def told(self, case: Case[VisitEntryRequest], evidence: Entering, decision: GateDecision) -> Facts:
        """Entered, held or refused; of minimally kept visits not to whom."""
        reasons = tuple(found.reason.code for found in decision.reasons)
        due = next((one for one in decision.consequences if isinstance(one, Deadline)), None)
        match decision.outcome:
            case Outcome.ADMIT:
                minimal = Omitted.PRISONER in omitted(decision)
                by_biometrics = way_in(evidence, case.policy.visits, case.now) is Path.BIOMETRIC
                return VisitEntered(
                    visit_id=case.passage.id,
                    prisoner_id=None if minimal else case.asked.prisoner_id,
                    biometric=by_biometrics,
                )
            case Outcome.HOLD:
                return VisitHeld(
                    visit_id=case.passage.id,
                    reasons=reasons,
                    decider=due.decider if due else None,
                    due=due.due if due else None,
                )
            case Outcome.REFUSE:
                return VisitRefused(visit_id=case.passage.id, reasons=reasons)

    def also_told(
        self, case: Case[VisitEntryRequest], evidence: Entering, decision: GateDecision
    ) -> tuple[Facts, ...]:
        """Bans that somebody was turned away for."""
        return recognised(case.passage.id, evidence, decision, case.now)


def _counted_since(case: Case[VisitEntryRequest]) -> datetime:
    """From when on a quota may count; a day more, for the facility's days are not those of UTC."""
    policy = case.policy.visits
    return case.now - timedelta(days=1 + max(policy.visitor_quota.days, policy.prisoner_quota.days))


def _took_place(view: View, case: Case[VisitEntryRequest]) -> Sequence[Visit]:
    """Visits of these two: a quota is not used up by one of which it was found out that nobody went in."""
    asked = case.asked
    found = visits.of_two(view, asked.visitor_id, asked.prisoner_id, _counted_since(case))
    never = closings.never_entered(view, [one.id for one in found])
    return [one for one in found if one.id not in never]


def _brought_by(unit: Unit, case: Case[VisitEntryRequest], evidence: Entering) -> UUID | None:
    """Of a minor, the visit of the guardian who is inside with the same prisoner, or comes in together."""
    if not is_minor(evidence.visitor, case.policy.visits, case.now, evidence.zone):
        return None
    inside = (visits.open_of(unit, guardian) for guardian in evidence.visitor.guardians)
    return next((one.id for one in inside if one and one.prisoner_id == evidence.prisoner_id), None)


def _waiting_inside(evidence: Entering) -> list[UUID]:
    """The visits of minors of this visitor's who are with the same prisoner already."""
    return [
        one.visit_id
        for one in evidence.visits
        if one.open
        and one.prisoner_id == evidence.prisoner_id
        and one.guardian_id == evidence.visitor.person_id
    ]
