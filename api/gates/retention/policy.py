"""The policy of retention: how long records stay active, then archived, by how a custody ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.gates.reading.faults import Fault
from api.gates.reading.spans import Period


class Ending(StrEnum):
    """How a custody ended."""

    SERVED = "served"
    PAROLED = "paroled"
    AWAITING_TRIAL = "awaiting-trial"  # released, the case goes on
    ACQUITTED = "acquitted"
    DISMISSED = "dismissed"  # charges dropped
    TRANSFERRED = "transferred"  # to a house outside this service
    DIED = "died"


NEVER_GUILTY: Final = frozenset({Ending.ACQUITTED})
"""Whose biometrics go at once, whatever a policy says (ECtHR, S. and Marper v. United Kingdom, 2008).

The record of custody goes to the archive at once as well: it is their evidence, and nobody's working paper.
"""


@dataclass(frozen=True, slots=True)
class Keeping:
    """From the end on: active, then archived (few may look, nobody searches), then gone.

    biometrics: for how long they can be searched; 0 days: they go at once. After that they go, or are sealed
    where a legal hold covers them.
    """

    active: Period
    archived: Period
    biometrics: Period

    def faults(self) -> Iterator[Fault]:
        """Biometrics go no later than the record that says whose they are stops being active."""
        if self.active.shorter_than(self.biometrics):
            yield Fault(("active",), "policy-out-of-order", {"other": "biometrics"})


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """endings: one entry for every way in which custody can end: nothing is kept without a limit.

    visitors: from a visitor's last visit on, or from when they withdrew.
    """

    endings: Mapping[Ending, Keeping]
    visitors: Keeping

    def faults(self) -> Iterator[Fault]:
        """All endings are there, and an acquittal keeps neither biometrics nor an active record."""
        for missing in (one for one in Ending if one not in self.endings):
            yield Fault(("endings", missing), "policy-missing-key")
        for ending in NEVER_GUILTY & self.endings.keys():
            for kept in ("active", "biometrics"):
                if getattr(self.endings[ending], kept):
                    yield Fault(("endings", ending, kept), "policy-contradiction", {"other": ending})
