"""What is due is carried out, person by person, and proved: found by nothing afterwards, and receipted.

    due       whose data is kept longer than a policy says, from the record alone
    carry_out one transaction for each of them (`carrying_out.py`)
    finish    database's log emptied, everything searched for what went, the receipt signed

Killed anywhere, a person is whole or wholly gone: the gallery is filled from the store at the next start, and
what has no receipt yet gets one then, with the search that is still possible.
"""

import logging
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from uuid import UUID

from api.audit.act import job
from api.clock import Clock
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy, UnknownPerson
from api.gates.retention.standing import Standing, Step, standing
from api.registry import archives, idempotency, kept, persons, receipts
from api.registry.archives import Shelved
from api.registry.receipts import Erasure
from api.registry.store import Store
from api.registry.unit import Unit, View
from api.retention import carrying_out, grounds
from api.retention.carrying_out import Ordered
from api.retention.errors import InCustody, NeedsTwo, UnderLegalHold
from api.retention.parameters import ANSWERS_KEPT
from api.retention.receipt import written
from api.retention.search import Evidence, archived_evidence, evidence, search
from api.service import IdentityService
from api.serving import ServingChanged

log = logging.getLogger("umbral.retention")

TAKEN_BACK = "enrolment-taken-back"
"""The rule of an erasure of somebody who was never in custody, by one officer."""

BY_OFFICERS = "two-officers"
"""The rule of an erasure that two officers ordered."""


@dataclass(frozen=True, slots=True)
class Due:
    """A person, and how what is kept of them stands. archived: their record lies in the archive."""

    person_id: UUID
    standing: Standing
    archived: bool = False


