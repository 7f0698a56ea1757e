"""/v1/absences: who is out from a facility for a time, or on the way to it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.auth.rights import Right
from api.contract.absences import AbsenceList, AbsenceOut
from api.contract.facilities import HouseCode
from api.office import Office
from api.registry import movements
from api.registry.movements import Movement
from api.registry.unit import View
from api.routes.once import READS, reads
from api.routes.places import code_of, id_of

router = APIRouter(prefix="/v1/absences", tags=["custody"])


@router.get("", operation_id="list_absences", responses=READS)
def absences(
    office: Annotated[Office, reads(Right.LIST_CUSTODY)],
    facility: Annotated[HouseCode, Query(description="Its code")],
) -> AbsenceList:
    """Whoever a gate expects: they are at court, on leave, or being brought from another facility."""
    now = office.clock.now()
    with office.store.reading() as view:
        here = id_of(view, facility)
        expected = [one for one in movements.out(view) if here in (one.origin_id, one.destination_id)]
        return AbsenceList(absences=[_out(view, one, now) for one in expected])


def _out(view: View, one: Movement, now: datetime) -> AbsenceOut:
    told = {
        "movement_id": one.id,
        "person_id": one.person_id,
        "kind": one.kind.value,
        "left_at": one.at,
        "due_back": one.due_back,
        "overdue": one.due_back is not None and one.due_back < now,
        "origin": code_of(view, one.origin_id),
        "destination": code_of(view, one.destination_id),
    }
    return AbsenceOut.model_validate(told)
