"""/v1/facilities/{code}/board: how a house stands now, read once or followed, and who visits it."""

import re
from collections.abc import AsyncGenerator, Callable
from functools import partial
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from api.auth.callers import Callers
from api.auth.rights import Right
from api.board.bulletin import Bulletin
from api.board.errors import BoardFull
from api.board.figures import past_end
from api.board.parameters import HEARTBEAT_SECONDS, RETRY_MS, WATCH_SECONDS
from api.board.stream import MEDIA_TYPE, EventStream, comment, message
from api.contract.board import BoardOut, InsideOut, InsidePage
from api.contract.facilities import HouseCode
from api.desks.board import Boards, Snapshot
from api.office import Office
from api.registry import facilities, names, standing, visits
from api.routes.context import part
from api.routes.once import JSON, READS, After, Limit, reads

router = APIRouter(prefix="/v1/facilities/{code}/board", tags=["board"])

Seen = Annotated[
    str | None, Header(alias="If-None-Match", description="The ETag of the board as it was read before")
]
LastSeen = Annotated[
    str | None,
    Header(alias="Last-Event-ID", description="The id of the last event: that one is not told again"),
]
_TAG = re.compile(r"[0-9a-f]{32}")
_EVENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "event": {"const": "board"},
        "data": {
            "type": "string",
            "contentMediaType": JSON,
            "contentSchema": {"$ref": "#/components/schemas/BoardOut"},
        },
        "retry": {"type": "integer"},
    },
}
_STREAM = {"content": {MEDIA_TYPE: {"schema": _EVENT}}, "description": "Events as they come, each like this"}


def _bulletin(request: Request) -> Bulletin[Snapshot]:
    return part(request, "bulletin", Bulletin)


Reading = Annotated[Office, reads(Right.READ_BOARD)]


@router.get(
    "",
    operation_id="read_board",
    response_model=BoardOut,
    responses={**READS, 304: {"description": "As it was"}},
)
def board(code: HouseCode, office: Reading, seen: Seen = None) -> Response:
    """How the house stands now. The ETag changes with the figures alone, not with the time."""
    now = Boards(office.store, office.clock, office.policies).read(code)
    tag = f'"{now.tag}"'
    if seen is not None and tag in (one.strip() for one in seen.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(now.json, media_type=JSON, headers={"ETag": tag})


@router.get(
    "/events",
    operation_id="follow_board",
    response_class=Response,
    responses={**READS, 200: _STREAM},
)
async def events(
    request: Request,
    code: HouseCode,
    office: Reading,
    bulletin: Annotated[Bulletin[Snapshot], Depends(_bulletin)],
    last: LastSeen = None,
) -> Response:
    """The board as server-sent events: once at the beginning, then whenever it changed.

    Each event is named `board`, carries the whole board and, as its id, the tag of what it says. A comment
    every quarter of a minute shows that the stream lives. It ends after an hour, when the service does, or
    within seconds of the end of the session or token of whoever follows, and keeps no session alive; whoever
    goes on sends the last id, and is told nothing that they know.
    """
    await run_in_threadpool(_require, office, code)
    bulletin.require_room()
    seen = last if last is not None and _TAG.fullmatch(last) else None
    callers: Callers = request.app.state.callers
    return EventStream(_told(bulletin, code, seen, partial(callers.over, request)))


@router.get("/visitors", operation_id="list_inside", responses=READS)
def inside(
    code: HouseCode,
    office: Annotated[Office, reads(Right.READ_VISITS)],
    after: After = None,
    limit: Limit = 50,
) -> InsidePage:
    """Every visitor inside, by name: since when and until when."""
    now = office.clock.now()
    with office.store.reading() as view:
        house = facilities.coded(view, code)
        ends = {one.visit_id: one.until for one in standing.inside(view, house.id)}
        found = visits.page(
            view, facility_id=house.id, inside=True, visitor_id=None, after=after, limit=limit
        )
        called = names.of(view, {one.visitor_id for one in found})
    shown = [
        InsideOut(
            visit_id=one.id,
            visitor_id=one.visitor_id,
            name=called[one.visitor_id][0].name if called[one.visitor_id] else None,
            prisoner_id=one.prisoner_id,
            since=one.entered,
            until=ends.get(one.id),
            past_end=past_end(ends.get(one.id), now),
        )
        for one in found
    ]
    return InsidePage(visitors=shown, next=found[-1].id if len(found) == limit else None)


def _require(office: Office, code: str) -> UUID:
    with office.store.reading() as view:
        return facilities.coded(view, code).id


async def _told(
    bulletin: Bulletin[Snapshot], code: str, seen: str | None, over: Callable[[], bool]
) -> AsyncGenerator[bytes, None]:
    quiet = monotonic()
    ends = quiet + bulletin.lifetime
    try:
        async with bulletin.listen(code) as listener:
            yield comment("a board follows")
            while True:
                now = await listener.next(seen, WATCH_SECONDS)
                if bulletin.closed or await run_in_threadpool(over):
                    return
                if now is None and monotonic() - quiet < HEARTBEAT_SECONDS:
                    continue
                quiet = monotonic()
                if now is None:
                    yield comment("still so")
                else:
                    seen = now.tag
                    yield message(now.json, event="board", identity=seen, retry=RETRY_MS)
                if quiet >= ends:
                    return
    except BoardFull:  # the last place went between the question and the answer
        return
