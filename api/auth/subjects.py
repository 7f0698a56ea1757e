"""What a request is about, by the names of what it says: a name means the same on every route.

Path, query and body name persons, records and facilities by these words. A route that takes another number
has to say here what it stands for, or that it stands for nothing beside what is named with it: a test asks.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from api.registry import belonging, whereabouts
from api.registry.belonging import Belonging, Kind
from api.registry.unit import View

NUMBERS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "person_id": Kind.PERSON,
        "visitor_id": Kind.PERSON,
        "prisoner_id": Kind.PERSON,
        "guardian_id": Kind.PERSON,
        "source": Kind.PERSON,
        "to": Kind.PERSON,
        "persons": Kind.PERSON,
        "person": Kind.PERSON,
        "companions": Kind.PERSON,
        "leaving_with": Kind.PERSON,
        "passage_id": Kind.PASSAGE,
        "paper_id": Kind.PAPER,
        "order_id": Kind.ORDER,
        "visit_id": Kind.VISIT,
        "appointment_id": Kind.APPOINTMENT,
        "authorisation_id": Kind.AUTHORISATION,
        "ban_id": Kind.BAN,
        "listing_id": Kind.LISTING,
        "closing_id": Kind.CLOSING,
        "roll_call_id": Kind.ROLL_CALL,
        "warrant_id": Kind.WARRANT,
        "case_id": Kind.CASE,
        "encounter_id": Kind.ENCOUNTER,
        "encounters": Kind.ENCOUNTER,
        "relink_id": Kind.RELINK,
        "station_id": Kind.STATION,
        "packet_id": Kind.PACKET,
    }
)
"""Numbers that name something on record."""

BROUGHT_UP: Final = frozenset({"received_as", "enrolled_as"})
"""Persons on record whom a gate is told to take somebody for: of other houses too, where one of its own
doubts or an order named them."""

CODES: Final = frozenset({"facility", "code", "facilities"})
"""Codes that name facilities."""

NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "after": "where a list goes on; what stands there is filtered like the rest",
        "destination": "of a transfer: another facility by its nature, and nothing of it is told",
        "sample_id": "one of the person's",
        "hold_id": "one of the person's",
        "period_id": "one of the person's",
        "extension_id": "one of the legal basis's",
        "suspension_id": "one of the legal basis's",
        "look_id": "one of the closing's",
        "injury_id": "one of the person's",
        "injury_picture_id": "one of the person's",
        "id": "a number that the caller makes, for repeats",
        "names": "of the person from whom they are moved",
        "episodes": "of the person from whom they are moved",
        "erasure_id": "of nobody: a receipt names none",
        "erasure_request_id": "whose it is, is asked when it is signed",
        "legal_hold_id": "whose it is, is asked when it is signed or lifted",
        "archived_id": "of somebody who is on record no more; the archive keeps a list of its readers",
        "review_id": "of the reviewer to whom it was lent; of nobody else",
        "subscription_id": "a partner's own",
        "subscription": "a partner's own",
        "events": "of the subscription",
    }
)
"""Other numbers, and why they need no look."""


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a request names: under which word, and its number or code."""

    word: str
    value: UUID | str

    def belonging(self, view: View, houses: Collection[UUID]) -> Belonging:
        """Whose it is. houses: those of the one who asks."""
        if isinstance(self.value, str):
            return belonging.of_house(view, self.value)
        if self.word not in BROUGHT_UP:
            return belonging.of(view, NUMBERS[self.word], self.value)
        found = belonging.of(view, Kind.PERSON, self.value)
        if found.houses.isdisjoint(houses) and whereabouts.brought_up(view, self.value, houses):
            return Belonging(frozenset(houses), found.persons)
        return found


def in_address(given: Collection[tuple[str, Any]]) -> Iterator[Named]:
    """What path and query name. A number that reads as none is left to the route, which refuses it."""
    for word, value in given:
        if word in CODES:
            yield Named(word, str(value))
        elif word in NUMBERS or word in BROUGHT_UP:
            try:
                yield Named(word, value if isinstance(value, UUID) else UUID(str(value)))
            except ValueError:
                continue


def in_body(told: BaseModel) -> Iterator[Named]:
    """What a body names, at its top: what lies deeper names nothing on record."""
    for word in type(told).model_fields:
        value = getattr(told, word)
        for one in value if isinstance(value, list | tuple | set | frozenset) else (value,):
            numbers = isinstance(one, UUID) and (word in NUMBERS or word in BROUGHT_UP)
            if numbers or (isinstance(one, str) and word in CODES):
                yield Named(word, one)
