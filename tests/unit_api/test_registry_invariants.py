"""Whatever is done in whatever order: custody has its episode, nobody is inside twice, orders serve once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from api.registry import custody, galleries, movements, orders, visits
from api.registry.custody import Episode, LegalStatus
from api.registry.errors import Conflict
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.movements import Movement, MovementKind
from api.registry.orders import Order
from api.registry.registry import Registry
from api.registry.unit import Unit, View
from api.registry.visits import Visit
from tests.support.registry import HOUR, NOW, add_facility, add_person, new_order, registered

PEOPLE = 2


@dataclass
class Prison:
    """A few people, two orders and what has been counted of what happened."""

    registry: Registry
    facility: UUID
    people: list[UUID]
    orders: list[Order]
    used: list[UUID] = field(default_factory=list)

    def admit(self, unit: Unit, who: UUID) -> None:
        new = Episode(
            person_id=who,
            facility_id=self.facility,
            admitted=unit.now,
            legal_status=LegalStatus.PRE_TRIAL,
            case_reference=None,
        )
        custody.admit(unit, new)

    def release(self, unit: Unit, who: UUID) -> None:
        custody.end(unit, custody.open_of(unit, who))

    def send_out(self, unit: Unit, who: UUID) -> None:
        held = custody.open_of(unit, who)
        movements.enter(
            unit, Movement(episode_id=held.id, person_id=who, kind=MovementKind.COURT, at=unit.now)
        )

    def bring_back(self, unit: Unit, who: UUID) -> None:
        if (out := movements.under_way(unit, custody.open_of(unit, who).id)) is not None:
            movements.conclude(unit, out.id)

    def enter_gallery(self, unit: Unit, who: UUID) -> None:
        galleries.enter(unit, who, Gallery.CUSTODY)

    def leave_gallery(self, unit: Unit, who: UUID) -> None:
        galleries.leave(unit, who, Gallery.CUSTODY)

    def visit(self, unit: Unit, who: UUID) -> None:
        new = Visit(
            visitor_id=who,
            prisoner_id=None,
            facility_id=self.facility,
            entered=unit.now,
            entry_decision_id=uuid7(),
        )
        visits.enter(unit, new)

    def leave(self, unit: Unit, who: UUID) -> None:
        if (inside := visits.open_of(unit, who)) is not None:
            visits.leave(unit, inside.id, uuid7())

    def use_order(self, unit: Unit, who: UUID) -> None:
        order = self.orders[self.people.index(who) % len(self.orders)]
        orders.claim(unit, order.id, uuid7())
        self.used.append(order.id)


Step = Callable[[Prison, Unit, UUID], None]
STEPS: list[Step] = [
    Prison.admit,
    Prison.release,
    Prison.send_out,
    Prison.bring_back,
    Prison.enter_gallery,
    Prison.leave_gallery,
    Prison.visit,
    Prison.leave,
    Prison.use_order,
]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One store for all examples: each has people of its own."""
    home: Path = tmp_path_factory.mktemp("invariants")
    opened = Registry.open(home / "umbral.db", home / "keys")
    yield opened
    opened.close()


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, PEOPLE - 1)), min_size=15, max_size=40))
# without shrinking: every attempt writes to the store for seconds
@settings(max_examples=25, deadline=None, phases=[Phase.generate])
def test_no_sequence_of_writes_breaks_what_must_hold(
    registry: Registry, history: list[tuple[Step, int]]
) -> None:
    prison = Prison(
        registry,
        add_facility(registry, uuid7().hex[-12:]),
        [add_person(registry) for _ in range(PEOPLE)],
        [registered(registry, new_order(uuid7().hex)) for _ in range(2)],
    )
    for hour, (step, number) in enumerate(history):
        try:
            with registry.writing(NOW + hour * HOUR) as unit:
                step(prison, unit, prison.people[number])
        except Conflict:
            pass
        with registry.reading() as view:
            _holds(view, prison)


def _holds(view: View, prison: Prison) -> None:
    within = galleries.of(view, prison.people)
    for who in prison.people:
        episodes = custody.of(view, who)
        held = [one for one in episodes if one.ended is None]
        assert len(held) == (Gallery.CUSTODY in within[who]) <= 1
        assert (Gallery.FORMER in within[who]) == (bool(episodes) and not held)
        for one in episodes:
            lines = movements.of_episode(view, one.id)
            assert [line.kind for line in lines].count(MovementKind.RELEASE) == (one.ended is not None)
            assert [line.at for line in lines] == sorted(line.at for line in lines)
            assert one.ended is None or all(line.concluded is not None for line in lines)
        assert sum(visit.left is None for visit in visits.of_visitor(view, who)) <= 1
    assert len(prison.used) == len(set(prison.used))
