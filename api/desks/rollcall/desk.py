"""Roll-call: a count is opened, looks are added as they come, and it is closed; all of it in the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.auth.actor import Actor
from api.contract.roll_calls import LookIn, RollCallIn
from api.desks.certainty import of_candidate
from api.desks.gatehouse import Gatehouse
from api.desks.rollcall.count import Count, count, expected_at, in_house
from api.desks.rollcall.searching import Lookout
from api.errors import InvalidRequest
from api.events.catalogue.roll_calls import RollCallClosed, RollCallExtra, RollCallMissing
from api.events.event import Event, emit
from api.gates.decision import Party
from api.gates.evidence import ExceptionReason, SearchCandidate
from api.registry import adjudication, custody, facilities, idempotency, moved, roll_calls
from api.registry.errors import NotInCustody, NotOnRecord
from api.registry.facilities import Facility
from api.registry.idempotency import Answer, Asked
from api.registry.roll_calls import Look, RollCall
from api.registry.unit import Unit, View
from api.sampling import captured
from api.serving import Sight
from matcher.domain import Decision

Certainty = Mapping[str, Any]
"""How sure the search was (api.desks.certainty); empty: none was made for this answer. It is not kept."""
Shown = Callable[[Count], Answer]
Looked = Callable[[Count, Look, Certainty], Answer]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was captured, and whom it is likest; None: nobody came near."""

    sight: Sight
    likest: SearchCandidate | None


@dataclass(frozen=True, slots=True)
class RollCallDesk:
    """Thread-safe; every method may block."""

    house: Gatehouse
    lookout: Lookout

    def open(self, unit: Unit, asked: RollCallIn, officer: str) -> Count:
        """A count begins. Raises NotOnRecord, NotInCustody for somebody who is listed and not held here."""
        facility = facilities.coded(unit, asked.facility)
        expected = _listed(unit, facility, asked.persons) if asked.persons else None
        if expected is None:
            expected = expected_at(unit, facility.id, asked.wing)
            _require_wing(facility, asked.wing, expected)
        new = RollCall(
            facility_id=facility.id,
            wing=asked.wing,
            listed=bool(asked.persons),
            opened=unit.now,
            opened_by=officer,
        )
        return count(unit, roll_calls.begin(unit, new, expected), unit.now)

    def read(self, roll_call_id: UUID) -> Count:
        """How it stands now. Raises NotOnRecord."""
        with self.house.store.reading() as view:
            return count(view, roll_calls.one(view, roll_call_id), self.house.clock.now())

    def look(self, roll_call_id: UUID, asked: LookIn, actor: Actor, once: Asked, render: Looked) -> Answer:
        """Somebody was looked at. A look that is known already changes nothing and is answered as it stands.

        Raises NotOnRecord, NotInCustody, UnknownPerson, PersonCeased, RepeatDiffers, ObservationsDiffer,
        Conflict for a count that is closed, InvalidRequest for an hour outside it, NotReady, and the errors
        of extraction.
        """
        with self.house.store.reading() as view:
            if (answered := idempotency.answered(view, once)) is not None:
                return answered
            call = roll_calls.one(view, roll_call_id)
            known = _known(view, call, asked)
            if known is None:
                roll_calls.require_open(call)
        seen = None
        if known is None and asked.samples:
            seen = self._see(asked, call)
        sure = {} if seen is None or seen.likest is None else of_candidate(seen.likest, seen.sight)
        with self.house.store.writing(self.house.clock.now()) as unit:
            return idempotency.once(
                unit, once, lambda: render(*_note(unit, roll_call_id, asked, actor.id, seen), sure)
            )

    def close(self, unit: Unit, roll_call_id: UUID, officer: str) -> Count:
        """It is over: whoever was not found is missing, and that is told. Raises NotOnRecord, Conflict."""
        call = roll_calls.one(unit, roll_call_id, locked=True)
        roll_calls.require_open(call)
        standing = count(unit, call, unit.now)
        closed = count(unit, roll_calls.close(unit, call, standing.counted, by=officer), unit.now)
        _tell(unit, closed)
        return closed

    def _see(self, asked: LookIn, call: RollCall) -> _Seen:
        sight = self.house.eyes.see(captured(asked.samples, asked.absent_fingers))
        with self.house.store.reading() as view:
            return _Seen(sight, self.lookout.first(view, sight, call.facility_id, self.house.clock.now()))


