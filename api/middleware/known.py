"""Every request is asked who sends it before anything of it is read.

Where callers prove who they are, whoever does not is refused at every address of the interface but the few
that are named here, also where a route asks nobody and at addresses that do not exist.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.auth.asking import remember
from api.auth.callers import Callers
from api.auth.stations import ENROLMENT
from matcher.errors import UmbralError

CLOSED = ("/v1/", "/console/")
OF_NOBODY = ("/v1/health", "/v1/status", "/v1/openapi.json", "/v1/sessions/ended", ENROLMENT)
"""Addresses, and what lies under them, that answer whoever reaches them: they tell of nobody."""


class KnownCallers:
    """ASGI middleware: 401 for whoever must be known and is not; the others are remembered for the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse before the body is read."""
        if scope["type"] == "http" and (refusal := await _unknown(Request(scope))) is not None:
            await problems.response(refusal, scope, {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _unknown(request: Request) -> UmbralError | None:
    callers: Callers = request.app.state.callers
    try:
        found = await callers.actor(request)
    except UmbralError as error:
        remember(request, error)
        return error if callers.everywhere else None
    remember(request, found)
    if found is None and callers.everywhere and _closed(request.scope["path"]):
        return callers.missing()
    return None


def _closed(path: str) -> bool:
    return path.startswith(CLOSED) and not any(path == one or path.startswith(f"{one}/") for one in OF_NOBODY)
