"""Who is in the demo: numbered synthetic people, always the same."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from api.contract.persons import GalleryName
from enrollment_station.demo.names import name

NAMESPACE = UUID("6f1d0b52-3c1e-5e0b-9d0a-5b1f6f0a7c11")
"""Ids of the demo's people are UUIDv5 of this and "person/NUMBER" or "portrait/FILE"."""

FINGERS = (2, 7)
"""Right and left index (ISO/IEC 19794-2): the two that are enrolled of everybody."""

STRANGER = 1_000_000
"""Number of the person who waits at the counter but was never enrolled."""

RECEIVED = (3, 5, 7)
"""Who comes through the gate of reception, under a court's order; of them more fingers are captured."""

RECEIVED_FINGERS = (2, 3, 7, 8)
"""Index and middle fingers, as the example policy of their house asks."""

EXPECTED = {4: 3, 8: 5}
"""Visitors who have an appointment with somebody who was received."""

FREED = 7
"""For whom a release order waits."""

AT_THE_COUNTER = {0: 2, 1: 7, 4: 2, 7: 2, 8: 7}
"""Who of the enrolled waits at the counter (number: finger shown). Early numbers, so that the first
minute has something to try."""

_GALLERIES: tuple[GalleryName, ...] = ("visitors", "custody", "staff", "custody")


@dataclass(frozen=True, slots=True)
class Member:
    """One synthetic person: the number is the seed of their fingers."""

    number: int

    @property
    def id(self) -> UUID:
        """The same on every machine."""
        return uuid5(NAMESPACE, f"person/{self.number}")

    @property
    def name(self) -> str:
        """Invented."""
        return name(self.number)

    @property
    def fingers(self) -> tuple[int, ...]:
        """Those that are captured at enrolment."""
        return RECEIVED_FINGERS if self.number in RECEIVED else FINGERS

    @property
    def gallery(self) -> GalleryName:
        """Where they belong."""
        return _GALLERIES[self.number % len(_GALLERIES)]


def cast(people: int) -> list[Member]:
    """The first `people` members."""
    return [Member(number) for number in range(people)]
