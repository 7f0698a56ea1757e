"""What is read for a board: by indexes, whoever wrote it, and detention clocks when they may have changed."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from api.board.bulletin import Bulletin
from api.desks.board import Boards
from api.registry import engine as database
from api.registry import standing
from api.registry.custody import LegalStatus
from api.registry.facilities import facility
from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import POLICY, House

OPEN_ALONE = ("ix_episode_held", "ix_movement_arriving", "ix_visit_inside", "ix_passage_waiting")


@pytest.fixture
def house(where: Where, tmp_path: Path) -> Iterator[House]:
    registry = Registry.open(where, tmp_path / "keys")
    yield House(registry, SimulatedClock())
    registry.close()


def test_what_another_process_writes_is_told(house: House, where: Where) -> None:
    """Through a connection of its own, as another program on the same database has one."""
    boards = Boards(house.registry, house.clock, house.gates.house.policies)
    other = database.connect(where)

    async def follow() -> None:
        async with Bulletin(boards.read, every=0.01).listen(house.code) as listener:
            first = await listener.next(None)
            assert first is not None
            assert first.board.custody.capacity == 400
            with database.writing(other) as connection, connection.begin():
                connection.execute(update(facility).values(capacity=7))
            changed = await listener.next(first.tag)
            assert changed is not None
            assert changed.board.custody.capacity == 7

    asyncio.run(asyncio.wait_for(follow(), 30))
    other.dispose()


def test_hours_that_pass_change_a_board_without_a_write(house: House) -> None:
    boards = Boards(house.registry, house.clock, house.gates.house.policies)
    house.prisoner(1, LegalStatus.PRE_TRIAL)
    first = boards.read(house.code)
    house.clock.advance(timedelta(days=365 * 4))
    assert boards.read(house.code).tag != first.tag


def test_detention_clocks_are_counted_again_after_a_while_and_on_a_new_day(house: House) -> None:
    kept = Boards(house.registry, house.clock, house.gates.house.policies, timedelta(minutes=1))
    house.clock.advance(timedelta(hours=1))
    assert kept.read(house.code).board.clock is not None
    counted: list[str] = []
    engine = house.registry._engine
    event.listen(engine, "before_cursor_execute", lambda *told: counted.append(told[2]))

    def clocks() -> int:
        counted.clear()
        kept.read(house.code)
        return sum("basis_period" in statement for statement in counted)

    house.clock.advance(timedelta(seconds=59))
    assert clocks() == 0
    house.clock.advance(timedelta(seconds=1))
    assert clocks() > 0
    midnight = house.clock.now().astimezone(POLICY.scope.zone).replace(hour=0, minute=0) + timedelta(days=1)
    house.clock.advance_to(midnight - timedelta(seconds=1))
    assert clocks() > 0
    house.clock.advance(timedelta(seconds=1))
    assert clocks() > 0


def test_every_count_goes_by_an_index_over_what_is_open(empty_file: Path, tmp_path: Path) -> None:
    """SQLite's plan; PostgreSQL's depends on what it has counted in its tables."""
    where = Path(shutil.copy(empty_file, tmp_path / "umbral.db"))
    registry = Registry.open(where, tmp_path / "keys")
    house = House(registry, SimulatedClock())
    asked: list[tuple[str, Any]] = []
    event.listen(registry._engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with registry.reading() as view:
        for count in (standing.housed, standing.away, standing.arriving, standing.inside, standing.waiting):
            count(view, house.facility)
        plans = [
            [row[3] for row in view.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            for statement, values in list(asked)
            if statement.lstrip().startswith("SELECT")
        ]
    registry.close()
    assert len(plans) == 5
    steps = [step for plan in plans for step in plan]
    assert not [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
    for index in OPEN_ALONE:
        assert any(index in step for step in steps), (index, steps)
