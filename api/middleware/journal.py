"""Every request gets an id, one log line and, whatever happens, an answer.

The line names route, status and time; never the path's ids, the query, or what an error said.
"""

import logging
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs, problems
from api.middleware.form import METHODS
from api.registry.ids import uuid7

GONE = 499
"""In the line of a request whose caller went away before the answer; nginx's number for it."""

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
        except ClientDisconnect:
            status = status or GONE
        except Exception as error:
            facts = {"request": request_id, "error": type(error).__name__, "through": _where(error)}
            log.error("%s failed: %s", request_id, type(error).__name__, extra={logs.FACTS: facts})  # noqa: TRY400 - a traceback would tell what a request carried
            if not status:
                await problems.response(problems.Unexpected(), scope)(scope, receive, numbered)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            spent = round(1e3 * (time.perf_counter() - began))
            method = scope["method"] if scope["method"] in METHODS else "-"
            facts = {"request": request_id, "method": method, "route": route, "status": status, "ms": spent}
            log.info("%s %s %s %d %d ms", *facts.values(), extra={logs.FACTS: facts})


def _where(error: Exception) -> list[str]:
    """Our own part of the stack, without the error's message, which may repeat what was sent."""
    return [place for place in logs.places(error.__traceback__) if "site-packages" not in place]
