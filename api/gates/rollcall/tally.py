"""Expected against found: present, missing, extra, and what nobody can say yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from api.gates.decision import Adjudicate, Consequence, Notify, Party
from api.gates.rollcall.observations import Observation, Round

NOBODY: Mapping[UUID, datetime] = MappingProxyType({})


class Standing(StrEnum):
    """How a round stands."""

    UNDER_WAY = "under-way"
    IN_DOUBT = "in-doubt"  # somebody must be looked at before it can be said whether it agrees
    AGREES = "agrees"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Tally:
    """A place's count.

    present, awaited: of the expected, who was found and who was not yet; the awaited of a closed round are
    missing. extra: found here, expected elsewhere or, as `back`, recorded as away. doubtful: looks that may
    be the person named; strangers: looks at somebody who is like nobody in custody; by_hand: present or extra
    on an officer's word alone. repeated: how often who was found more than once.
    """

    expected: frozenset[UUID]
    present: frozenset[UUID]
    awaited: frozenset[UUID]
    extra: frozenset[UUID]
    back: frozenset[UUID]
    doubtful: tuple[Observation, ...]
    strangers: tuple[Observation, ...]
    by_hand: frozenset[UUID]
    repeated: Mapping[UUID, int]
    closed: bool

    @property
    def missing(self) -> frozenset[UUID]:
        """Who was not found by the end of the round; nobody before it."""
        return self.awaited if self.closed else frozenset()

    @property
    def standing(self) -> Standing:
        """Whether the count agrees. A stranger in a wing is a difference, also before the round ends."""
        if self.missing or self.extra or self.back or self.strangers:
            return Standing.DIFFERS
        if not self.closed:
            return Standing.UNDER_WAY
        return Standing.IN_DOUBT if self.doubtful else Standing.AGREES

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """Who is told, and whom reviewers look at."""
        looks = [Adjudicate(one.perhaps) for one in self.doubtful if one.perhaps is not None]
        told: list[Consequence] = list(dict.fromkeys(looks))
        for who, topic in (
            (self.missing, "roll-call.missing"),
            (self.extra | self.back, "roll-call.extra"),
            (self.strangers, "roll-call.stranger"),
        ):
            if who:
                told.append(Notify(Party.SUPERVISOR, topic))
        return tuple(told)


def tally(expected: frozenset[UUID], found: Round, away: Mapping[UUID, datetime] = NOBODY) -> Tally:
    """The count of a place.

    away: who belongs here and is recorded as elsewhere, and since when: they are not awaited. Whoever was
    found before they left is present; whoever is found later stands here against the record.
    """
    looks = sorted(found.observations, key=lambda one: (one.at, one.observation_id))
    times = Counter(one.person_id for one in looks if one.person_id is not None)
    seen = frozenset(times)
    captured = {one.person_id for one in looks if one.by_hand is None}
    back = frozenset(
        who for who, since in away.items() if any(one.person_id == who and one.at >= since for one in looks)
    )
    awaited = expected - (away.keys() - seen) - back
    return Tally(
        expected=awaited,
        present=awaited & seen,
        awaited=awaited - seen,
        extra=seen - awaited - back,
        back=back,
        doubtful=tuple(one for one in looks if one.person_id is None and one.perhaps is not None),
        strangers=tuple(one for one in looks if one.person_id is None and one.perhaps is None),
        by_hand=frozenset(seen - captured),
        repeated={person: count for person, count in times.items() if count > 1},
        closed=found.ended_at is not None,
    )
