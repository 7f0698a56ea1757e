"""A house with something to find at its addresses: people, orders, visits under way and held, doubts.

What stands before a desk is named in the sample, as in `house`; whatever names nobody goes to the real eyes,
decoding included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from re import search
from uuid import UUID

from api.contract.gates import ReleaseRequest, VisitEntryRequest
from api.gates.evidence import OrderKind
from api.registry.registry import Registry
from matcher.domain import Modality, Sample
from matcher.extraction import Extracted, Extractors
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House, Named, person_id, shown
from tests.support.made_up import POSITIONS
from tests.support.offices import Offices, offices_over

PRISONERS, VISITORS = range(1, 6), range(11, 16)
BEFORE_A_DESK = rb"^person \d{1,6}, impression \d{1,6}$"


class NamedOrSeen(Extractors):
    """Reads who is named; looks at everything else."""

    def extract(self, sample: Sample) -> Iterator[Extracted]:
        """The template of whoever is named, or what the picture shows."""
        made_up = sample.modality is Modality.FACE or sample.position in POSITIONS
        named = made_up and search(BEFORE_A_DESK, sample.data)
        return Named().extract(sample) if named else super().extract(sample)


@contextmanager
def fuzzed_house(where: Where, folder: Path) -> Iterator[Offices]:
    """Open it, prepared, before its HTTP application."""
    house = House(Registry.open(where, folder / "keys"), SimulatedClock(), eyes=NamedOrSeen())
    try:
        _fill(house)
        with offices_over(house) as offices:
            yield offices
    finally:
        house.service.close()  # with whatever was begun beside the answers: a move of faces, perhaps


def _fill(house: House) -> None:
    """People, who may visit whom, one visit under way and one that is held, orders of every kind."""
    house.elsewhere()
    prisoners = [house.prisoner(number) for number in PRISONERS]
    visitors = [house.visitor(number) for number in VISITORS]
    for visitor, prisoner in zip(visitors, prisoners, strict=True):
        house.expected(visitor, prisoner)
    for number, kind in enumerate(OrderKind):
        house.order(f"{number}/26", kind, person_id=None if kind is OrderKind.COMMITMENT else prisoners[0])
    for number in VISITORS[:2]:
        house.ask(house.gates.entry, _entry(house, number, shows=number))
    house.ask(house.gates.entry, _entry(house, VISITORS[2], shows=VISITORS[3]))
    house.ask(
        house.gates.release,
        ReleaseRequest(facility=house.code, person_id=prisoners[1], samples=shown(PRISONERS[1])),
    )
    house.clock.advance(timedelta(minutes=5))


def _entry(house: House, number: int, *, shows: int) -> VisitEntryRequest:
    return VisitEntryRequest(
        facility=house.code,
        visitor_id=person_id(number),
        prisoner_id=person_id(number - VISITORS[0] + PRISONERS[0]),
        samples=shown(shows),
    )


def everybody() -> list[UUID]:
    """Who is on record from the beginning."""
    return [person_id(number) for number in (*PRISONERS, *VISITORS)]
