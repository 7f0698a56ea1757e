"""Server-sent events (WHATWG HTML, section 9.2) as an ASGI answer that lets go of whoever does not read.

FastAPI's own event streams write as fast as the reader takes it, and wait for ever for one who takes nothing;
what goes over the wire is theirs (`format_sse_event`), the sending is ours.
"""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

import anyio
from fastapi.sse import format_sse_event
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.board.parameters import SLOW_SECONDS

log = logging.getLogger("umbral.board")
MEDIA_TYPE = "text/event-stream"


def message(data: str, *, event: str, identity: str, retry: int | None = None) -> bytes:
    """One event. identity: what comes back as Last-Event-ID."""
    return format_sse_event(data_str=data, event=event, id=identity, retry=retry)


def comment(text: str) -> bytes:
    """A line that no reader acts on: it shows that the stream lives."""
    return format_sse_event(comment=text)


class EventStream(Response):
    """messages: as `message` and `comment` make them; it ends with them, or when the reader is gone."""

    media_type = MEDIA_TYPE

    def __init__(self, messages: AsyncGenerator[bytes, None], *, slow_after: float = SLOW_SECONDS) -> None:
        super().__init__(media_type=MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._messages = messages
        self._slow_after = slow_after

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send until there is no more, nobody is there, or somebody reads too slowly."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._until_gone, receive, tasks.cancel_scope)
            try:
                await self._tell(send)
            except TimeoutError:
                log.info("somebody who follows a board reads nothing, and is let go")
            tasks.cancel_scope.cancel()

    async def _tell(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with aclosing(self._messages) as messages:  # whoever is gone listens no more, at once
            async for told in messages:
                await self._send(send, {"type": "http.response.body", "body": told, "more_body": True})
        await self._send(send, {"type": "http.response.body", "body": b""})

    async def _send(self, send: Send, part: Message) -> None:
        with anyio.fail_after(self._slow_after):
            await send(part)

    async def _until_gone(self, receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()
