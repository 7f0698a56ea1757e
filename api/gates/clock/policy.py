"""The policy of the detention clock: from when it counts, how far, and what stops it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from api.gates.reading.faults import Fault
from api.gates.reading.reader import Between
from api.gates.reading.spans import Period


class LegalBasis(StrEnum):
    """On what ground somebody is held."""

    PRE_TRIAL = "pre-trial"
    SENTENCED = "sentenced"
    CIVIL = "civil"  # such as maintenance owed, immigration
    OTHER = "other"


class ClockStart(StrEnum):
    """What the first day is."""

    ARREST = "arrest"
    ADMISSION = "admission"


class SuspensionReason(StrEnum):
    """Why a court or the law lets days go uncounted."""

    ESCAPE = "escape"
    DEFENCE_DELAY = "defence-delay"
    OTHER_SENTENCE = "other-sentence"  # another sentence is served meanwhile
    COMPETENCE = "competence"  # which court is competent is being settled
    UNFIT = "unfit"  # the person cannot stand trial for now


@dataclass(frozen=True, slots=True)
class Statute:
    """What the law allows on one ground.

    maximum: for how long somebody may be held, the first and the last day included. extended: for how long
    once a court has extended it; absent: no court can. near_days: how many days before the last one is near.
    suspends: what stops the clock; suspended_days_at_most: from when on it runs all the same.
    """

    maximum: Period
    near_days: Annotated[int, Between(1, 3650)]
    extended: Period | None = None
    suspends: frozenset[SuspensionReason] = frozenset()
    suspended_days_at_most: Annotated[int, Between(0, 36500)] | None = None

    def faults(self) -> Iterator[Fault]:
        """A limit is a limit, an extension extends it, and what caps suspensions needs some."""
        if not self.maximum:
            yield Fault(("maximum",), "policy-nothing")
        if self.extended is not None and not self.maximum.shorter_than(self.extended):
            yield Fault(("extended",), "policy-out-of-order", {"other": "maximum"})
        if self.suspended_days_at_most is not None and not self.suspends:
            yield Fault(("suspended_days_at_most",), "policy-contradiction", {"other": "suspends"})


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """starts: from which day it counts. statutes: limits by ground; others have none by statute.

    term_near_days: for those, how many days before the end of a court's term it is near.
    """

    starts: ClockStart
    term_near_days: Annotated[int, Between(1, 3650)]
    statutes: Mapping[LegalBasis, Statute]

    def faults(self) -> Iterator[Fault]:
        """Detention before trial has a limit everywhere."""
        if LegalBasis.PRE_TRIAL not in self.statutes:
            yield Fault(("statutes", LegalBasis.PRE_TRIAL), "policy-missing-key")
