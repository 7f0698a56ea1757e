"""The answer that events go out in: it ends when its reader is gone, and lets go of who does not read."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from starlette.types import Message

from api.board.stream import EventStream, comment, message


class Told:
    """Messages without end; ended: whoever made them has let go."""

    def __init__(self) -> None:
        self.ended = False

    async def __call__(self, count: int | None = None) -> AsyncGenerator[bytes, None]:
        number = 0
        try:
            while count is None or number < count:
                number += 1
                yield message(f"{number}", event="board", identity=f"{number:032x}")
                await asyncio.sleep(0)
        finally:
            self.ended = True


async def never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


def answer(stream: EventStream, receive: Any, send: Any) -> None:
    asyncio.run(asyncio.wait_for(stream({"type": "http"}, receive, send), 30))


def test_it_ends_with_its_messages() -> None:
    told, sent = Told(), list[Message]()

    async def send(part: Message) -> None:
        sent.append(part)

    answer(EventStream(told(2)), never, send)
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert b"content-length" not in headers
    assert sent[1]["body"] == b"event: board\ndata: 1\nid: " + b"1".rjust(32, b"0") + b"\n\n"
    assert sent[-1] == {"type": "http.response.body", "body": b""}
    assert told.ended


def test_it_ends_when_nobody_is_there() -> None:
    told, gone = Told(), asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(part: Message) -> None:
        gone.set()

    answer(EventStream(told()), receive, send)
    assert told.ended


def test_who_does_not_read_is_let_go() -> None:
    told, parts = Told(), 0

    async def send(part: Message) -> None:
        nonlocal parts
        parts += 1
        if parts > 3:
            await asyncio.Event().wait()

    answer(EventStream(told(), slow_after=0.01), never, send)
    assert parts == 4
    assert told.ended


def test_a_comment_is_no_event() -> None:
    assert comment("still so") == b": still so\n\n"
