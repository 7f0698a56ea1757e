"""Passages at the gates of a house after which somebody holds papers."""

from collections.abc import Sequence
from datetime import date, timedelta

from api.contract.gates import (
    CaptureExceptionIn,
    DepartureRequest,
    IntakeRequest,
    ReleaseRequest,
    VisitEntryRequest,
)
from api.desks.case import Decided
from api.gates.evidence import OrderKind
from api.gates.intake.policy import RecordField
from api.registry import papers
from api.registry.bans import Ban, BanKind, impose
from api.registry.papers import Paper
from tests.support.house import House, person_id, shown

NAME = "Alma <b>Reyes</b>"
PRISONER, NEWCOMER, VISITOR = 1, 7, 11
BANDAGED = [
    CaptureExceptionIn(modality="finger", reason="bandaged", positions=positions, photographed=True)
    for positions in ((1, 3, 4, 5), (6, 8, 9, 10))
]


def of(house: House, decided: Decided) -> Sequence[Paper]:
    """What was issued at a passage."""
    with house.registry.reading() as view:
        return papers.of_passage(view, decided.passage.id)


def arriving(house: House) -> IntakeRequest:
    """Somebody is brought under an order, with belongings, and two bandaged hands."""
    order = house.order("1/26")
    record: dict[str, object] = {
        name.value: "written" for name in RecordField if name is not RecordField.ARREST_TIME
    }
    record["property"] = ["watch", {"coins": 12.5}]
    return IntakeRequest.model_validate(
        {
            "facility": house.code,
            "order_id": order,
            "name": NAME,
            "born": date(1990, 2, 28),
            "nationalities": ["XA"],
            "legal_status": "pre-trial",
            "case_file": "present",
            "arrested_at": house.clock.now(),
            "injured": False,
            "ill_treated": False,
            "record": record,
            "samples": shown(NEWCOMER),
            "exceptions": BANDAGED,
        }
    )


def received(house: House) -> Decided:
    """They come in."""
    asked = house.ask(house.gates.intake, arriving(house))
    return house.sign(asked.passage.id, "intake.exception")


def released(house: House, decided: Decided) -> Decided:
    """Whoever was received goes free a week later, with two officers."""
    person = decided.passage.person_id
    assert person is not None
    house.clock.advance(timedelta(days=7))
    order = house.order("2/26", OrderKind.RELEASE, person_id=person)
    request = ReleaseRequest(facility=house.code, person_id=person, order_id=order, samples=shown(NEWCOMER))
    return house.sign(house.ask(house.gates.release, request).passage.id, "release")


def away(house: House, kind: OrderKind) -> Decided:
    """A prisoner leaves for four hours."""
    person = person_id(PRISONER)
    order = house.order("3/26", kind, person_id=person)
    request = DepartureRequest.model_validate(
        {
            "facility": house.code,
            "person_id": person,
            "kind": kind.value,
            "order_id": order,
            "due": house.clock.now() + timedelta(hours=4),
            "samples": shown(PRISONER),
        }
    )
    return house.sign(house.ask(house.gates.departure, request).passage.id, "departure")


def visiting(house: House, *, banned: bool = False, shows: int = VISITOR) -> Decided:
    """A visitor who is expected comes to the door."""
    visitor = house.visitor(VISITOR)
    house.expected(visitor, person_id(PRISONER))
    if banned:
        ban = Ban(
            person_id=visitor,
            kind=BanKind.BAN,
            facility_id=None,
            since=house.clock.now(),
            until=None,
            imposed_by="officer-9",
            reason="Brought a telephone in.",
        )
        with house.registry.writing(house.clock.now()) as unit:
            impose(unit, ban)
    request = VisitEntryRequest(
        facility=house.code, visitor_id=visitor, prisoner_id=person_id(PRISONER), samples=shown(shows)
    )
    return house.ask(house.gates.entry, request)
