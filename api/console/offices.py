"""Pages of work away from the gates: injuries, what is kept, packets, roll-call, watchlists, clocks.

Like the others they are clients of the HTTP API: what they show, their scripts ask for in the name of whoever
acts. Made here are the frame, the words, and which facilities there are to choose from.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.auth.asking import known
from api.console.boards import houses
from api.console.pages import page

OFFICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "injuries": "health-staff defender",
        "retention": "supervisor auditor case-system",
        "packets": "intake-officer gate-officer supervisor",
        "roll-call": "gate-officer supervisor",
        "watchlists": "supervisor case-system auditor",
        "clock": "supervisor intake-officer gate-officer",
    }
)
"""Each page under its address, with the roles that it is for."""


def offices() -> APIRouter:
    """/offices and the pages that it lists."""
    router = APIRouter(include_in_schema=False)

    @router.get("/offices")
    def listed(request: Request) -> Response:
        found = [name for name, roles in OFFICES.items() if _for(request, roles)]
        return page(request, "offices", heading="page.office.lead", place="offices", offices=found)

    for name, roles in OFFICES.items():
        router.add_api_route(f"/{name}", _shown(name, roles), methods=["GET"])
    return router


def _for(request: Request, roles: str) -> bool:
    """Whether a page is for whoever asks; where nobody is known yet, all are shown."""
    actor = known(request)
    return actor is None or not actor.roles.isdisjoint(roles.split())


def _shown(name: str, roles: str) -> Callable[[Request], Response]:
    def shown(request: Request) -> Response:
        heading = f"page.office.heading.{name}"
        template = name.replace("-", "_")
        return page(request, template, heading=heading, place="offices", role=roles, houses=houses(request))

    return shown
