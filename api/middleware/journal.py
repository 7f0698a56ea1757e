"""Outermost: every request gets an id, one log line and, whatever happens, an answer.

The line names route, status and time; never the path's ids, the query, or what an error said.
"""

import logging
import time
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.registry.ids import uuid7

log = logging.getLogger("umbral.requests")


class Journal:
    """ASGI middleware. The id is in `scope["state"]["request_id"]`, in X-Request-ID and in problems."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, then write the line; an exception that nobody handled becomes a plain 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid7()
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", str(request_id).encode())]
            await send(message)

        try:
            await self._app(scope, receive, numbered)
        except Exception as error:
            log.error("%s failed: %s\n%s", request_id, type(error).__name__, _where(error))  # noqa: TRY400
            if not status:
                await problems.response(problems.Unexpected(), scope)(scope, receive, numbered)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            spent = 1e3 * (time.perf_counter() - began)
            log.info("%s %s %s %d %.0f ms", request_id, scope["method"], route, status, spent)


def _where(error: Exception) -> str:
    """Our own part of the stack, without the error's message, which may repeat what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    return "".join(traceback.format_list(ours)).rstrip()
