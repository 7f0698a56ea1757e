"""/v1/packets: the inbox of what stations captured."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api import problems
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.auth.stations import station_of
from api.contract import words
from api.contract.audit import HeadOut
from api.contract.encounter import MEDIA_TYPE
from api.contract.packets import PacketAnswer, PacketOut, PacketPage, RefusedPacket, RefusedPackets
from api.contract.stations import FacilityCode
from api.errors import UnsupportedBody
from api.office import Office
from api.registry import audit_log, facilities, packet_refusals, packets, stations
from api.registry.packets import Packet
from api.routes.context import Language
from api.routes.once import READS, After, Here, Limit, reads
from api.stations import inbox
from api.stations.inbox import Taken
from api.witnessing import told as head_told
from matcher.errors import UmbralError

router = APIRouter(prefix="/v1/packets", tags=["stations"])

_SEALED = {"type": "string", "format": "binary", "examples": ["(a sealed packet)"]}
_BODY = {"required": True, "content": {MEDIA_TYPE: {"schema": _SEALED}}}


@router.post(
    "",
    status_code=201,
    operation_id="send_packet",
    openapi_extra={"requestBody": _BODY},
    responses={
        200: {"model": PacketAnswer, "description": "It was taken before, and this is its receipt"},
        **problems.documented(409),
    },
)
async def send(request: Request, response: Response, office: Here, actor: Acting) -> PacketAnswer:
    """What a station captured, sealed. The receipt says that all of it is on the disk.

    A repeat gets the same receipt. A packet that does not follow upon the last one is refused; the parameter
    `expected` tells which number is awaited.
    """
    require(actor, Right.SEND_PACKETS)
    if request.headers.get("content-type") != MEDIA_TYPE:
        raise UnsupportedBody(f"A packet is sent as {MEDIA_TYPE}.")
    taken = await run_in_threadpool(_taken, office, station_of(actor), await request.body())
    request.app.state.events.wake()
    if taken.again:
        response.status_code = 200
    return await run_in_threadpool(_answer, office, taken)


@router.get("", operation_id="list_packets", responses=READS)
def page(
    office: Annotated[Office, reads(Right.READ_PACKETS)],
    facility: Annotated[FacilityCode, Query()],
    after: After = None,
    limit: Limit = 50,
) -> PacketPage:
    """What waits at a facility to be taken up by a gate, the oldest first."""
    with office.store.reading() as view:
        here = facilities.coded(view, facility)
        found = packets.page(view, here.id, after, limit)
        named = {one: stations.one(view, one).name for one in {each.station_id for each in found}}
    following = found[-1].id if len(found) == limit else None
    return PacketPage(packets=[_out(one, here.code, named[one.station_id]) for one in found], next=following)


@router.get("/refused", operation_id="list_refused_packets", responses=READS)
def refused(
    office: Annotated[Office, reads(Right.READ_PACKETS)],
    facility: Annotated[FacilityCode, Query()],
    language: Language,
) -> RefusedPackets:
    """What stations of a facility sent and was not taken, and why; the latest first."""
    with office.store.reading() as view:
        here = facilities.coded(view, facility)
        found = packet_refusals.at(view, here.id)
        named = {one: stations.one(view, one).name for one in {each.station_id for each in found}}
    return RefusedPackets(
        refused=[
            RefusedPacket(
                station_id=one.station_id,
                station=named[one.station_id],
                problem=one.problem,
                title=words.text(f"problem.{one.problem}.title", language),
                times=one.times,
                first_at=one.first_at,
                last_at=one.last_at,
            )
            for one in found
        ]
    )


@router.get("/{packet_id}", operation_id="read_packet", responses=READS)
def one(packet_id: UUID, office: Annotated[Office, reads(Right.READ_PACKETS)]) -> PacketOut:
    """One of them, also when it waits no more."""
    with office.store.reading() as view:
        found = packets.one(view, packet_id)
        house, station = facilities.one(view, found.facility_id), stations.one(view, found.station_id)
        return _out(found, house.code, station.name)


def _taken(office: Office, station_id: UUID, packet: bytes) -> Taken:
    try:
        return inbox.take(office, station_id, packet)
    except UmbralError as error:
        inbox.refused(office, station_id, error)
        raise


def _answer(office: Office, taken: Taken) -> PacketAnswer:
    with office.store.reading() as view:
        last = audit_log.latest_head(view)
    head = None if last is None else HeadOut.model_validate(head_told(last))
    return PacketAnswer(receipt=taken.receipt.hex(), head=head)


def _out(found: Packet, facility: str, station: str) -> PacketOut:
    return PacketOut(
        id=found.id,
        station_id=found.station_id,
        station=station,
        facility=facility,
        sequence=found.sequence,
        state=found.state.value,
        label=found.label,
        fingers=found.fingers,
        faces=found.faces,
        captured_at=found.captured_at,
        received_at=found.received_at,
        passage_id=found.passage_id,
    )
