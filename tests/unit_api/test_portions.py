"""A large answer is handed over bit by bit, and is the same in the end."""

import anyio
import anyio.lowlevel
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from api.middleware.portions import PORTION, Portions


def _sent(body: bytes, more: bool = False) -> list[Message]:
    sent: list[Message] = []

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body, "more_body": more})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    anyio.run(Portions(answers), scope, receive, send)
    return sent[1:]


@pytest.mark.parametrize("length", [0, 1, PORTION - 1, PORTION, PORTION + 1, 3 * PORTION, 3 * PORTION + 7])
def test_nothing_is_lost_and_the_last_portion_ends_it(length: int) -> None:
    body = bytes(number % 251 for number in range(length))
    sent = _sent(body)
    assert b"".join(message["body"] for message in sent) == body
    assert all(len(message["body"]) <= PORTION for message in sent)
    assert [message.get("more_body", False) for message in sent] == [True] * (len(sent) - 1) + [False]


def test_what_goes_on_goes_on() -> None:
    assert all(message["more_body"] for message in _sent(bytes(2 * PORTION), more=True))


def test_another_portion_waits_until_the_last_was_taken() -> None:
    taken: list[int] = []

    async def scene() -> None:
        gate = anyio.Event()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                taken.append(len(message["body"]))
                await gate.wait()

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        whole = PlainTextResponse(bytes(10 * PORTION))
        scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(Portions(whole), scope, receive, send)
            for _ in range(10):
                await anyio.lowlevel.checkpoint()
            assert taken == [PORTION]
            gate.set()
        assert sum(taken) == 10 * PORTION

    anyio.run(scene)
