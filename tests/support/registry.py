"""A registry with a facility and people, for tests of what is written about them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.gates.evidence import OrderKind
from api.registry import custody, facilities, orders
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Facility, Wing
from api.registry.ids import uuid7
from api.registry.orders import Order, OrderText
from api.registry.registry import Registry
from tests.support.records import new_person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def add_person(registry: Registry, name: str | None = "Alma Reyes", gallery: str = "visitors") -> UUID:
    """Somebody with one print; the id."""
    person = new_person(name, gallery=gallery)
    registry.enrol(person)
    return person.id


def add_facility(registry: Registry, code: str = "LPZ-1", now: datetime = NOW) -> UUID:
    """A facility with two wings; the id."""
    wings = (Wing("A", "North", 40), Wing("B", "South"))
    with registry.writing(now) as unit:
        return facilities.add(unit, Facility(uuid7(), code, "San Pedro", "America/La_Paz", 400, wings)).id


def admitted(
    registry: Registry,
    person: UUID,
    facility: UUID | None = None,
    *,
    case: str | None = "1042/26",
    now: datetime = NOW,
    wing: str | None = "A",
) -> Episode:
    """The person's new custody."""
    new = Episode(
        person_id=person,
        facility_id=facility,
        wing=wing,
        admitted=now,
        legal_status=LegalStatus.PRE_TRIAL,
        case_reference=case,
    )
    with registry.writing(now) as unit:
        return custody.admit(unit, new)


def new_order(number: str = "77/26", kind: OrderKind = OrderKind.RELEASE, now: datetime = NOW) -> Order:
    """A court's order that was not registered yet."""
    return Order(
        kind=kind,
        valid_from=now,
        expires=now + DAY,
        registered_by="case-system",
        registered_at=now,
        text=OrderText("Juzgado Tercero", number, now - HOUR, case="1042/26", named="Alma Reyes"),
    )


def registered(registry: Registry, order: Order | None = None, now: datetime = NOW) -> Order:
    """An order on record."""
    with registry.writing(now) as unit:
        return orders.register(unit, order or new_order(now=now))
