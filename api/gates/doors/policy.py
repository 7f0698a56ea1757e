"""The parts of a policy that every door has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Protocol

from api.gates.evidence import GalleryKind
from api.gates.limits import Limit
from api.gates.reading.faults import Fault
from api.gates.reading.reader import Between, NotEmpty
from matcher.domain import Modality


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """galleries: those that the door searches; modalities: what must be compared, each, or be excused."""

    galleries: Annotated[frozenset[GalleryKind], NotEmpty()]
    modalities: Annotated[frozenset[Modality], NotEmpty()]
    doubt: Limit

    def faults(self) -> Iterator[Fault]:
        """Whether anybody else in custody matches better, only a search among those can tell."""
        if GalleryKind.CUSTODY not in self.galleries:
            yield Fault(("galleries",), "policy-must-name", {"wanted": GalleryKind.CUSTODY})


@dataclass(frozen=True, slots=True)
class ByHandPolicy:
    """When officers identify without a machine.

    opens_after: how long after sensors failed the way by hand opens; so long another device is looked for,
    and nobody pulls a plug to save the check. limit: by when somebody must have passed, or been held for a
    reason.
    """

    opens_after: timedelta
    limit: Limit

    def faults(self) -> Iterator[Fault]:
        """The way opens before the time is up."""
        if self.limit.within <= self.opens_after:
            yield Fault(("limit", "within"), "policy-out-of-order", {"other": "opens_after"})


@dataclass(frozen=True, slots=True)
class OfficersPolicy:
    """How many humans sign, who must be among them, and for how long a signature counts."""

    number: Annotated[int, Between(1, 5)]
    roles: frozenset[str]
    signed_within: timedelta

    def faults(self) -> Iterator[Fault]:
        """A signature that is stale at once counts for nothing."""
        if not self.signed_within:
            yield Fault(("signed_within",), "policy-nothing")


class DoorPolicy(Protocol):
    """What the rules of this folder see of a gate's policy."""

    @property
    def identity(self) -> IdentityPolicy: ...
    @property
    def by_hand(self) -> ByHandPolicy: ...
    @property
    def officers(self) -> OfficersPolicy: ...
    @property
    def paper_orders(self) -> bool: ...
    @property
    def order_hold(self) -> Limit: ...
