"""/v1/facilities/{code}/gates: which gates say that they are there.

A heartbeat comes every few seconds from every gate, and to repeat one does no harm (RFC 9110, section 9.2.2):
so it is the one write that needs no key.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from api.auth.actor import Actor, Caller
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.auth.stations import station_of
from api.board.heard import Heard, offline
from api.board.parameters import HEARTBEAT
from api.contract.board import GateList, GateName, GateOut, HeartbeatIn
from api.contract.facilities import HouseCode
from api.office import Office
from api.openapi import json_body_of
from api.registry import facilities, presence
from api.registry.presence import Presence, PresenceKind
from api.routes.bodies import read
from api.routes.once import READS, Here, reads
from api.stations.speaking import require_gate

router = APIRouter(prefix="/v1/facilities/{code}/gates", tags=["board"])


@router.put(
    "/{name}",
    operation_id="gate_is_there",
    openapi_extra=json_body_of(HeartbeatIn),
)
async def heartbeat(
    request: Request, code: HouseCode, name: GateName, office: Here, actor: Acting
) -> GateOut:
    """The gate is there; from the first time on, its silence is told on the board.

    A station says so of the gate that it was enrolled for; one that was enrolled for none, of the gates of
    its facility at which no other stands.
    """
    require(actor, Right.REPORT_PRESENCE)
    said = await read(request, HeartbeatIn)
    return await run_in_threadpool(_heard, office, code, name, said, actor)


@router.get("", operation_id="list_gates", responses=READS)
def every(code: HouseCode, office: Annotated[Office, reads(Right.READ_BOARD)]) -> GateList:
    """Every gate that was ever heard and not taken out of use."""
    now = office.clock.now()
    with office.store.reading() as view:
        found = presence.at(view, facilities.coded(view, code).id, PresenceKind.GATE)
    return GateList(gates=[_out(one, now) for one in found])


@router.delete("/{name}", status_code=204, operation_id="retire_gate")
def retire(code: HouseCode, name: GateName, office: Here, actor: Acting) -> None:
    """The gate is in use no more: its silence is no fault."""
    require(actor, Right.RETIRE_GATES)
    with office.store.writing(office.clock.now()) as unit:
        presence.retire(unit, facilities.coded(unit, code).id, PresenceKind.GATE, name)


def _heard(office: Office, code: str, name: str, said: HeartbeatIn, actor: Actor) -> GateOut:
    now = office.clock.now()
    with office.store.housekeeping(now) as unit:
        if actor.caller is Caller.STATION:
            require_gate(unit, station_of(actor), name)
        kept = presence.heard(
            unit,
            Presence(
                facility_id=facilities.coded(unit, code).id,
                kind=PresenceKind.GATE,
                name=name,
                build=said.build,
                ahead=_seconds(said.clock, now),
                heard_at=now,
                reported_by=actor.id,
            ),
        )
    return _out(kept, now)


def _seconds(theirs: datetime, ours: datetime) -> int:
    """A difference of clocks, as far as a column has room for it: about a century."""
    most = 2**31 - 1
    return max(-most, min(most, round((theirs - ours).total_seconds())))


def _out(one: Presence, now: datetime) -> GateOut:
    return GateOut(
        id=one.id,
        name=one.name,
        build=one.build,
        heard_at=one.heard_at,
        ahead_seconds=one.ahead,
        online=not offline(Heard(one.name, one.heard_at, one.ahead), now),
        again_within_seconds=int(HEARTBEAT.total_seconds()),
    )