class Eraser:
    """Thread-safe. Its methods block."""

    def __init__(
        self,
        store: Store,
        service: IdentityService,
        policies: PolicyShelf,
        clock: Clock,
        folders: Collection[Path] = (),
    ) -> None:
        """folders: beside the database's own files, where what was destroyed is looked for afterwards."""
        self._store, self._service, self._policies, self._clock = store, service, policies, clock
        self._folders = tuple(folders)
        self._gone: dict[UUID, Evidence] = {}
        self._finishing = threading.Lock()

    # ---- what is due ----

    def due(self, now: datetime | None = None) -> Iterator[Due]:
        """Everybody of whom something is due or held back by a legal hold, and how everybody's next day."""
        at, after = now or self._clock.now(), None
        with self._store.reading() as view:
            yield from self._shelved(view, at)
        while True:
            with self._store.reading() as view:
                ids = kept.page(view, after)
                yield from self.judged(view, ids, at)
            if not ids:
                return
            after = ids[-1]

    def today(self) -> date:
        """By the service's clock, in UTC."""
        return self._clock.now().astimezone(UTC).date()

    def acquitted(self) -> Sequence[UUID]:
        """Everybody on record of whom an acquittal was said: few, so they are looked at often."""
        with self._store.reading() as view:
            return kept.acquitted(view)

    def judged(self, view: View, persons: Sequence[UUID], now: datetime) -> list[Due]:
        """How it stands with those of these persons of whom a policy says anything."""
        covers, valid = grounds.covers(view), grounds.valid(self._policies, now)
        return [
            Due(one.person_id, standing(found, now))
            for one in kept.of(view, persons, now)
            if (found := grounds.kept(one, covers.get(one.person_id, ()), valid, now)) is not None
        ]

    def _shelved(self, view: View, now: datetime) -> Iterator[Due]:
        covers = grounds.covers(view)
        for one in archives.shelved(view):
            over = one.erased_from is not None and one.erased_from <= now
            covered = any(hold.stands(now) for hold in covers.get(one.person_id, ()))
            step = Step.ERASE if over and not covered else None
            following = None if one.erased_from is None else one.erased_from.date()
            rule, _, policy = one.rule.partition(" ")
            told = Standing(step, rule, policy, next=following, held=over and covered)
            yield Due(one.person_id, told, archived=True)

    # ---- carrying out ----

    def run(self, among: Sequence[UUID] | None = None) -> int:
        """Carry out what is due, of these persons where they are named; how many erasures it were.

        Raises NotReady.
        """
        self.finish()
        now = self._clock.now()
        if among is None:
            found = [one for one in self.due(now) if one.standing.step is not None]
        else:
            with self._store.reading() as view:
                found = [one for one in self.judged(view, among, now) if one.standing.step is not None]
        done = 0
        for one in found:
            with job("retention"):
                done += (self._unshelve(one) if one.archived else self.carry_out(one.person_id)) is not None
        if done:
            self.finish()
        return done

    def carry_out(self, person_id: UUID) -> Erasure | None:
        """What is due of one person; None where nothing is to be destroyed, by now. Raises NotReady."""
        done: Erasure | None = None
        while True:
            with suppress(ServingChanged), self._service.writing(self._service.see([])) as wrote:
                with suppress(UnknownPerson), self._store.writing(self._clock.now()) as unit:
                    persons.lock(unit, person_id)
                    done = self.within(unit, person_id)
                wrote([person_id])
                return done

    def within(self, unit: Unit, person_id: UUID) -> Erasure | None:
        """The same in a unit of the caller's, who has locked the person and tells the searches after it."""
        for one in self.judged(unit, [person_id], unit.now):
            told = one.standing
            if told.step is None:
                return None
            facility = grounds.facility_of(told.policy, self._policies)
            ordered = Ordered(f"{told.rule} {told.policy}", facility, self._zone(facility, unit.now))
            partly = told.encounters if told.step is Step.BIOMETRICS else None
            gone = evidence(unit, person_id, partly) if _destroys(told.step) else None
            done = carrying_out.carry_out(unit, person_id, told, ordered, self._policies)
            self._remember(done, gone)
            return done
        return None

    def order(self, unit: Unit, person_id: UUID, officers: tuple[str, str]) -> Erasure:
        """Two officers erase somebody before it is due; whoever calls has locked the person.

        Whoever was in custody goes to the archive, for it is their evidence; anybody else wholly. Raises
        UnderLegalHold, InCustody.
        """
        now = unit.now
        self.require_free(unit, person_id)
        gone = evidence(unit, person_id)
        (facts,) = kept.of(unit, [person_id], now)
        ordered = Ordered(BY_OFFICERS, None, self._zone(None, now), officers)
        if facts.custodies:
            found = grounds.kept(facts, (), grounds.valid(self._policies, now), now)
            told = standing(found, now) if found else Standing(None, BY_OFFICERS, "")
            if told.step is not Step.ERASE:
                archive = replace(told, step=Step.ARCHIVE)
                done = carrying_out.carry_out(unit, person_id, archive, ordered, self._policies)
                assert done is not None  # noqa: S101 - archiving always destroys
                self._remember(done, gone)
                return done
        done = carrying_out.erase(unit, person_id, ordered)
        self._remember(done, gone)
        return done

    def delete(self, person_id: UUID) -> Erasure:
        """One officer takes back an enrolment: of somebody who was in no facility's custody.

        Raises NotReady, UnknownPerson, UnderLegalHold, NeedsTwo.
        """
        while True:
            with suppress(ServingChanged), self._service.writing(self._service.see([])) as wrote:
                with self._store.writing(self._clock.now()) as unit:
                    persons.lock(unit, person_id)
                    done = self._taken_back(unit, person_id)
                wrote([person_id])
                return done

    def _taken_back(self, unit: Unit, person_id: UUID) -> Erasure:
        facts = kept.of(unit, [person_id], unit.now)
        if any(custody.facility is not None for one in facts for custody in one.custodies):
            raise NeedsTwo("This person has a record of custody.")
        if any(hold.stands(unit.now) for hold in grounds.covers(unit).get(person_id, ())):
            raise UnderLegalHold("A legal hold keeps this from being destroyed.")
        gone = evidence(unit, person_id)
        done = carrying_out.erase(unit, person_id, Ordered(TAKEN_BACK))
        self._remember(done, gone)
        return done

    def require_free(self, view: View, person_id: UUID) -> None:
        """Raise InCustody for somebody who is held, UnderLegalHold for somebody whom a hold covers."""
        facts = kept.of(view, [person_id], self._clock.now())
        if any(custody.ended is None for one in facts for custody in one.custodies):
            raise InCustody("The person is in custody.")
        if any(hold.stands(self._clock.now()) for hold in grounds.covers(view).get(person_id, ())):
            raise UnderLegalHold("A legal hold keeps this from being destroyed.")

    def _unshelve(self, due: Due) -> Erasure | None:
        """A record of the archive whose time is over."""
        with self._store.writing(self._clock.now()) as unit:
            now = unit.now
            for one in archives.shelved(unit):
                still = any(
                    again.person_id == one.person_id and again.standing.step is Step.ERASE
                    for again in self._shelved(unit, now)
                )
                if one.person_id == due.person_id and still:
                    return self._end(unit, one)
        return None

    def _end(self, unit: Unit, shelved: Shelved) -> Erasure:
        gone = archived_evidence(unit, shelved.id, shelved.person_id)
        done = carrying_out.erase_archived(unit, shelved, Ordered(shelved.rule))
        self._remember(done, gone)
        return done

    def _remember(self, done: Erasure | None, gone: Evidence | None) -> None:
        if done is not None and gone is not None:
            self._gone[done.id] = gone

    def _zone(self, facility: str | None, now: datetime) -> tzinfo:
        for code in (facility, *self._policies.facilities()):
            if code is not None:
                with suppress(NoPolicy):
                    return self._policies.of(code, now).scope.zone
        return UTC

    # ---- proving ----

    def finish(self) -> int:
        """Search for what went and sign the receipts that are missing; how many were signed.

        What still stands in the database's log, because somebody reads in it, is looked for again next time.
        """
        with self._finishing:
            with self._store.reading() as view:
                open_ = receipts.unfinished(view)
            if not open_:
                return 0
            self._store.scrub()
            return sum(self._finish(one) for one in open_)

    def _finish(self, done: Erasure) -> bool:
        gone = self._gone.get(done.id) or Evidence(done.id)
        found = search(self._store, self._service.gallery, gone, self._folders)
        if not found.nothing:
            log.warning("erasure %s: something was still found, it is searched again: %s", done.id, found)
            return False
        with job("retention"), self._store.writing(self._clock.now()) as unit:
            told, signature = written(unit, done, found, unit.now)
            receipts.finish(unit, done.id, told, signature)
        self._gone.pop(done.id, None)
        return True

    def forget_answers(self) -> int:
        """Drop answers that were kept for repeats which nobody makes any more."""
        with job("retention"), self._store.housekeeping(self._clock.now()) as unit:
            return idempotency.forget(unit, unit.now - ANSWERS_KEPT)


def _destroys(step: Step) -> bool:
    return step not in (Step.SEAL, Step.UNSEAL)
