"""The officer's pages, served by the service itself: no build step, nothing from elsewhere.

The pages are a client of the HTTP API like any other; these routes know nothing of persons.
"""

from functools import partial
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.assets import assets
from api.console.boards import boards
from api.console.offices import offices
from api.console.pages import page
from api.console.waiting import waiting, waiting_image
from api.contract.waiting import Waiting
from api.errors import NotFound

DOORS = ("intake", "enrolment", "entry", "exit", "closing", "release", "departure", "return", "waiting")
"""The gates' pages, in the order in which people pass them."""
BUILD = f"page/{version('umbral-identity')}"
"""How a gate's page names itself to the service."""


def console(home: Path) -> APIRouter:
    """The pages' routes; `home` is the data directory, where the demo lays out captures to try."""
    router = APIRouter(include_in_schema=False)
    router.include_router(boards())
    router.include_router(offices())

    @router.get("/")
    def identify(request: Request) -> Response:
        free = request.app.state.searches.free
        return page(request, "identify", heading="page.nav.identify", place="identify", free=free)

    @router.get("/people")
    def people(request: Request) -> Response:
        return page(request, "people", heading="page.people.heading", place="people")

    @router.get("/people/{person}")
    def record(request: Request, person: UUID) -> Response:
        return page(request, "record", heading="page.nav.people", place="people", person=str(person))

    @router.get("/adjudication")
    def adjudication(request: Request) -> Response:
        return page(request, "adjudication", heading="page.nav.adjudication", place="adjudication")

    @router.get("/adjudication/cases")
    def adjudication_cases(request: Request) -> Response:
        heading = "page.adjudication.cases.heading"
        return page(request, "adjudication_cases", heading=heading, place="adjudication")

    @router.get("/gates")
    def gates(request: Request) -> Response:
        return page(
            request, "gates", heading="page.nav.gates", place="gates", gate="", doors=DOORS, build=BUILD
        )

    @router.get("/gates/papers/{passage}")
    def papers(request: Request, passage: UUID) -> Response:
        roles = "gate-officer intake-officer supervisor"
        heading = "page.papers.heading"
        return page(request, "papers", heading=heading, place="gates", role=roles, passage=str(passage))

    for door in DOORS:
        router.add_api_route(f"/gates/{door}", partial(_gate, door=door), methods=["GET"])

    router.include_router(_assets())
    router.include_router(_captures(home))
    return router


def _assets() -> APIRouter:
    """Scripts, styles and pictures of the pages."""
    router = APIRouter()

    @router.get("/web/{name}")
    def asset(request: Request, name: str) -> Response:
        found = assets().get(name)
        if found is None:
            raise NotFound("This address does not exist.")
        headers = {"Cache-Control": "no-cache", "ETag": found.tag}
        if request.headers.get("if-none-match") == found.tag:
            return Response(status_code=304, headers=headers)
        return Response(found.data, media_type=found.media_type, headers=headers)

    return router


def _captures(home: Path) -> APIRouter:
    """What the demo laid out to try."""
    router = APIRouter()

    @router.get("/console/waiting")
    def captures() -> Waiting:
        return waiting(home) or Waiting(samples=[], complete=True)

    @router.get("/console/waiting/{file}")
    def capture(file: str) -> Response:
        found = waiting_image(home, file)
        if found is None:
            raise NotFound("This address does not exist.")
        data, media_type = found
        return Response(data, media_type=media_type, headers={"Cache-Control": "no-store"})

    return router


def _gate(request: Request, door: str) -> Response:
    heading = f"page.gates.door.{door}"
    return page(request, f"gate_{door}", heading=heading, place="gates", gate=door, doors=DOORS, build=BUILD)
