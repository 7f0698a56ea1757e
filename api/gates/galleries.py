"""Which galleries may be searched: those that a gate's policy names; others only under a warrant of two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from api.gates.evidence import GalleryKind, Signed
from api.gates.reading.faults import Fault
from api.gates.reading.reader import Between, NotEmpty
from api.officers import known_as

MATTER = "search-warrant"
"""What the officers of a warrant sign."""


@dataclass(frozen=True, slots=True)
class GalleriesPolicy:
    """What a search beyond a gate's own galleries needs."""

    warrant_officers: Annotated[int, Between(2, 5)]
    warrant_roles: Annotated[frozenset[str], NotEmpty()]
    warrant_valid: timedelta

    def faults(self) -> Iterator[Fault]:
        """A warrant that is over at once opens nothing."""
        if not self.warrant_valid:
            yield Fault(("warrant_valid",), "policy-nothing")


@dataclass(frozen=True, slots=True)
class Warrant:
    """A search that somebody wants made: where, who agreed, and for which case (the court's reference).

    ends: when it is over by itself, or was revoked; None: when its signatures are too old.
    """

    galleries: frozenset[GalleryKind]
    case: str
    signed: tuple[Signed, ...]
    ends: datetime | None = None


class WarrantDefect(StrEnum):
    """Why a search may not be made."""

    MISSING = "warrant-missing"
    OTHER_GALLERIES = "warrant-for-other-galleries"
    NO_CASE = "warrant-without-case"
    TOO_FEW = "warrant-too-few-officers"
    OVER = "warrant-over"


def forbids(
    asked: Iterable[GalleryKind],
    own: frozenset[GalleryKind],
    warrant: Warrant | None,
    policy: GalleriesPolicy,
    now: datetime,
) -> tuple[WarrantDefect, ...]:
    """Why galleries may not be searched now; empty: they may. own: those that the gate's policy names."""
    beyond = frozenset(asked) - own
    if not beyond:
        return ()
    if warrant is None:
        return (WarrantDefect.MISSING,)
    return tuple(_defects(beyond, warrant, policy, now))


def _defects(
    beyond: frozenset[GalleryKind], warrant: Warrant, policy: GalleriesPolicy, now: datetime
) -> Iterator[WarrantDefect]:
    if not beyond <= warrant.galleries:
        yield WarrantDefect.OTHER_GALLERIES
    if not warrant.case.strip():
        yield WarrantDefect.NO_CASE
    signed = {
        known_as(one.officer)
        for one in warrant.signed
        if one.matter == MATTER
        and one.role in policy.warrant_roles
        and timedelta(0) <= now - one.at < policy.warrant_valid
    }
    if len(signed) < policy.warrant_officers:
        yield WarrantDefect.TOO_FEW
    if warrant.ends is not None and warrant.ends <= now:
        yield WarrantDefect.OVER
