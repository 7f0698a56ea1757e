"""Whatever happens at the desks of custody, in whatever order: nobody is held without an episode, nobody goes
free without two officers and an order of their own, and no detention clock goes back.

Three who are held, one who is free and one whom nobody knows stand at reception, release, departure and
return, with orders and without, while time passes and the watch goes its rounds. The store is asked then.
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from uuid import UUID

from api.contract.gates import (
    CaptureExceptionIn,
    DepartureRequest,
    IntakeRequest,
    Presented,
    ReleaseRequest,
    ReturnRequest,
)
from api.desks.case import Decided
from api.desks.detention import reading_of
from api.desks.due.round import Round
from api.desks.gatehouse import AnyDesk
from api.gates.decision import Countersign, Gate, Outcome
from api.gates.evidence import OrderKind
from api.gates.intake.policy import RecordField
from api.registry import custody, deadlines, decisions, detentions, galleries, movements, orders, passages
from api.registry.errors import Conflict
from api.registry.galleries import Gallery
from api.registry.movements import MovementKind
from api.registry.registry import Registry
from tests.support.campaigns import share
from tests.support.clock import SimulatedClock
from tests.support.house import OFFICER, OTHER, POLICY, House, person_id, shown

HELD, FREE, NEW = (1, 2, 3), 4, 5
"""Whoever nobody knows is another one each time: 5, 6, 7."""
BANDAGED = tuple(
    CaptureExceptionIn(modality="finger", reason="bandaged", positions=fingers, photographed=True)
    for fingers in ((1, 3, 4, 5), (6, 8, 9, 10))
)


@contextmanager
def small_house(empty: Path) -> Iterator[House]:
    """Three are held, and one was here before."""
    folder = Path(mkdtemp(prefix="umbral-custody-"))
    registry = Registry.open(Path(shutil.copy(empty, folder / "umbral.db")), folder / "keys")
    try:
        house = House(registry, SimulatedClock())
        for number in HELD:
            house.prisoner(number)
        house.enrol(FREE, Gallery.FORMER)
        yield house
    finally:
        registry.close()
        shutil.rmtree(folder)


class Days:
    """See above. chance: what happens; days: of each custody, how many its clock has counted."""

    def __init__(self, house: House, chance: Random) -> None:
        self.house = house
        self.chance = chance
        self.numbers = count(1)
        self.newcomers = count(NEW)
        self.days: Counter[UUID] = Counter()
        self.known = {person_id(number) for number in (*HELD, FREE)}

    def go_on(self) -> None:
        """Something happens, and nothing is as it may never be."""
        happens = (
            self.is_brought,
            self.is_brought,
            self.is_to_be_released,
            self.is_to_be_released,
            self.is_to_go_to_court,
            self.comes_back,
            self.what_waits_is_decided_again,
            self.time_passes,
        )
        self.chance.choice(happens)()
        self.whoever_is_held_has_one_custody_and_one_ledger()
        self.whoever_is_free_went_by_two_officers_and_an_order_of_their_own()
        self.no_clock_goes_back()

    def _mostly(self) -> bool:
        return self.chance.random() < 0.8

    def _somebody(self) -> int:
        return self.chance.choice((*HELD, FREE))

    def is_brought(self) -> None:
        known = self.chance.choice((FREE, HELD[0], None, None))
        number = next(self.newcomers) if known is None else known
        named = None if known is None else person_id(known)
        request = IntakeRequest(
            facility=self.house.code,
            samples=shown(number),
            order_id=self._order(OrderKind.COMMITMENT, named) if self._mostly() else None,
            received_as=named,
            name=f"Person {number}",
            born=date(1990, 2, 28),
            nationalities=("XA",),
            legal_status="pre-trial",
            case_file="present",
            arrested_at=self.house.clock.now(),
            injured=False,
            ill_treated=False,
            record={name.value: "written" for name in RecordField},
            exceptions=BANDAGED,
        )
        decided = self._ask(self.house.gates.intake, request, signed=self._mostly())
        if decided and decided.passage.person_id is not None:
            self.known.add(decided.passage.person_id)

    def is_to_be_released(self) -> None:
        number = self._somebody()
        who, shows = person_id(number), number if self._mostly() else self._somebody()
        order = self._order(OrderKind.RELEASE, who) if self._mostly() else None
        request = ReleaseRequest(
            facility=self.house.code, person_id=who, order_id=order, samples=shown(shows)
        )
        self._ask(self.house.gates.release, request, signed=self._mostly())

    def is_to_go_to_court(self) -> None:
        number = self._somebody()
        who = person_id(number)
        request = DepartureRequest(
            facility=self.house.code,
            person_id=who,
            kind="court",
            order_id=self._order(OrderKind.COURT, who),
            due=self.house.clock.now() + timedelta(hours=4),
            samples=shown(number),
        )
        self._ask(self.house.gates.departure, request, signed=self._mostly())

    def comes_back(self) -> None:
        """Mostly somebody who is out."""
        with self.house.registry.reading() as view:
            held = detentions.at_facility(view, self.house.facility)
        out = [one.person_id.int for one in held if one.out_since and one.person_id.int < NEW]
        number = self.chance.choice(out) if out and self._mostly() else self._somebody()
        request = ReturnRequest(facility=self.house.code, person_id=person_id(number), samples=shown(number))
        self._ask(self.house.gates.homecoming, request, signed=self._mostly())

    def what_waits_is_decided_again(self) -> None:
        if waiting := self._waiting():
            self._sign(self.chance.choice(waiting))

    def time_passes(self) -> None:
        self.house.clock.advance(timedelta(hours=self.chance.randint(1, 24 * 30)))
        Round(self.house.registry, self.house.gates.house.policies, self.house.clock).go()
        with self.house.registry.reading() as view:  # also what was asked about somebody who was free already
            assert list(deadlines.of_the_free(view)) == []

    def whoever_is_held_has_one_custody_and_one_ledger(self) -> None:
        with self.house.registry.reading() as view:
            within = galleries.of(view, self.known)
            for who in self.known:
                episodes = custody.of(view, who)
                running = [one for one in episodes if one.ended is None]
                assert len(running) == (Gallery.CUSTODY in within[who])
                assert not (running and Gallery.FORMER in within[who])
                for one in episodes:
                    lines = [line.kind for line in movements.of_episode(view, one.id)]
                    assert lines[0] is MovementKind.ADMISSION
                    assert (lines[-1] is MovementKind.RELEASE) == (one.ended is not None)

    def whoever_is_free_went_by_two_officers_and_an_order_of_their_own(self) -> None:
        with self.house.registry.reading() as view:
            used: Counter[UUID] = Counter()
            for who in self.known:
                for one in custody.of(view, who):
                    if one.ended is not None:
                        line = movements.of_episode(view, one.id)[-1]
                        assert line.order_id is not None
                        assert line.decision_id is not None
                        used[line.order_id] += 1
                        assert orders.one(view, line.order_id).person_id == who
                        asked = decisions.one(view, line.decision_id)
                        officers = {asked.officer} | {
                            each.officer
                            for before in decisions.about(view, who)
                            for each in decisions.countersigned(view, before.id)
                        }
                        assert officers >= {OFFICER.id, OTHER.id}
            assert set(used.values()) <= {1}

    def no_clock_goes_back(self) -> None:
        with self.house.registry.reading() as view:
            for one in detentions.at_facility(view, self.house.facility):
                days = reading_of(one, POLICY, self.house.clock.now()).days
                assert days >= self.days[one.episode_id]
                self.days[one.episode_id] = days

    def _order(self, kind: OrderKind, who: UUID | None) -> UUID:
        return self.house.order(str(next(self.numbers)), kind, person_id=who)

    def _ask(self, desk: AnyDesk, request: Presented, *, signed: bool) -> Decided | None:
        """Ask, and sign what another officer can sign; None where the desk knows better than to weigh it."""
        try:
            decided = self.house.ask(desk, request)
        except Conflict:
            return None
        return (self._sign(decided.passage.id) or decided) if signed else decided

    def _sign(self, passage: UUID) -> Decided | None:
        """By another officer, all that was awaited; None where nothing came of it."""
        done = None
        last = [one for one in self.house.decided if one.passage.id == passage][-1]
        for one in last.decision.consequences:
            if isinstance(one, Countersign) and (done or last).decision.outcome is Outcome.HOLD:
                try:
                    done = self.house.sign(passage, one.matter)
                except Conflict:
                    return done
        return done

    def _waiting(self) -> Sequence[UUID]:
        with self.house.registry.reading() as view:
            return [one.id for one in passages.waiting(view, self.house.facility)]


def test_no_sequence_of_operations_leaves_anybody_held_without_a_custody(empty_file: Path) -> None:
    admitted: Counter[Gate] = Counter()
    for seed in range(share(20)):
        with small_house(empty_file) as house:
            days = Days(house, Random(seed))
            for _ in range(40):
                days.go_on()
            admitted.update(
                one.decision.gate for one in house.decided if one.decision.outcome is Outcome.ADMIT
            )
    assert admitted.keys() >= {Gate.INTAKE, Gate.RELEASE, Gate.DEPARTURE, Gate.RETURN}, admitted
