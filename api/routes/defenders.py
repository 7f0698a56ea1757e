"""/v1/persons/{person_id}/defenders: who defends somebody, and so may see what was done about them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api import problems
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.defenders import Account, DefenderList, DefenderOut
from api.office import Office
from api.registry import persons, representation
from api.routes.once import READS, Here, reads
from api.routes.repeatable import Repeatable

router = APIRouter(prefix="/v1/persons/{person_id}/defenders", tags=["persons"], route_class=Repeatable)

ANSWERS = problems.documented(410)


@router.put("/{account}", status_code=204, operation_id="name_defender", responses=ANSWERS)
def name(person_id: UUID, account: Account, office: Here, actor: Acting) -> None:
    """They defend the person from now on; said twice it is said once."""
    require(actor, Right.NAME_DEFENDERS)
    with office.store.writing(office.clock.now()) as unit:
        persons.lock(unit, person_id)
        representation.name(unit, person_id, account, by=actor.id)


@router.delete("/{account}", status_code=204, operation_id="dismiss_defender", responses=ANSWERS)
def dismiss(person_id: UUID, account: Account, office: Here, actor: Acting) -> None:
    """They do no more."""
    require(actor, Right.NAME_DEFENDERS)
    with office.store.writing(office.clock.now()) as unit:
        persons.lock(unit, person_id)
        representation.end(unit, person_id, account)


@router.get("", operation_id="list_defenders", responses=READS)
def every(person_id: UUID, office: Annotated[Office, reads(Right.READ_CUSTODY)]) -> DefenderList:
    """Now and before."""
    with office.store.reading() as view:
        found = representation.of(view, person_id)
    return DefenderList(
        defenders=[
            DefenderOut(account=one.defender, since=one.since, until=one.ended, named_by=one.named_by)
            for one in found
        ]
    )
