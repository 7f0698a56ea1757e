"""/v1/persons/{person}/names: all that somebody is or was known under."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.auth.rights import Right
from api.contract.names import NameIn, PersonNameOut, PersonNames
from api.office import Office
from api.openapi import json_body_of
from api.registry import moved, names, persons
from api.registry.errors import AlreadyOnRecord
from api.registry.idempotency import Answer
from api.registry.names import NameKind, PersonName
from api.registry.normal_form import normal_form
from api.registry.unit import Unit
from api.routes.once import READS, WRITES, Write, answers, reads, told, writes

router = APIRouter(prefix="/v1/persons/{person_id}/names", tags=["persons"])


@router.get("", operation_id="list_names", responses=READS)
def every(person_id: UUID, office: Annotated[Office, reads(Right.READ_NAMES)]) -> PersonNames:
    """All names of a person."""
    with office.store.reading() as view:
        moved.require_current(view, person_id)
        return PersonNames(names=list(map(name_out, names.of(view, [person_id])[person_id])))


@router.post(
    "",
    status_code=201,
    operation_id="add_name",
    openapi_extra=json_body_of(NameIn),
    responses={**answers(PersonNameOut, made=True), **WRITES},
    response_class=Response,
)
async def add(person_id: UUID, write: Annotated[Write, writes(Right.ENTER_NAMES)]) -> Response:
    """One more name. Names are never changed: whoever was known under one was known under it."""
    asked = await write.body(NameIn)
    return await write.once(partial(_add, person_id, asked, write.actor.id), asked)


def _add(person_id: UUID, asked: NameIn, by: str, unit: Unit) -> Answer:
    moved.require_current(unit, person_id)
    persons.lock(unit, person_id)
    kind, wanted = NameKind(asked.kind), normal_form(asked.name)
    if any(
        one.kind is kind and normal_form(one.name) == wanted for one in names.of(unit, [person_id])[person_id]
    ):
        raise AlreadyOnRecord("The person is on record under this name.", what="person_name")
    return told(name_out(names.add(unit, person_id, kind, asked.name, by=by)), status=201)


def name_out(one: PersonName) -> PersonNameOut:
    """A name, as it goes over the wire."""
    return PersonNameOut(
        id=one.id,
        name=one.name,
        kind=one.kind.value,
        entered_at=one.entered_at,
        entered_by=one.entered_by,
    )
