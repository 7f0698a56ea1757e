"""/v1/persons/{person}/injuries: entered by health staff; read by them and by the person's defender alone."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.auth.actor import Actor, Role
from api.auth.asking import Acting
from api.auth.rights import Right
from api.contract.injuries import InjuryIn, InjuryList, InjuryNoted, InjuryOut, InjuryPictureOut
from api.errors import InvalidRequest, NoPolicy
from api.events.catalogue.intake import InjuryRecorded
from api.events.event import Event, emit
from api.gates.decision import Party
from api.gates.intake.policy import RecordField
from api.office import Office
from api.openapi import json_body_of
from api.registry import admission_records, custody, injuries, moved, persons
from api.registry.custody import Episode
from api.registry.errors import NotInCustody, NotOnRecord
from api.registry.idempotency import Answer
from api.registry.injuries import Arose, Injury, InjuryAccount
from api.registry.reader_keys import Reader
from api.registry.unit import Unit, View
from api.routes.context import in_worker
from api.routes.once import READS, WRITES, Write, answers, reads, told, writes
from api.routes.places import code_of
from matcher import images

router = APIRouter(prefix="/v1/persons/{person_id}/injuries", tags=["injuries"])

Reading = Annotated[Office, reads(Right.READ_INJURIES)]
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
Pictures = Sequence[tuple[str, bytes]]


@router.post(
    "",
    status_code=201,
    operation_id="record_injury",
    openapi_extra=json_body_of(InjuryIn),
    responses={**answers(InjuryNoted, made=True), **WRITES},
    response_class=Response,
)
async def record(person_id: UUID, write: Annotated[Write, writes(Right.RECORD_INJURIES)]) -> Response:
    """What is seen of somebody who is held, or was; marked as late where the time for the record is over."""
    asked = await write.body(InjuryIn)
    pictures = await in_worker(write.request, _looked_at, asked.pictures)
    return await write.once(partial(_record, person_id, asked, pictures, write), asked)


@router.get("", operation_id="list_injuries", responses=READS)
def every(person_id: UUID, office: Reading, actor: Acting) -> InjuryList:
    """All that were recorded, with the numbers of their pictures."""
    reader = _reader(actor)
    with office.store.reading() as view:
        moved.require_current(view, person_id)
        found = injuries.of_person(view, person_id)
        return InjuryList(injuries=[_out(view, reader, one) for one in found])


@router.get(
    "/{injury_id}/pictures/{injury_picture_id}",
    operation_id="read_injury_picture",
    response_class=Response,
    responses={200: {"description": "The picture as it was taken", "content": {"image/*": {}}}, **READS},
)
def picture(
    person_id: UUID, injury_id: UUID, injury_picture_id: UUID, office: Reading, actor: Acting
) -> Response:
    """A picture, octet for octet as it came."""
    with office.store.reading() as view:
        found = injuries.picture(view, injury_picture_id)
        if (found.person_id, found.injury_id) != (person_id, injury_id):
            raise NotOnRecord("This person has no such picture.", what="injury_picture")
        octets = injuries.picture_for(view, _reader(actor), found.id, found.image)
    return Response(octets, media_type=found.media_type)


def _reader(actor: Actor) -> Reader:
    return Reader.HEALTH if Role.HEALTH_STAFF in actor.roles else Reader.DEFENDER


def _looked_at(files: Sequence[bytes]) -> Pictures:
    """Each with its media type. Raises what `images.decode` raises, and InvalidRequest for another format."""
    found: list[tuple[str, bytes]] = []
    for octets in files:
        media_type = MEDIA_TYPES.get(images.decode(octets).format)
        if media_type is None:
            raise InvalidRequest("pictures: neither PNG nor JPEG")
        found.append((media_type, octets))
    return found


def _record(person_id: UUID, asked: InjuryIn, pictures: Pictures, write: Write, unit: Unit) -> Answer:
    persons.lock(unit, person_id)
    moved.require_current(unit, person_id)
    episodes = custody.of(unit, person_id)
    if not episodes:
        raise NotInCustody("The person was never in custody.")
    episode = episodes[-1]
    new = injuries.record(
        unit,
        Injury(
            person_id=person_id,
            episode_id=episode.id,
            recorded_at=unit.now,
            recorded_by=write.actor.id,
            complaint=asked.complaint,
            late=_late(write.office, unit, episode),
        ),
        InjuryAccount(
            asked.places,
            asked.description,
            asked.told,
            asked.consent,
            Arose(asked.arose),
            asked.complaint,
        ),
    )
    entered = [injuries.add_picture(unit, new, kind, octets).id for kind, octets in pictures]
    if new.late and asked.arose == "before-reception":
        said = {RecordField.INJURIES: True}  # the record of admission shows what came late, and no more
        admission_records.enter(unit, person_id, episode.id, said, by=write.actor.id)
    _tell(unit, new, episode)
    noted = InjuryNoted(
        id=new.id,
        recorded_at=new.recorded_at,
        recorded_by=new.recorded_by,
        late=new.late,
        pictures=entered,
    )
    return told(noted, status=201)


def _late(office: Office, view: View, episode: Episode) -> bool:
    """Where nobody knows the house's policy of that day, whatever comes after reception is late."""
    try:
        code = code_of(view, episode.facility_id) or ""
        within = office.policies.of(code, episode.admitted).intake.record.within
    except NoPolicy:
        within = timedelta()
    return office.clock.now() > episode.admitted + within


def _tell(unit: Unit, new: Injury, episode: Episode) -> None:
    facts = InjuryRecorded(record_id=new.id, episode_id=episode.id, complaint=new.complaint, late=new.late)
    heard = {Party.HEALTH, Party.DEFENDER} | ({Party.OMBUDSMAN} if new.complaint else set())
    facility = code_of(unit, episode.facility_id) or ""
    emit(unit, Event(facts, facility, new.person_id, parties=heard))


def _out(view: View, reader: Reader, one: Injury) -> InjuryOut:
    account = injuries.account_for(view, reader, one.id, one.account)
    return InjuryOut(
        id=one.id,
        recorded_at=one.recorded_at,
        recorded_by=one.recorded_by,
        late=one.late,
        complaint=one.complaint,
        places=list(account.places),
        description=account.description,
        told=account.told,
        arose=account.arose.value,
        consent=account.consent,
        pictures=[
            InjuryPictureOut(id=found.id, media_type=found.media_type)
            for found in injuries.pictures(view, one.id)
        ],
    )
