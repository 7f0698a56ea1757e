"""Each stage's time is its own, whatever is opened inside of it, and nobody else's request is timed."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from api import stages
from api.stages import spent, stage, timed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Of which the last one is what it shows, in seconds."""
    shown = [0.0]
    monkeypatch.setattr(stages, "perf_counter", lambda: shown[-1])
    return shown


def test_an_inner_stage_does_not_count_twice(clock: list[float]) -> None:
    with timed() as made:
        with stage("store"):
            clock.append(1.0)
            with stage("search"):
                clock.append(1.25)
            clock.append(1.5)
        clock.append(7.0)  # between stages nobody's clock runs
        with stage("store"):
            clock.append(7.5)
        spent("decode", 12.34)
    assert made.header() == "store;dur=1750.0, search;dur=250.0, decode;dur=12.3"


def test_a_stage_that_fails_is_timed_too(clock: list[float]) -> None:
    def search() -> None:
        with stage("store"), stage("search"):
            clock.append(2.0)
            raise ZeroDivisionError

    with timed() as made, pytest.raises(ZeroDivisionError):
        search()
    assert made.header() == "store;dur=0.0, search;dur=2000.0"


def test_a_request_is_timed_in_the_thread_that_it_is_handed_to(clock: list[float]) -> None:
    def work() -> None:
        with stage("search"):
            clock.append(clock[-1] + 1.0)

    with timed() as made, ThreadPoolExecutor(1) as other:
        other.submit(copy_context().run, work).result()
        other.submit(work).result()  # somebody else's request
    assert made.header() == "search;dur=1000.0"


def test_where_nothing_is_timed_nothing_is_kept() -> None:
    with stage("search"):
        spent("decode", 1.0)
    with timed() as made:
        pass
    assert made.header() == ""
