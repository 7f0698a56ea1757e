"""Releases asked for at their desk."""

from typing import Any
from uuid import UUID

from api.contract.gates import CaptureExceptionIn, ReleaseRequest
from api.desks.case import Decided
from api.desks.groups import RosterGroups
from api.desks.looking import Rates, search
from api.gates.decision import Outcome
from api.gates.evidence import GalleryKind, OrderKind
from api.registry import custody, holds, outbox
from api.registry.errors import NotInCustody
from api.registry.holds import Hold, HoldGround, HoldOrigin
from tests.support.house import House, person_id, shown
from tests.support.made_up import templates

FREED, LOOKALIKE = 1, 2
GATE = "release"
BROKEN = tuple(CaptureExceptionIn(modality=one, reason="device-failed") for one in ("finger", "face"))
BANDAGED = CaptureExceptionIn(modality="finger", reason="bandaged")


def with_five(house: House) -> House:
    """Persons FREED and the four numbers after are held."""
    for number in range(FREED, FREED + 5):
        house.prisoner(number)
    return house


def ordered(house: House, number: str = "1", freed: int = FREED, **changes: Any) -> UUID:
    """A court sets somebody free."""
    return house.order(number, **{"kind": OrderKind.RELEASE, "person_id": person_id(freed), **changes})


def asking(house: House, order: UUID | None, shows: int | None = FREED, **changes: Any) -> ReleaseRequest:
    samples = () if shows is None else shown(shows)
    request = ReleaseRequest(facility=house.code, person_id=person_id(FREED), order_id=order, samples=samples)
    return request.model_copy(update=changes)


def ask(house: House, order: UUID | None, shows: int | None = FREED, **changes: Any) -> Decided:
    return house.ask(house.gates.release, asking(house, order, shows, **changes))


def free(house: House, order: UUID | None, shows: int | None = FREED, **changes: Any) -> Decided:
    """With the second officer's signature."""
    return house.sign(ask(house, order, shows, **changes).passage.id, GATE)


def in_custody(house: House, number: int = FREED) -> bool:
    with house.registry.reading() as view:
        try:
            custody.open_of(view, person_id(number))
        except NotInCustody:
            return False
    return True


def found_in(house: House, number: int) -> set[GalleryKind]:
    """In which galleries a search finds somebody."""
    kinds = (GalleryKind.CUSTODY, GalleryKind.FORMER)
    with house.registry.reading() as view:
        groups = RosterGroups(house.service.roster).of(view, kinds, house.clock.now())
    probe = templates(number, 3)
    found = search(house.gallery, groups, probe, Rates(0.01, 0.0001))
    assert found is not None
    return {one.gallery for one in found.candidates if one.person_id == person_id(number)}


def told(house: House) -> list[str]:
    with house.registry.writing(house.clock.now()) as unit:
        return [one.content.type for one in outbox.number(unit, 500)]


def placed(house: House, **changes: Any) -> UUID:
    """Another court wants somebody kept."""
    hold = Hold(
        person_id=person_id(FREED),
        ground=HoldGround.OTHER_CASE,
        since=house.clock.now(),
        placed_by="case-system",
        origin=HoldOrigin("Juzgado Segundo"),
        **changes,
    )
    with house.registry.writing(house.clock.now()) as unit:
        return holds.place(unit, hold).id


def free_or_refused(house: House, order: UUID | None, **changes: Any) -> Decided:
    """A refusal settles the passage: then there is nothing to sign."""
    asked = ask(house, order, **changes)
    return asked if asked.decision.outcome is Outcome.REFUSE else house.sign(asked.passage.id, GATE)
