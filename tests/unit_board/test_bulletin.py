"""Many who follow share one reading; who is slow, gone or one too many costs the others nothing."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from api.board.bulletin import Bulletin
from api.board.errors import BoardFull
from api.registry.errors import NotOnRecord


@dataclass(frozen=True)
class Said:
    tag: str


class House:
    """What there is to read. readings: how often it was; troubles: raised by the next of them."""

    def __init__(self) -> None:
        self.says = "a"
        self.readings = 0
        self.troubles: list[Exception] = []

    def __call__(self, _house: str) -> Said:
        self.readings += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return Said(self.says)


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 30))


def bulletin(house: House, **changes: Any) -> Bulletin[Said]:
    return Bulletin(house, **{"every": 0.001, **changes})


def test_it_tells_at_once_and_then_changes_alone() -> None:
    house = House()

    async def follow() -> None:
        async with bulletin(house).listen("north") as listener:
            assert await listener.next(None) == Said("a")
            assert await listener.next("a", patience=0.05) is None
            readings = house.readings
            assert readings > 3  # it looked, and there was nothing to tell
            house.says = "b"
            assert await listener.next("a") == Said("b")

    run(follow)


def test_who_knows_the_latest_is_not_told_it_again() -> None:
    house = House()

    async def follow() -> None:
        async with bulletin(house).listen("north") as listener:
            assert await listener.next("a", patience=0.05) is None

    run(follow)


def test_all_who_follow_a_house_share_its_readings() -> None:
    house = House()

    async def follow() -> None:
        shared = bulletin(house, every=60.0)
        async with (
            shared.listen("north") as one,
            shared.listen("north") as two,
            shared.listen("south") as other,
        ):
            told = await asyncio.gather(one.next(None), two.next(None), other.next(None))
            assert list(told) == [Said("a")] * 3
        assert house.readings == 2
        assert shared.listeners == 0

    run(follow)


def test_nothing_is_read_when_nobody_follows() -> None:
    house = House()

    async def follow() -> None:
        shared = bulletin(house)
        async with shared.listen("north") as listener:
            await listener.next(None)
        await asyncio.sleep(0)
        after = house.readings
        await asyncio.sleep(0.05)
        assert house.readings - after <= 1  # the one that was under way

    run(follow)


def test_a_slow_listener_finds_the_latest_and_misses_what_was_outdated() -> None:
    house = House()

    async def follow() -> None:
        shared = bulletin(house)
        async with shared.listen("north") as slow, shared.listen("north") as quick:
            assert await slow.next(None) == await quick.next(None) == Said("a")
            for before, says in ("ab", "bc", "cd"):
                house.says = says
                assert await quick.next(before) == Said(says)
            assert await slow.next("a") == Said("d")

    run(follow)


def test_there_is_room_for_so_many_and_the_place_of_who_leaves_is_free() -> None:
    async def follow() -> None:
        shared = bulletin(House(), most=2)
        async with shared.listen("north"), shared.listen("south"):
            with pytest.raises(BoardFull):
                shared.require_room()
            with pytest.raises(BoardFull):
                async with shared.listen("east"):
                    pass
        async with shared.listen("north"), shared.listen("south"):
            assert shared.listeners == 2

    run(follow)


def test_a_store_that_is_busy_for_a_moment_blinds_nobody() -> None:
    house = House()

    async def follow() -> None:
        async with bulletin(house).listen("north") as listener:
            await listener.next(None)
            house.troubles += [OSError("busy"), NotOnRecord("gone")]
            house.says = "b"
            assert await listener.next("a") == Said("b")
            assert house.troubles == []

    run(follow)


def test_closing_ends_every_wait_at_once() -> None:
    async def follow() -> None:
        shared = bulletin(House())
        async with shared.listen("north") as listener:
            seen = await listener.next(None)
            assert seen is not None
            waiting = asyncio.create_task(listener.next(seen.tag, patience=3600))
            await asyncio.sleep(0.01)
            shared.close()
            assert await asyncio.wait_for(waiting, 5) is None
            assert shared.closed
            assert await listener.next(None) is None

    run(follow)
