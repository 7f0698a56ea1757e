"""/v1/visits: who is inside now, and who was."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.facilities import HouseCode
from api.contract.visiting import VisitOut, VisitPage
from api.office import Office
from api.registry import visits
from api.registry.belonging import shown
from api.registry.unit import View
from api.registry.visits import Visit
from api.routes.once import READS, After, Limit, reads
from api.routes.places import code_of, id_of

router = APIRouter(prefix="/v1/visits", tags=["visits"])

Reading = Annotated[Office, reads(Right.READ_VISITS)]


@router.get("", operation_id="list_visits", responses=READS)
def page(
    office: Reading,
    within: Within,
    *,
    facility: Annotated[HouseCode | None, Query(description="Its code; none: every facility")] = None,
    inside: Annotated[bool | None, Query(description="Whether the visitor is inside now")] = None,
    visitor_id: Annotated[UUID | None, Query()] = None,
    after: After = None,
    limit: Limit = 50,
) -> VisitPage:
    """Visits, past ones too unless `inside` says otherwise."""
    with office.store.reading() as view:
        found = visits.page(
            view,
            *shown("visit", within),
            facility_id=id_of(view, facility),
            inside=inside,
            visitor_id=visitor_id,
            after=after,
            limit=limit,
        )
        listed = [_out(view, one) for one in found]
    return VisitPage(visits=listed, next=found[-1].id if len(found) == limit else None)


@router.get("/{visit_id}", operation_id="read_visit", responses=READS)
def one(visit_id: UUID, office: Reading) -> VisitOut:
    """One visit."""
    with office.store.reading() as view:
        return _out(view, visits.one(view, visit_id))


def _out(view: View, one: Visit) -> VisitOut:
    return VisitOut(
        id=one.id,
        visitor_id=one.visitor_id,
        prisoner_id=one.prisoner_id,
        facility=code_of(view, one.facility_id),
        path=one.path.value,
        entered_at=one.entered,
        left_at=one.left,
        brought_by=one.brought_by_id,
    )
