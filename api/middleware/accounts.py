"""No answer leaves before it is accounted for in the audit log.

What a request writes has its leaf in the same transaction (`api/registry/store.py`). A request that wrote
nothing gets a leaf of its own when its answer begins, before the first octet leaves. Where that cannot be
written nothing is told but that (503).
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from uuid import UUID

from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.audit.act import Act, begun
from api.auth.asking import known
from api.errors import StoreUnavailable
from api.office import Office

API = "/v1/"
ABOUT_NOBODY = (
    *("/v1/openapi.json", "/v1/status", "/v1/statistics", "/v1/policies", "/v1/event-types"),
    "/v1/sessions/ended",  # has a leaf of its own (`api/auth/endings.py`)
)
"""Addresses, and what lies under them, that tell nothing about any person."""

PERSONS = ("person_id", "visitor_id", "prisoner_id")
"""What a path's parameters call somebody."""


class Accounts:
    """ASGI middleware, inside what refuses callers: whoever is turned away there is not accounted for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on under an act of its own; hold the answer back until the act has its leaf."""
        if scope["type"] != "http" or not _accounted_for(scope["path"]):
            await self._app(scope, receive, send)
            return
        refused = False

        async def after_its_leaf(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _tells(act, message["status"]):
                try:
                    await to_thread.run_sync(partial(_account, scope, act))
                except StoreUnavailable as error:
                    refused = True
                    await problems.response(error, scope)(scope, receive, send)
            if not refused:
                await send(message)

        told = Act(
            partial(_operation, scope), request=scope["state"]["request_id"], actor=known(Request(scope))
        )
        with begun(told) as act:
            await self._app(scope, receive, after_its_leaf)


def _accounted_for(path: str) -> bool:
    return path.startswith(API) and not any(path == one or path.startswith(f"{one}/") for one in ABOUT_NOBODY)


def _tells(act: Act, status: int) -> bool:
    """Whether the answer tells something, or refuses somebody who is known, and has no leaf yet."""
    return not act.accounted and (status < 400 or (status == 403 and act.actor is not None))


def _operation(scope: Scope) -> str:
    route = scope.get("route")
    return str(getattr(route, "operation_id", None) or getattr(route, "path", "-"))


def _persons(given: Mapping[str, object]) -> Iterator[UUID]:
    """Whom a path's parameters name: whoever lacks the role is refused before they are read as numbers."""
    for name in PERSONS:
        with suppress(KeyError, ValueError):
            yield UUID(str(given[name]))


def _account(scope: Scope, act: Act) -> None:
    office = scope["app"].state.office
    assert isinstance(office, Office)  # noqa: S101 - set by the composition root
    act.about(_persons(scope.get("path_params", {})))
    if office.store.keeps_account:
        with office.store.writing(office.clock.now()):
            pass  # the leaf is all there is to write
