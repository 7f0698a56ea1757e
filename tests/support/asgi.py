"""One request to an ASGI application, without a server: what middleware tests need."""

from collections.abc import Iterable
from dataclasses import dataclass

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    """What came back; left: chunks of the request's body that nobody read."""

    status: int
    headers: Headers
    body: bytes
    left: int


def ask(
    app: ASGIApp,
    method: str = "GET",
    path: str = "/",
    *,
    headers: Iterable[tuple[str, str]] = (("host", "127.0.0.1"),),
    chunks: Iterable[bytes] = (b"",),
) -> Answer:
    """Send one request whose body comes in `chunks`."""
    waiting = list(chunks)
    sent: list[Message] = []

    async def receive() -> Message:
        if not waiting:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        raw = [(name.encode(), value.encode()) for name, value in headers]
        scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": b""}
        await app(scope, receive, send)

    anyio.run(run)
    start, *rest = sent
    return Answer(
        start["status"],
        Headers(raw=start["headers"]),
        b"".join(message.get("body", b"") for message in rest),
        len(waiting),
    )
