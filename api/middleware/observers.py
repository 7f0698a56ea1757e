"""Whoever comes as an observer and nothing else sees statistics, and no address beside them.

The table of rights keeps observers from every resource that asks for one. This keeps them from everything
else as well, also from what asks for no right yet and from what will be added: there is no way from an
observer to a person.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.auth.actor import Role
from api.auth.asking import known
from api.errors import RoleMissing

OPEN = ("/v1/statistics", "/v1/openapi.json", "/v1/policies")
"""What an observer may ask for: these addresses and what lies under them."""

OTHERS = ", ".join(sorted(set(Role) - {Role.OBSERVER}))
API = "/v1/"


class ObserversSeeStatistics:
    """ASGI middleware: 403 for an observer anywhere else under /v1."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse before the body is read."""
        if scope["type"] == "http" and _kept_out(scope):
            error = RoleMissing("An observer reads statistics, and nothing else.", roles=OTHERS)
            await problems.response(error, scope, {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _kept_out(scope: Scope) -> bool:
    path: str = scope["path"]
    if not path.startswith(API) or any(path == one or path.startswith(f"{one}/") for one in OPEN):
        return False
    actor = known(Request(scope))
    return actor is not None and actor.roles == {Role.OBSERVER}
