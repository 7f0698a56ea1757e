"""What goes on beside the answers: started in order, ended in reverse, however starting or ending went."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import getLogger
from threading import Event, Semaphore, Thread

import anyio
import pytest

from api.background import Periodically, Work, all_of, between

TOMORROW = 86_400.0
LONG = 10.0  # seconds, on a busy machine

log = getLogger("umbral.test")


def work(name: str, said: list[str], fails: str = "") -> Work:
    """One that says what it does; fails: "start" or "end"."""

    def say(what: str) -> None:
        said.append(f"{name} {what}")
        if what == fails:
            raise RuntimeError(name)

    return between(lambda: say("start"), lambda: say("end"))


def test_started_in_order_and_ended_in_reverse() -> None:
    said: list[str] = []

    async def lifetime() -> None:
        async with all_of([work("store", said), work("events", said)]):
            said.append("answers")

    anyio.run(lifetime)

    assert said == ["store start", "events start", "answers", "events end", "store end"]


def test_one_that_cannot_start_ends_what_had_started_and_nothing_else() -> None:
    said: list[str] = []

    async def lifetime() -> None:
        async with all_of([work("store", said), work("events", said, fails="start"), work("due", said)]):
            said.append("answers")

    with pytest.raises(RuntimeError, match="events"):
        anyio.run(lifetime)

    assert said == ["store start", "events start", "store end"]


def test_one_that_fails_to_end_keeps_no_other_from_it() -> None:
    said: list[str] = []

    async def lifetime() -> None:
        async with all_of([work("store", said), work("events", said, fails="end")]):
            pass

    with pytest.raises(RuntimeError, match="events"):
        anyio.run(lifetime)

    assert said == ["store start", "events start", "events end", "store end"]


class Acts:
    """Counts what is done, and waits for it; the first acts may fail, or wait until they are let go on."""

    def __init__(self, *, failing: int = 0) -> None:
        self.done, self.failures = 0, 0
        self.go_on = Event()
        self.go_on.set()
        self._left_to_fail = failing
        self._begun = Semaphore(0)

    def __call__(self) -> None:
        self.done += 1
        self._begun.release()
        assert self.go_on.wait(LONG)
        if self.done <= self._left_to_fail:
            raise OSError("the disk is away for a moment")

    def failed(self) -> None:
        """What is called of a failure."""
        self.failures += 1

    def begun(self, times: int) -> bool:
        """Whether it is done so many times more, before long."""
        return all(self._begun.acquire(timeout=LONG) for _ in range(times))


@contextmanager
def going(act: Acts, seconds: float, *, at_last: bool = False) -> Iterator[Periodically]:
    thread = Periodically("umbral-test", act, seconds, act.failed, at_last=at_last)
    thread.start()
    try:
        yield thread
    finally:
        act.go_on.set()
        thread.stop()


def in_a_thread(call: Callable[[], None]) -> Event:
    """Set once it has returned."""
    returned = Event()

    def run() -> None:
        call()
        returned.set()

    Thread(target=run, daemon=True).start()
    return returned


def test_it_is_done_at_once_and_once_alone_until_it_is_time() -> None:
    act = Acts()
    with going(act, TOMORROW):
        assert act.begun(1)
    assert act.done == 1


def test_it_is_done_again_and_again() -> None:
    act = Acts()
    with going(act, 0.0):
        assert act.begun(5)


def test_whoever_wakes_it_does_not_wait_until_it_is_time() -> None:
    act = Acts()
    with going(act, TOMORROW) as thread:
        assert act.begun(1)
        thread.wake()
        assert act.begun(1)


def test_a_wake_while_it_is_being_done_is_not_lost() -> None:
    act = Acts()
    act.go_on.clear()
    with going(act, TOMORROW) as thread:
        assert act.begun(1)
        thread.wake()
        act.go_on.set()
        assert act.begun(1)


def test_a_failure_is_told_and_ends_nothing() -> None:
    act = Acts(failing=2)
    with going(act, 0.0):
        assert act.begun(4)
    assert act.failures == 2


def test_what_is_told_of_a_failure_has_its_exception(caplog: pytest.LogCaptureFixture) -> None:
    act = Acts(failing=1)
    thread = Periodically("umbral-test", act, TOMORROW, lambda: log.exception("not done"))
    thread.start()
    assert act.begun(1)
    thread.stop()
    assert "not done" in caplog.text
    assert "the disk is away" in caplog.text


def test_the_end_waits_for_what_is_under_way() -> None:
    act = Acts()
    act.go_on.clear()
    with going(act, TOMORROW) as thread:
        assert act.begun(1)
        ending = in_a_thread(thread.stop)
        assert not ending.wait(0.05)
        act.go_on.set()
        assert ending.wait(LONG)


@pytest.mark.parametrize("failing", [0, 2])
def test_at_last_it_is_done_once_more_even_after_a_failure(failing: int) -> None:
    act = Acts(failing=failing)
    with going(act, TOMORROW, at_last=True) as thread:
        assert act.begun(1)
        thread.stop()
        assert act.done == 2
    assert act.failures == failing


def test_one_that_was_never_started_ends_without_doing_anything() -> None:
    act = Acts()
    Periodically("umbral-test", act, TOMORROW, act.failed, at_last=True).stop()
    assert act.done == 0
