"""What the routes of events are given."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from api.events.events import Events
from api.routes.context import part


def _events(request: Request) -> Events:
    return part(request, "events", Events)


EventsHere = Annotated[Events, Depends(_events)]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: what comes after a position, and how much of it at most."""

    after: Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before; 0: all")] = 0
    limit: Annotated[int, Query(ge=1, le=200)] = 50


Part = Annotated[Window, Depends(Window)]
