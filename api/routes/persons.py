"""/v1/persons: enrol, list, read, delete."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api import problems
from api.auth.actor import Actor
from api.auth.asking import Acting
from api.auth.guard import Within
from api.contract.persons import Enrolment, GalleryName, PersonOut, PersonPage
from api.contract.plain import Line
from api.desks.detention import clock_states
from api.errors import InvalidRequest
from api.office import Office
from api.openapi import body_of
from api.registry import facilities
from api.registry.circumstances import Circumstances, Purpose
from api.registry.records import PersonRecord
from api.routes.answers import person_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.routes.once import Here
from api.routes.repeatable import Repeatable
from api.routes.retention import Erases, Keeps
from api.sampling import captured

router = APIRouter(prefix="/v1/persons", tags=["persons"], route_class=Repeatable)

PURPOSES: Mapping[GalleryName, Purpose] = MappingProxyType(
    {
        "custody": Purpose.INTAKE,
        "former": Purpose.INTAKE,
        "visitors": Purpose.VISITOR_ENROLMENT,
        "staff": Purpose.STAFF_ENROLMENT,
    }
)


@router.post(
    "",
    status_code=201,
    operation_id="enrol",
    openapi_extra=body_of(Enrolment),
    responses=problems.documented(409),
)
async def enrol(
    request: Request, response: Response, service: Service, office: Here, actor: Acting, language: Language
) -> PersonOut:
    """Enrol a person with at least one fingerprint, slap, minutiae record or face.

    201 means: the record is on the disk, and the person can be found from now on. Every print captured as an
    image comes back with its quality, 0 to 100, and what would make it better.
    """
    service.require_ready()
    enrolment = await read(request, Enrolment)
    noted = await run_in_threadpool(_noted, office, actor, enrolment)
    record = await in_worker(
        request,
        service.enrol,
        captured(enrolment.samples, enrolment.absent_fingers),
        name=enrolment.name,
        gallery=enrolment.gallery,
        person_id=enrolment.person_id,
        noted=noted,
    )
    response.headers["Location"] = f"/v1/persons/{record.id}"
    return _shown([record], office, language)[0]


@router.get("", operation_id="list_persons")
def page(
    service: Service,
    office: Here,
    language: Language,
    within: Within,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    name: Annotated[
        Line | None, Query(description="A whole name, or a number; case and accents do not matter")
    ] = None,
) -> PersonPage:
    """Persons in the order of their ids: those whom the facilities know that the caller acts for.

    Under a name come its bearers alone, 200 at most, on one page.
    """
    if name is not None:
        found = service.known_as(name, within)
        return PersonPage(persons=_shown(found, office, language), next=None, total=len(found))
    records, total = service.page(after, limit, within)
    following = records[-1].id if len(records) == limit else None
    return PersonPage(persons=_shown(records, office, language), next=following, total=total)


@router.get("/{person_id}", operation_id="read_person")
def person(person_id: UUID, service: Service, office: Here, language: Language) -> PersonOut:
    """One person, and how the detention clock of somebody who is held stands now."""
    return _shown([service.person(person_id)], office, language)[0]


@router.delete(
    "/{person_id}",
    status_code=204,
    operation_id="delete_person",
    responses=problems.documented(409),
)
def delete(person_id: UUID, eraser: Erases, keeper: Keeps) -> None:
    """Destroy a person's key, images, templates and record. Nobody finds the person afterwards.

    An enrolment is taken back so. Somebody with a record of custody is erased by two officers.
    """
    eraser.delete(person_id)
    if not eraser.finish():
        keeper.wake()


def _noted(office: Office, actor: Actor, enrolment: Enrolment) -> Circumstances | None:
    """Who enrolled somebody where, so far as a facility is known. Raises InvalidRequest, NotOnRecord."""
    code = enrolment.facility
    if code is None and actor.facilities is not None:
        if len(actor.facilities) != 1:
            raise InvalidRequest("facility: you act for several, so one of them is named")
        (code,) = actor.facilities
    if code is None:
        return None
    with office.store.reading() as view:
        facility = facilities.coded(view, code)
    return Circumstances(
        encounter_id=UUID(int=0),  # of the encounter that the enrolment makes
        purpose=PURPOSES[enrolment.gallery],
        legal_basis="enrolment",
        notice=None,
        facility_id=facility.id,
        officer=actor.id,
        station=None,
        devices=(),
    )


def _shown(records: Sequence[PersonRecord], office: Office, language: str) -> list[PersonOut]:
    with office.store.reading() as view:
        states = clock_states(view, [one.id for one in records], office.policies, office.clock.now())
    return [person_out(one, states.get(one.id), language) for one in records]
