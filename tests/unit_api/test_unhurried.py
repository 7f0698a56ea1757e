"""What nobody waits for: a document is written beside the loop, a refused body is read little by little."""

import asyncio
import time
from itertools import count

import anyio
from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from api.middleware.body import UNHURRIED, BodyLimit
from api.openapi import described

PARTS = 20


async def _reads(_scope: Scope, receive: Receive, _send: Send) -> None:
    while (await receive()).get("more_body"):
        pass


def test_the_loop_turns_while_the_document_is_written() -> None:
    app = FastAPI()
    app.openapi_schema = {"openapi": "3.1.0"}
    route = described(app)

    async def turns_until_told() -> int:
        told = asyncio.ensure_future(route(Request({"type": "http"})))
        await asyncio.sleep(0)  # it begins
        for turn in count():
            if told.done():
                assert told.result().body == b'{"openapi": "3.1.0"}'
                return turn
            await asyncio.sleep(0)
        raise AssertionError

    first, again = asyncio.run(turns_until_told()), asyncio.run(turns_until_told())
    assert first > 0, "it is written by a thread"
    assert again == 0, "it is written once"


def test_the_rest_of_a_refused_body_is_read_a_little_at_a_time() -> None:
    read: list[float] = []

    async def receive() -> Message:
        read.append(time.monotonic())
        return {"type": "http.request", "body": b"x" * 11, "more_body": len(read) < PARTS}

    async def send(_message: Message) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    anyio.run(BodyLimit(_reads, 10), scope, receive, send)
    assert len(read) == PARTS
    assert read[-1] - read[0] > 0.9 * UNHURRIED * (PARTS - 1)
