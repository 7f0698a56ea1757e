"""The ways out for a time and back, asked at their desks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from api.contract.gates import DepartureRequest, ReturnRequest
from api.desks.case import Decided
from api.gates.decision import Outcome
from api.gates.evidence import OrderKind
from api.registry import custody, movements
from api.registry.custody import Episode
from api.registry.movements import Movement
from tests.support.house import House, person_id, shown

AWAY, LOOKALIKE = 1, 2
OUT, BACK = "departure", "return"
HOURS = timedelta(hours=1)


def ordered(house: House, number: str = "1", kind: OrderKind = OrderKind.COURT, **changes: Any) -> UUID:
    """Somebody is wanted elsewhere for a time."""
    return house.order(number, kind, **{"person_id": person_id(AWAY), **changes})


def asking(house: House, order: UUID | None, shows: int = AWAY, **changes: Any) -> DepartureRequest:
    request = DepartureRequest(
        facility=house.code,
        person_id=person_id(AWAY),
        kind="court",
        order_id=order,
        due=house.clock.now() + 4 * HOURS,
        samples=shown(shows),
    )
    return request.model_copy(update=changes)


def signed(house: House, asked: Decided, matter: str) -> Decided:
    """A refusal settles the passage: then there is nothing to sign."""
    return asked if asked.decision.outcome is Outcome.REFUSE else house.sign(asked.passage.id, matter)


def leave(house: House, order: UUID | None, shows: int = AWAY, **changes: Any) -> Decided:
    """With the second officer's signature."""
    return signed(house, house.ask(house.gates.departure, asking(house, order, shows, **changes)), OUT)


def come_back(house: House, shows: int = AWAY, **changes: Any) -> Decided:
    """The same at the way in."""
    request = ReturnRequest(facility=house.code, person_id=person_id(AWAY), samples=shown(shows))
    asked = house.ask(house.gates.homecoming, request.model_copy(update=changes))
    return signed(house, asked, BACK)


def episode(house: House) -> Episode:
    with house.registry.reading() as view:
        return custody.open_of(view, person_id(AWAY))


def out(house: House) -> Movement | None:
    """What somebody is out on now."""
    with house.registry.reading() as view:
        return movements.under_way(view, custody.open_of(view, person_id(AWAY)).id)


def _signs(house: House, passage: UUID) -> Decided:
    """What this one's signature led to; others sign at the same time."""
    house.sign(passage, OUT)
    return next(one for one in reversed(house.decided) if one.passage.id == passage)
