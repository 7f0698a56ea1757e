"""The board's page and the public's statistics: made here whole, so that they need no script to be read."""

from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.auth.actor import Actor, Role, parse
from api.auth.asking import known
from api.auth.callers import Callers
from api.auth.errors import Unauthorised
from api.auth.right_errors import CallerRefused, RoleMissing
from api.auth.rights import Right, require
from api.console.board_tiles import tiles
from api.console.pages import fragment, page
from api.console.rendering import language_of
from api.console.statistics_charts import table_csv, views
from api.contract.board import BoardOut
from api.desks.board import Boards
from api.errors import ActorUnreadable, NotFound
from api.office import Office
from api.registry import facilities, publications
from api.registry.errors import NotOnRecord
from api.registry.facilities import Facility
from api.statistics.tables import NAMES

MONTHS = 24  # shown on the public's page
ROLE = Role.GATE_OFFICER


def boards() -> APIRouter:
    """/board with its figures, /statistics with its files."""
    router = APIRouter(include_in_schema=False)

    @router.get("/board")
    def board(request: Request, facility: str = "", officer: str = "") -> Response:
        now = _now(request, facility, officer)
        asked = {"facility": facility, "onlooker": officer, "asked": bool(facility or officer)}
        shown = {**asked, **_shown(request, now), "houses": houses(request)}
        return page(request, "board", heading="page.nav.board", place="board", **shown)

    @router.get("/board/figures")
    def figures(request: Request, facility: str = "", officer: str = "") -> HTMLResponse:
        now = _now(request, facility, officer)
        if now is None:
            raise NotFound("This address does not exist.")
        return fragment(request, "parts/figures", **_shown(request, now))

    @router.get("/statistics")
    def statistics(request: Request) -> Response:
        with _office(request).store.reading() as view:
            found = publications.latest(view, MONTHS)
        shown = views(found, language_of(request))
        latest = found[0] if found else None
        heading = "page.nav.statistics"
        told = {"shown": shown, "latest": latest}
        return page(request, "statistics", heading=heading, place="statistics", open_to_all=True, **told)

    @router.get("/statistics/{name}.csv")
    def csv(request: Request, name: str) -> Response:
        if name not in NAMES:
            raise NotFound("This address does not exist.")
        with _office(request).store.reading() as view:
            found = publications.latest(view, MONTHS)
        return Response(table_csv(found, name), media_type="text/csv; charset=utf-8")

    return router


def _office(request: Request) -> Office:
    office = request.app.state.office
    assert isinstance(office, Office)  # noqa: S101 - set by the composition root
    return office


def houses(request: Request) -> list[Facility]:
    """Facilities that whoever is signed in acts for; all, where callers are believed and nobody is known."""
    actor = known(request)
    if actor is None and request.app.state.callers.everywhere:
        return []
    with _office(request).store.reading() as view:
        return [one for one in facilities.every(view) if actor is None or _acts_for(actor, one.code)]


def _acts_for(actor: Actor, code: str) -> bool:
    return actor.facilities is None or code in actor.facilities


def _now(request: Request, facility: str, officer: str) -> BoardOut | None:
    """The figures for somebody who may see them; None where the house or who asks is not known."""
    try:
        actor = _asking(request, officer)
        require(actor, Right.READ_BOARD)
        if not _acts_for(actor, facility):
            return None
        office = _office(request)
        return Boards(office.store, office.clock, office.policies).read(facility).board
    except (ActorUnreadable, RoleMissing, CallerRefused, Unauthorised, NotOnRecord):
        return None


def _asking(request: Request, officer: str) -> Actor:
    """Whoever is signed in; where callers are believed, also whoever the address names."""
    if (actor := known(request)) is not None:
        return actor
    callers: Callers = request.app.state.callers
    if callers.everywhere:
        raise callers.missing()
    return parse(f"{officer}; roles={ROLE}")


def _shown(request: Request, now: BoardOut | None) -> dict[str, Any]:
    if now is None:
        return {"board": None, "tiles": [], "as_of": ""}
    as_of = now.as_of.astimezone(ZoneInfo(now.zone))
    return {"board": now, "tiles": tiles(now, language_of(request)), "as_of": f"{as_of:%Y-%m-%d %H:%M:%S}"}
