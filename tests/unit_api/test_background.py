"""What goes on beside the answers: started in order, ended in reverse, however starting or ending went."""

import anyio
import pytest

from api.background import Work, all_of, between, until_cancelled


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


def test_a_coroutine_without_an_end_is_cancelled() -> None:
    said: list[str] = []
    began = anyio.Event()

    async def keep() -> None:
        began.set()
        try:
            await anyio.sleep_forever()
        finally:
            said.append("cancelled")

    async def lifetime() -> None:
        async with all_of([work("store", said), until_cancelled(keep)]):
            await began.wait()

    anyio.run(lifetime)

    assert said == ["store start", "cancelled", "store end"]
