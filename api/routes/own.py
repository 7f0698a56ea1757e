"""/v1/me: what there is about the one who asks, and every search, view and decision about them.

Custody, orders, papers and decisions are read where everybody reads them: of themselves, a person may.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.audit.act import about
from api.auth.asking import Acting
from api.auth.rights import Right
from api.contract.audit import BundleOut
from api.contract.own import OwnPassage, OwnRecord
from api.desks.detention import clock_states
from api.errors import OutOfReach
from api.office import Office
from api.registry import facilities, moved, names, papers, passages
from api.registry.unit import View
from api.routes.answers import person_out
from api.routes.audit import bundle
from api.routes.context import Language, Service
from api.routes.names import name_out
from api.routes.once import READS, reads
from api.routes.papers import paper_head

router = APIRouter(prefix="/v1/me", tags=["own record"])

Reading = Annotated[Office, reads(Right.READ_OWN)]


def _oneself(actor: Acting) -> UUID:
    """Raises OutOfReach for somebody who is nobody on record."""
    if actor.person is None:
        raise OutOfReach("Nothing is on record under this number.")
    about(actor.person)
    return actor.person


Oneself = Annotated[UUID, Depends(_oneself)]


@router.get("", operation_id="read_own_record", responses=READS)
def record(office: Reading, service: Service, person_id: Oneself, language: Language) -> OwnRecord:
    """Everything that is kept of the one who asks."""
    found = service.person(person_id)
    with office.store.reading() as view:
        moved.require_current(view, person_id)
        clock = clock_states(view, [person_id], office.policies, office.clock.now()).get(person_id)
        return OwnRecord(
            person=person_out(found, clock, language),
            names=[name_out(one) for one in names.of(view, [person_id])[person_id]],
            passages=[_passage_out(view, one) for one in passages.about(view, person_id)],
            papers=[paper_head(view, one) for one in papers.of_person(view, person_id)],
        )


@router.get("/account", operation_id="read_own_account", responses=READS)
def account(
    office: Reading,
    person_id: Oneself,
    kept: Annotated[int, Query(ge=0, le=2**53, description="Leaves of the head that the reader kept")] = 0,
) -> BundleOut:
    """Every search, view and decision about the one who asks, with what proves it."""
    return bundle(office, person_id, kept)


def _passage_out(view: View, passage_id: UUID) -> OwnPassage:
    found = passages.one(view, passage_id)
    return OwnPassage(
        id=found.id,
        gate=found.gate.value,
        facility=facilities.one(view, found.facility_id).code,
        asked_at=found.asked_at,
        state=found.state.value,
    )
