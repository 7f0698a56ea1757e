"""Who asks: the one door through which a route, a page or a stream is given its actor.

Who sends a request is found out once, before anything of it is read (`api/middleware/known.py`), in the way
that this service knows its callers (`api/auth/callers.py`).
"""

from typing import Annotated

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import HTTPConnection

from api.audit.act import present
from api.auth.actor import Actor
from api.auth.callers import HEADER, Callers
from matcher.errors import UmbralError

_header = APIKeyHeader(
    name=HEADER, scheme_name="actor", description="Who acts: `ID; roles=a,b`", auto_error=False
)
_bearer = HTTPBearer(scheme_name="token", description="Access token (RFC 9068)", auto_error=False)


def remember(request: HTTPConnection, found: Actor | UmbralError | None) -> None:
    """Who sends this request; an error: why that is not known."""
    request.state.caller = found


def known(request: HTTPConnection) -> Actor | None:
    """Who sends a request, if that is known."""
    found = getattr(request.state, "caller", None)
    return found if isinstance(found, Actor) else None


def asked(request: HTTPConnection) -> Actor:
    """The actor of a request. Raises ActorMissing, ActorUnreadable, Unauthorised."""
    found = getattr(request.state, "caller", None)
    if isinstance(found, UmbralError):
        raise found
    if not isinstance(found, Actor):
        callers: Callers = request.app.state.callers
        raise callers.missing()
    if (act := present()) is not None:
        act.actor = found
    return found


async def documented(
    _header: Annotated[object, Security(_header)] = None, _bearer: Annotated[object, Security(_bearer)] = None
) -> None:
    """For the OpenAPI document alone: how a request says who acts."""


async def acting(request: Request, _how: Annotated[None, Security(documented)]) -> Actor:
    """The actor of a request. Raises ActorMissing, ActorUnreadable, Unauthorised."""
    return asked(request)


Acting = Annotated[Actor, Security(acting)]