def _listed(view: View, facility: Facility, persons: tuple[UUID, ...]) -> frozenset[UUID]:
    listed = frozenset(persons)
    if len(in_house(view, facility.id, listed)) < len(listed):
        raise NotInCustody("Somebody who is listed is not held in this house.")
    return listed


def _require_wing(facility: Facility, wing: str | None, held: frozenset[UUID]) -> None:
    """A wing that nobody entered and where nobody is held is a slip of the pen: its count would agree."""
    if wing is not None and not held and wing not in {one.code for one in facility.wings}:
        raise NotOnRecord("The facility has no such wing.", what="wing")


def _known(view: View, call: RollCall, asked: LookIn) -> Look | None:
    return roll_calls.known(view, call.id, asked.id, asked.model_dump_json())


def _note(
    unit: Unit, roll_call_id: UUID, asked: LookIn, officer: str, seen: _Seen | None
) -> tuple[Count, Look]:
    """Enter a look, unless it is there already; the count with it."""
    call = roll_calls.one(unit, roll_call_id, locked=True)
    known = _known(unit, call, asked)
    if known is None:
        roll_calls.require_open(call)
        known = roll_calls.note(unit, _new(unit, call, asked, officer, seen))
    return count(unit, call, unit.now), known


def _new(unit: Unit, call: RollCall, asked: LookIn, officer: str, seen: _Seen | None) -> Look:
    made = Look(
        id=asked.id,
        roll_call_id=call.id,
        person_id=asked.person_id,
        at=_hour(call, asked.at, unit.now),
        officer=officer,
        reason=None if asked.reason is None else ExceptionReason(asked.reason),
        request=roll_calls.digest(unit, asked.model_dump_json()),
    )
    if asked.person_id is not None:
        moved.require_current(unit, asked.person_id)
        if not custody.of(unit, asked.person_id):
            raise NotInCustody("The person was never in custody.")
    if seen is None or seen.likest is None:
        return made
    found = seen.likest
    return replace(
        made,
        person_id=found.person_id,
        decision=found.decision,
        contradicted=found.contradicted,
        case_id=_case(unit, seen.sight, found, officer),
    )


def _hour(call: RollCall, at: datetime | None, now: datetime) -> datetime:
    """When the look was made, which a machine that was offline says itself."""
    if at is None:
        return now
    if not call.opened <= at <= now:
        raise InvalidRequest("at: must lie within the count")
    return at


def _case(unit: Unit, seen: Sight, found: SearchCandidate, officer: str) -> UUID | None:
    """Where the search leaves a doubt, reviewers look whether it is that person."""
    if found.decision is Decision.MATCH and not found.contradicted:
        return None
    return adjudication.open_case(
        unit, found.person_id, seen.samples, opened_by=officer, captured_by=[officer]
    )


def _tell(unit: Unit, closed: Count) -> None:
    """Who is missing and who is one too many, each for themselves; and the figures."""
    told, roll_call_id = closed.tally, closed.call.id
    supervisor = (Party.SUPERVISOR,)
    for who in sorted(told.missing):
        missing = RollCallMissing(roll_call_id=roll_call_id)
        emit(unit, Event(missing, closed.facility, who, supervisor))
    for who, why in sorted(closed.extra.items()):
        extra = RollCallExtra(roll_call_id=roll_call_id, why=why)
        emit(unit, Event(extra, closed.facility, who, supervisor))
    figures = RollCallClosed(
        roll_call_id=roll_call_id,
        standing=told.standing,
        expected=len(told.expected),
        present=len(told.present),
        missing=len(told.missing),
        extra=len(closed.extra),
        unknown=len(told.strangers),
        doubtful=len(told.doubtful),
    )
    emit(unit, Event(figures, closed.facility, None, supervisor if told.consequences else ()))
