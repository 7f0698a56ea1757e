"""The guard of every route: who may, and about what. What no row of the table lets in is kept out.

It is a dependency of the whole application, so that no route has to remember it. Whoever lacks the right is
told so (403). Whoever has it, but not about what the request names, is told what everybody is told of a
number of nothing (404): so nobody can find out who is held where. What a body names is asked when it is read
(`api/routes/bodies.py`), what a list shows is filtered by `Within`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.auth import matrix
from api.auth.actor import Actor
from api.auth.asking import asked
from api.auth.relations import Relation, reaches, relations, unbounded
from api.auth.right_errors import RouteUnlisted
from api.auth.rights import GRANTED, Right, require
from api.auth.subjects import Named, in_address, in_body
from api.errors import OutOfReach
from api.office import Office
from api.registry import belonging, representation, whereabouts
from api.registry.belonging import Belonging, Kind
from api.registry.unit import View

Houses = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Granted:
    """Somebody who may, in these relations."""

    actor: Actor
    right: Right
    held: frozenset[Relation]

    @property
    def unbounded(self) -> bool:
        """Whether nothing on record is out of reach."""
        return unbounded(self.actor, self.held)


async def guard(request: Request) -> None:
    """Whoever may not ask this goes no further.

    Raises ActorMissing, RoleMissing, StationNeeded, CallerRefused, OutOfReach, RouteUnlisted, and for a bad
    token.
    """
    route = request.scope["route"]
    operation = str(getattr(route, "operation_id", None) or route.path)
    if matrix.is_open(operation):
        return
    right = matrix.RIGHTS.get(operation)
    if right is None:
        raise RouteUnlisted(f"{operation} stands in no row of the table of rights.")
    actor = asked(request)
    require(actor, right)
    granted = Granted(actor, right, relations(actor, GRANTED[right]))
    request.state.granted = granted
    await _require(request, granted, [*in_address([*request.path_params.items(), *_query(request)])])


async def require_reach(request: Request, told: BaseModel) -> None:
    """What a body names is in reach of the one who sends it. Raises OutOfReach."""
    granted = getattr(request.state, "granted", None)
    if isinstance(granted, Granted):
        await _require(request, granted, [*in_body(told)])


def houses_of(office: Office, actor: Actor) -> Houses | None:
    """The facilities that somebody acts for; None: all."""
    if actor.facilities is None:
        return None
    with office.store.reading() as view:
        return belonging.houses(view, actor.facilities)


def _query(request: Request) -> list[tuple[str, str]]:
    return request.query_params.multi_items()


async def _require(request: Request, granted: Granted, named: Sequence[Named]) -> None:
    if named and not granted.unbounded:
        await run_in_threadpool(_look, request.app.state.office, granted, named)


def in_reach(request: Request, view: View, kind: Kind, number: UUID) -> bool:
    """Whether somebody may know of a record that a list or a search came upon."""
    granted: Granted = request.state.granted
    if granted.unbounded:
        return True
    houses = belonging.houses(view, granted.actor.facilities or ())
    return _reached(view, granted, houses, [belonging.of(view, kind, number)])


def known_persons(request: Request, persons: Collection[UUID]) -> frozenset[UUID]:
    """Of whom of these somebody may know: a search may find people of other houses, but names none."""
    granted: Granted = request.state.granted
    if granted.unbounded:
        return frozenset(persons)
    office: Office = request.app.state.office
    with office.store.reading() as view:
        houses = belonging.houses(view, granted.actor.facilities or ())
        return whereabouts.known_among(view, persons, houses)


def _look(office: Office, granted: Granted, named: Sequence[Named]) -> None:
    with office.store.reading() as view:
        houses = belonging.houses(view, granted.actor.facilities or ())
        within = _reached(view, granted, houses, [one.belonging(view, houses) for one in named])
    if not within:
        raise OutOfReach("Nothing is on record under this number.")


def _reached(view: View, granted: Granted, houses: Houses, subjects: Sequence[Belonging]) -> bool:
    defends = partial(representation.defends, view)
    return reaches(granted.actor, granted.held, subjects, houses, defends)


def _within(request: Request) -> Houses | None:
    granted: Granted = request.state.granted
    if granted.unbounded:
        return None
    if Relation.OWN_HOUSE not in granted.held:
        return frozenset()
    return houses_of(request.app.state.office, granted.actor)


Within = Annotated[Houses | None, Depends(_within)]
"""The facilities whose records a list may show to the one who asks; None: all."""
