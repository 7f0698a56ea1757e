"""/v1/custody: everybody whom a facility answers for, and how the clock of each stands."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth.rights import Right
from api.contract.custody import CustodyLine, CustodyPage, PrisonerFound, PrisonersFound
from api.contract.facilities import HouseCode
from api.contract.persons import ClockName
from api.contract.plain import Line, Short
from api.desks.detention import reading_of
from api.errors import NoPolicy
from api.gates.policy import Policy
from api.office import Office
from api.registry import custody, detentions, names
from api.registry.detentions import Held
from api.routes.once import READS, After, Limit, reads
from api.routes.places import id_of

router = APIRouter(prefix="/v1/custody", tags=["custody"])


@router.get("", operation_id="list_custody", responses=READS)
def page(
    office: Annotated[Office, reads(Right.LIST_CUSTODY)],
    *,
    facility: Annotated[HouseCode, Query(description="Its code")],
    wing: Annotated[Short | None, Query()] = None,
    clock: Annotated[ClockName | None, Query(description="How the detention clock stands")] = None,
    after: After = None,
    limit: Limit = 50,
) -> CustodyPage:
    """Those who are held, also who is out for a time, in the order of their custodies' numbers."""
    now = office.clock.now()
    with office.store.reading() as view:
        held = detentions.at_facility(view, id_of(view, facility))
    try:
        policy = office.policies.of(facility, now)
    except NoPolicy:
        policy = None
    further = [one for one in held if (after is None or one.episode_id > after) and wing in (None, one.wing)]
    lines: list[CustodyLine] = []
    for one in further:
        line = _line(one, policy, office)
        if clock in (None, line.clock):
            lines.append(line)
        if len(lines) == limit:
            break
    return CustodyPage(held=lines, next=lines[-1].episode_id if len(lines) == limit else None)


@router.get("/found", operation_id="find_prisoners", responses=READS)
def find(
    office: Annotated[Office, reads(Right.FIND_PRISONERS)],
    *,
    facility: Annotated[HouseCode, Query(description="Its code")],
    name: Annotated[Line, Query(description="The whole name, or a number; case and accents do not matter")],
) -> PrisonersFound:
    """Who is held there and known under a name: whole names alone are found, so that nobody can leaf through
    everybody."""
    with office.store.reading() as view:
        house = id_of(view, facility)
        bearing = names.bearing(view, name) | names.numbered(name)
        held = [one for one in custody.open_among(view, bearing) if one.facility_id == house]
        shown = names.of(view, [one.person_id for one in held])
    return PrisonersFound(
        found=[
            PrisonerFound(
                person_id=one.person_id,
                name=next((known.name for known in shown[one.person_id]), None),
                wing=one.wing,
                cell=one.cell,
                admitted_at=one.admitted,
            )
            for one in held
        ]
    )


def _line(one: Held, policy: Policy | None, office: Office) -> CustodyLine:
    reading = None if policy is None else reading_of(one, policy, office.clock.now())
    return CustodyLine(
        episode_id=one.episode_id,
        person_id=one.person_id,
        wing=one.wing,
        admitted_at=one.admitted,
        legal_status=one.legal_status.value,
        out_since=one.out_since,
        clock=None if reading is None else reading.state.value,
        days=None if reading is None else reading.days,
        last_day=None if reading is None else reading.last_day,
    )
