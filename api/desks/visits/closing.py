"""The desk at closing time: the area is walked through, and locked once nothing speaks against it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.audit import act
from api.auth.actor import Actor
from api.contract.closing import ClosingLookIn, ClosingRequest
from api.desks.certainty import of_candidate
from api.desks.gatehouse import Gatehouse
from api.desks.looking import Group, Groups, Rates, search
from api.desks.visits.area import Area, area
from api.desks.writing import finding_of
from api.errors import InvalidRequest, NotReady
from api.events.catalogue.visits import VisitNotLeft, VisitReconciled
from api.events.event import Event, emit
from api.events.notices import notices
from api.gates.decision import Finding as Found
from api.gates.decision import GateDecision, Outcome
from api.gates.evidence import ExceptionReason, GalleryKind, SearchCandidate
from api.officers import one_officer
from api.registry import closings, decisions, facilities, idempotency, moved, visits
from api.registry.closings import Closing, Finding, Look, Reconciled
from api.registry.decisions import StoredDecision
from api.registry.errors import Conflict, NotOnRecord, SameOfficer
from api.registry.idempotency import Answer, Asked
from api.registry.ids import uuid7
from api.registry.unit import Unit, View
from api.sampling import captured
from api.serving import Sight
from matcher.domain import Decision
from matcher.errors import Remark
from matcher.gallery.groups import Listed

Certainty = Mapping[str, Any]
"""How sure the search was (api.desks.certainty); empty: none was made for this answer. It is not kept."""
Looked = Callable[[Area, Certainty], Answer]


@dataclass(frozen=True, slots=True)
class ClosingDesk:
    """Thread-safe; every method may block."""

    house: Gatehouse
    groups: Groups
    rates: Rates

    def ask(self, unit: Unit, asked: ClosingRequest, officer: str) -> Area:
        """May the area be locked? Begins a closing, or goes on with the one that runs.

        Until its search has ended nothing is decided on record. Whoever comes in after that is searched for
        anew. Raises NotOnRecord, NoPolicy, Conflict where
        two begin at once.
        """
        facility = facilities.coded(unit, asked.facility)
        closing = closings.running(unit, facility.id, locked=True)
        if closing is None:
            new = Closing(facility_id=facility.id, begun=unit.now, begun_by=officer)
            closing = closings.begin(unit, new)
        standing = area(unit, closing, self.house.policies, unit.now)
        before, fresh = closing.searched, asked.search_ended and _to_search(standing)
        if fresh:
            closing = closings.search_ended(unit, closing, by=officer)
            standing = area(unit, closing, self.house.policies, unit.now)
        if closing.searched is None:
            return standing
        return _decided(unit, standing, officer, told_before=before if fresh else unit.now)

    def read(self, closing_id: UUID) -> Area:
        """How it stands now. Raises NotOnRecord, NoPolicy."""
        with self.house.store.reading() as view:
            return area(view, closings.one(view, closing_id), self.house.policies, self.house.clock.now())

    def look(self, closing_id: UUID, asked: ClosingLookIn, actor: Actor, once: Asked, show: Looked) -> Answer:
        """Somebody was looked at. A look that is known already changes nothing.

        Raises NotOnRecord, UnknownPerson, PersonCeased, RepeatDiffers, ObservationsDiffer, Conflict for an
        area that is locked, InvalidRequest for an hour outside the closing, NotReady, and the errors of
        extraction.
        """
        with self.house.store.reading() as view:
            if (answered := idempotency.answered(view, once)) is not None:
                return answered
            closing = closings.one(view, closing_id)
            closings.require_running(closing)
            known = _known(view, closing, asked)
        found, sure = None, dict[str, Any]()
        if known is None and asked.samples:
            sight = self.house.eyes.see(captured(asked.samples, asked.absent_fingers))
            found = self._likest(sight, closing)
            sure = {} if found is None else of_candidate(found, sight)

        def write(unit: Unit) -> Answer:
            running = closings.one(unit, closing_id, locked=True)
            closings.require_running(running)
            if _known(unit, running, asked) is None:
                closings.note(unit, _new(unit, running, asked, actor.id, found))
            return show(area(unit, running, self.house.policies, unit.now), sure)

        with self.house.store.writing(self.house.clock.now()) as unit:
            return idempotency.once(unit, once, lambda: write(unit))

    def reconcile(self, unit: Unit, visit_id: UUID, finding: Finding, reason: str, officer: str) -> Area:
        """A visit without exit is over: whoever was searched for and not found is gone.

        Raises NotOnRecord; Conflict where no search of the area has ended without them: whoever is inside
        goes out by the exit; SameOfficer for the one who let them in; NotInside.
        """
        visit = visits.one(unit, visit_id, locked=True)
        closing = closings.running(unit, visit.facility_id, locked=True)
        standing = None if closing is None else area(unit, closing, self.house.policies, unit.now)
        missing = () if standing is None else standing.found.left_without_exit
        if closing is None or standing is None or visit_id not in {one.visit_id for one in missing}:
            raise Conflict("No search of the area has ended without this visitor.", what="visit")
        if one_officer(decisions.one(unit, visit.entry_decision_id).officer, officer):
            raise SameOfficer("Whoever let the visitor in does not find out what became of them.")
        explained = Found(
            "exits-recorded", Outcome.ADMIT, Remark("closing-exits-recorded", {"found": finding})
        )
        decision = replace(standing.decision, outcome=Outcome.ADMIT, findings=(explained,))
        decision_id = _record(unit, decision, closing.facility_id, officer, visit.visitor_id)
        visits.leave(unit, visit_id, decision_id)
        closings.reconcile(
            unit,
            Reconciled(
                closing_id=closing.id,
                visit_id=visit_id,
                finding=finding,
                officer=officer,
                at=unit.now,
                reason=reason,
            ),
        )
        told = VisitReconciled(visit_id=visit_id, found=finding)
        emit(unit, Event(told, standing.facility, visit.visitor_id))
        return area(unit, closing, self.house.policies, unit.now)

    def explain(self, unit: Unit, closing_id: UUID, look_id: UUID, reason: str, officer: str) -> Area:
        """It was found out who somebody is, and what became of them. Raises NotOnRecord, Conflict."""
        closing = closings.one(unit, closing_id, locked=True)
        closings.require_running(closing)
        look = closings.look(unit, look_id)
        if look is None or look.closing_id != closing_id:
            raise NotOnRecord("There is no such look.", what="closing_look")
        closings.reconcile(
            unit,
            Reconciled(
                closing_id=closing_id,
                look_id=look_id,
                finding=Finding.EXPLAINED,
                officer=officer,
                at=unit.now,
                reason=reason,
            ),
        )
        return area(unit, closing, self.house.policies, unit.now)

    def _likest(self, seen: Sight, closing: Closing) -> SearchCandidate | None:
        """Of those inside; where none of them is certain, of all visitors and all in custody.

        Raises NotReady where part of a gallery could not be read: that nobody was found would say nothing.
        """
        now = self.house.clock.now()
        with self.house.store.reading() as view:
            policy = self.house.policies.of(facilities.one(view, closing.facility_id).code, now).visits
            inside = frozenset(one.visitor_id for one in visits.inside(view, closing.facility_id))
            own = self._best(seen, [Group(GalleryKind.VISITORS, Listed(inside), {})])
            if own is not None and _certain(own):
                return own
            everybody = self.groups.of(view, policy.galleries | policy.exit_galleries, now)
            wide = self._best(seen, everybody)
        return wide if own is None or (wide is not None and _certain(wide)) else own

    def _best(self, seen: Sight, among: Sequence[Group]) -> SearchCandidate | None:
        found = search(seen.gallery, among, seen.probe, self.rates)
        if found is not None and not found.complete:
            raise NotReady("Part of the gallery cannot be read.")
        return None if found is None else next(iter(found.candidates), None)


def _certain(one: SearchCandidate) -> bool:
    return one.decision is Decision.MATCH and not one.contradicted


def _to_search(standing: Area) -> bool:
    """Whether no search has ended yet, or somebody has come in since whom it did not look for."""
    return standing.closing.searched is None or bool(standing.found.unaccounted)


def _decided(unit: Unit, standing: Area, officer: str, *, told_before: datetime | None) -> Area:
    """On record, and told: what was told of this closing before is not told again.

    told_before: whose visits began before it was told that they have not left; None: of nobody yet.
    """
    decision, closing = standing.decision, standing.closing
    before = () if closing.decision_id is None else decisions.one(unit, closing.decision_id).findings
    decision_id = _record(unit, decision, closing.facility_id, officer)
    locked = decision.outcome is Outcome.ADMIT
    closing = closings.decided(unit, closing, decision_id, locked=locked)
    fresh = tuple(one for one in decision.findings if finding_of(one) not in before)
    told = notices(replace(decision, findings=fresh), decision_id, facility=standing.facility, person_id=None)
    for notice in told:
        emit(unit, notice)
    found = standing.found
    for visit in (*found.still_inside, *found.left_without_exit):
        if told_before is not None and visit.entered_at < told_before:
            continue
        not_left = VisitNotLeft(visit_id=visit.visit_id, entered_at=visit.entered_at)
        emit(unit, Event(not_left, standing.facility, visit.visitor_id))
    return replace(standing, closing=closing)


def _record(
    unit: Unit, decision: GateDecision, facility_id: UUID, officer: str, subject: UUID | None = None
) -> UUID:
    act.told(outcome=decision.outcome.value)
    made = StoredDecision(
        id=uuid7(),
        gate=decision.gate.value,
        subject_id=subject,
        facility_id=facility_id,
        outcome=decision.outcome.value,
        findings=tuple(map(finding_of, decision.findings)),
        policy=decision.policy,
        at=unit.now,
        officer=officer,
    )
    return decisions.record(unit, made).id


def _known(view: View, closing: Closing, asked: ClosingLookIn) -> Look | None:
    return closings.known(view, closing.id, asked.id, asked.model_dump_json())


def _new(
    unit: Unit, closing: Closing, asked: ClosingLookIn, officer: str, found: SearchCandidate | None
) -> Look:
    if asked.person_id is not None:
        moved.require_current(unit, asked.person_id)
    made = Look(
        id=asked.id,
        closing_id=closing.id,
        person_id=asked.person_id,
        at=_hour(closing, asked.at, unit.now),
        officer=officer,
        reason=None if asked.reason is None else ExceptionReason(asked.reason),
        request=closings.digest(unit, asked.model_dump_json()),
    )
    if found is None:
        return made
    person, decision, contradicted = found.person_id, found.decision, found.contradicted
    return replace(made, person_id=person, decision=decision, contradicted=contradicted)


def _hour(closing: Closing, at: datetime | None, now: datetime) -> datetime:
    """When the look was made, which a machine that was offline says itself."""
    if at is None:
        return now
    if not closing.begun <= at <= now:
        raise InvalidRequest("at: must lie within the closing")
    return at
