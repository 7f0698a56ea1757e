"""The watch goes its rounds by itself: from the start, past rounds that fail, until it is told to end."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from api.desks.due import round as rounds
from api.desks.due.clocks import tell_crossings
from api.desks.due.round import Round, Watch
from tests.support.due import events, held
from tests.support.house import House


@pytest.fixture
def watch(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Watch, Event]]:
    """A watch whose second round would be tomorrow, and what it sets when it has told something."""
    monkeypatch.setattr(rounds, "ROUND_EVERY_SECONDS", 86_400.0)
    told = Event()
    one = Watch(Round(house.registry, house.gates.house.policies, house.clock), told.set)
    yield one, told
    one.stop()


def test_the_watch_begins_at_once_and_ends_when_it_is_told(house: House, watch: tuple[Watch, Event]) -> None:
    held(house, filed=False)
    one, told = watch
    one.start()
    assert told.wait(10)
    one.stop()
    assert [kind for kind, _, _ in events(house)] == ["case.file-missing"]


def test_clocks_are_read_every_so_many_rounds_and_the_rest_in_each(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(rounds, "CLOCKS_EVERY_ROUNDS", 3)
    looked: list[str] = []
    through = Event()

    def looks(what: str) -> Callable[..., int]:
        def look(*_: Any) -> int:
            looked.append(what)
            if looked.count("absences") == 7:
                through.set()
            return 0

        return look

    monkeypatch.setattr("api.desks.due.round.tell_crossings", looks("clocks"))
    monkeypatch.setattr("api.desks.due.round.tell_absences", looks("absences"))
    one = Watch(Round(house.registry, house.gates.house.policies, house.clock), lambda: None)
    one.start()
    assert through.wait(10)
    one.stop()
    turns = "".join("C" if what == "clocks" else "." for what in looked)
    assert turns.startswith("C...C...C.")


def test_a_round_that_fails_does_not_end_the_watch(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rounds, "ROUND_EVERY_SECONDS", 0.0)
    failing, told = iter([True]), Event()

    def fails_first(*how: Any) -> int:
        if next(failing, False):
            raise OSError("the disk is away for a moment")
        return tell_crossings(*how)

    monkeypatch.setattr("api.desks.due.round.tell_crossings", fails_first)
    held(house, filed=False)
    one = Watch(Round(house.registry, house.gates.house.policies, house.clock), told.set)
    one.start()
    assert told.wait(10)
    one.stop()
    assert "the disk is away" in caplog.text
