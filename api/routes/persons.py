"""/v1/persons: enrol, list, read, delete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import problems
from api.contract.persons import Enrolment, PersonOut, PersonPage
from api.openapi import body_of
from api.routes.answers import person_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.sampling import captured

router = APIRouter(prefix="/v1/persons", tags=["persons"])


@router.post(
    "",
    status_code=201,
    operation_id="enrol",
    openapi_extra=body_of(Enrolment),
    responses=problems.documented(400, 409, 413, 415, 422, 503),
)
async def enrol(request: Request, response: Response, service: Service, language: Language) -> PersonOut:
    """Enrol a person with at least one fingerprint, slap, minutiae record or face.

    201 means: the record is on the disk, and the person can be found from now on. Every print captured as an
    image comes back with its quality, 0 to 100, and what would make it better.
    """
    service.require_ready()
    enrolment = await read(request, Enrolment)
    record = await in_worker(
        request,
        service.enrol,
        captured(enrolment.samples, enrolment.absent_fingers),
        name=enrolment.name,
        gallery=enrolment.gallery,
        person_id=enrolment.person_id,
    )
    response.headers["Location"] = f"/v1/persons/{record.id}"
    return person_out(record, language)


@router.get("", operation_id="list_persons", responses=problems.documented(422))
def page(
    service: Service,
    language: Language,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PersonPage:
    """Persons in the order of their ids."""
    records, total = service.page(after, limit)
    following = records[-1].id if len(records) == limit else None
    persons = [person_out(record, language) for record in records]
    return PersonPage(persons=persons, next=following, total=total)


@router.get("/{person_id}", operation_id="read_person", responses=problems.documented(404, 422))
def person(person_id: UUID, service: Service, language: Language) -> PersonOut:
    """One person."""
    return person_out(service.person(person_id), language)


@router.delete(
    "/{person_id}",
    status_code=204,
    operation_id="delete_person",
    responses=problems.documented(404, 422, 503),
)
def delete(person_id: UUID, service: Service) -> None:
    """Destroy a person's key, images, templates and record. Nobody finds the person afterwards."""
    service.delete(person_id)
