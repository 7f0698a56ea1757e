"""Who asks: the actor as a route is given it.

The header `Umbral-Actor: ID; roles=a,b` is believed because the service listens on loopback alone and answers
this machine's programs and its own pages only (`api/middleware/callers.py`): whoever can send it holds the
machine already.
"""

from typing import Annotated

from fastapi import Depends
from fastapi.security import APIKeyHeader

from api.audit.act import present
from api.auth.actor import Actor, parse
from api.errors import ActorMissing

HEADER = "Umbral-Actor"
given = APIKeyHeader(
    name=HEADER, scheme_name="actor", description="Who acts: `ID; roles=a,b`", auto_error=False
)


def acting(header: Annotated[str | None, Depends(given)]) -> Actor:
    """The actor of a request. Raises ActorMissing, ActorUnreadable."""
    if header is None:
        raise ActorMissing("The request does not say who acts.")
    actor = parse(header)
    if (act := present()) is not None:
        act.actor = actor
    return actor


Acting = Annotated[Actor, Depends(acting)]
