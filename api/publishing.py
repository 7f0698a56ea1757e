"""Once a month has ended everywhere it is counted, what could tell of a few people is withheld, and the rest
published for good: `docs/adr/0019-public-statistics.md`, `docs/adr/0027-statistics-over-time.md`."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from api.audit.act import job
from api.background import Periodically
from api.clock import Clock
from api.desks.detention import clock_states
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.gates.clock.detention import ClockState
from api.gates.intake.policy import RecordField
from api.registry import facilities, monthly, publications
from api.registry.errors import AlreadyOnRecord
from api.registry.monthly import AtEnd
from api.registry.publications import Publication
from api.registry.store import Store
from api.registry.unit import View
from api.statistics.counted import Freed, Happened, HeldPerson, MonthCounted
from api.statistics.groups import UNRECORDED, age_band, nationality_group, sex_of
from api.statistics.month import Month
from api.statistics.parameters import LEAST
from api.statistics.tables import tables_of

log = logging.getLogger("umbral.statistics")

LOOK_EVERY_SECONDS = 3600.0
"""How late a month may be published after it has ended: nobody waits for it to the minute."""

ITEMS = (RecordField.GENDER, RecordField.BIRTH_DATE, RecordField.NATIONALITY)


@dataclass(frozen=True, slots=True)
class _House:
    """A facility, or those of whom nobody said where they are."""

    id: UUID | None
    code: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Publisher:
    """Thread-safe; its methods block: a month of 100,000 people in custody takes some seconds."""

    store: Store
    clock: Clock
    policies: PolicyShelf

    def due(self) -> Month | None:
        """The last month that has ended in every facility's zone; None where it is published."""
        now = self.clock.now()
        with self.store.reading() as view:
            today = min(now.astimezone(one.zone).date() for one in _houses(view))
            month = Month.of(today).before
            return None if publications.of(view, str(month)) else month

    def publish(self, month: Month) -> Publication:
        """Count a month and publish it. Raises AlreadyOnRecord, SealBroken."""
        with self.store.reading() as view:
            before = publications.of(view, str(month.before))
            counted = self._counted(view, month)
        tables = tables_of(counted, LEAST, before.tables if before else None)
        now = self.clock.now()
        with job("statistics"), self.store.writing(now) as unit:
            return publications.add(
                unit, Publication(month=str(month), made_at=now, least=LEAST, tables=tables)
            )

    def publish_due(self) -> None:
        """Publish the last month unless it is."""
        month = self.due()
        if month is not None:
            with suppress(AlreadyOnRecord):  # another service on the same store did it
                self.publish(month)
                log.info("the statistics of %s are published", month)

    def publishing(self) -> Periodically:
        """The thread that looks from time to time."""
        failed = partial(log.exception, "the statistics cannot be made; it is tried again")
        return Periodically("statistics", self.publish_due, LOOK_EVERY_SECONDS, failed)

    def _counted(self, view: View, month: Month) -> MonthCounted:
        held: list[HeldPerson] = []
        admitted: list[UUID] = []
        freed: list[Freed] = []
        visits: list[Happened] = []
        decisions: list[Happened] = []
        houses = _houses(view)
        for house in houses:
            span = month.span(house.zone)
            held += self._held(view, house, span[1])
            admitted += monthly.admitted(view, house.id, span)
            freed += [Freed(who, days) for who, days in monthly.freed(view, house.id, span)]
            if house.id is not None:
                came = monthly.visited(view, house.id, span)
                visits += [Happened(house.code, one.kind[0], one.person, one.times) for one in came]
                said = monthly.decided(view, house.id, span)
                decisions += [Happened(one.kind[0], one.kind[1], one.person, one.times) for one in said]
        known = [house.code for house in houses if house.id is not None]
        return MonthCounted(known, held, admitted, freed, visits, decisions)

    def _held(self, view: View, house: _House, at: datetime) -> Iterator[HeldPerson]:
        home, day = self._home(house, at), at.astimezone(house.zone).date()
        for people in monthly.held_at(view, house.id, at, ITEMS):
            states = clock_states(view, [one.person_id for one in people], self.policies, at)
            for one in people:
                yield _person(one, house.code, day, home, states.get(one.person_id))

    def _home(self, house: _House, at: datetime) -> frozenset[str]:
        try:
            return self.policies.of(house.code, at).intake.home
        except NoPolicy:
            return frozenset()


def _person(
    one: AtEnd, facility: str, day: date, home: frozenset[str], state: ClockState | None
) -> HeldPerson:
    return HeldPerson(
        facility=facility,
        status=one.status.value,
        sex=sex_of(one.said.get(RecordField.GENDER)),
        age=age_band(one.said.get(RecordField.BIRTH_DATE), day),
        nationality=nationality_group(one.said.get(RecordField.NATIONALITY), home),
        clock=UNRECORDED if state is None else state.value,
    )


def _houses(view: View) -> Sequence[_House]:
    known = [_House(one.id, one.code, ZoneInfo(one.zone)) for one in facilities.every(view)]
    return [*known, _House(None, UNRECORDED, UTC)]
