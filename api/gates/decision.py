"""What a gate answers: every rule that was applied with its outcome and its reason, and what has to follow.

Nothing here happens: a decision is a value. Whoever asked for it stores it and carries out its consequences,
all in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matcher.errors import Remark


class Outcome(StrEnum):
    """What a gate says, and what each of its rules says; the gravest finding decides."""

    ADMIT = "admit"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def gravity(self) -> int:
        """0, 1, 2: a graver finding outweighs every lighter one."""
        return tuple(Outcome).index(self)


class Gate(StrEnum):
    """Where somebody stands and asks to pass."""

    INTAKE = "intake"
    VISITOR_ENROLMENT = "visitor-enrolment"
    VISIT_ENTRY = "visit-entry"
    VISIT_EXIT = "visit-exit"
    VISIT_CLOSING = "visit-closing"  # may the visiting area be locked
    RELEASE = "release"
    DEPARTURE = "departure"  # transfer, court, temporary release
    RETURN = "return"


class Party(StrEnum):
    """Who can be told something; which address that is, a subscription says."""

    COURT = "court"
    DEFENDER = "defender"
    CONSULATE = "consulate"
    POLICE = "police"
    HEALTH = "health"
    FAMILY = "family"
    SUPERVISOR = "supervisor"
    OMBUDSMAN = "ombudsman"


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a party; topic: the event's type without its prefix, such as "intake.no-order"."""

    party: Party
    topic: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Somebody must settle a matter by an instant. decider: the role that may; matter: what, as a code."""

    matter: str
    decider: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Countersign:
    """A second officer must agree before it goes on; matter: to what, as a code."""

    matter: str


@dataclass(frozen=True, slots=True)
class Adjudicate:
    """Two reviewers must look whether the probe and this person are one."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper is due to the person as they pass; document: which, as a code, such as "release-receipt"."""

    document: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell a party that somebody has passed; topic: as in Notify, such as "departure.transfer"."""

    party: Party
    topic: str


@dataclass(frozen=True, slots=True)
class Omit:
    """The record of this passage must not keep something; what: a code, such as "probe-images"."""

    what: str


@dataclass(frozen=True, slots=True)
class Erase:
    """Something kept of a person must be destroyed; what: a code, such as "biometrics"."""

    person_id: UUID
    what: str


Consequence = Notify | Deadline | Countersign | Adjudicate | Issue | Announce | Omit | Erase


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found. rule: its name; reason: a code with parameters, put in words for the reader."""

    rule: str
    outcome: Outcome
    reason: Remark
    consequences: tuple[Consequence, ...] = ()


@dataclass(frozen=True, slots=True)
class GateDecision:
    """The answer at a door. findings: in the order of the rules; policy: its name and content hash."""

    gate: Gate
    outcome: Outcome
    findings: tuple[Finding, ...]
    policy: str
    at: datetime

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that made the outcome what it is; all of them where all speak for admission."""
        return tuple(found for found in self.findings if found.outcome is self.outcome)

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """Of all findings, each once, in their order; what is due on passing, only of an admission."""
        follows = dict.fromkeys(one for found in self.findings for one in found.consequences)
        passes = self.outcome is Outcome.ADMIT
        return tuple(one for one in follows if passes or not isinstance(one, Issue | Announce))


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of its evidence, before it carries the rule's name."""

    outcome: Outcome
    code: str
    parameters: Mapping[str, str | int | float] = field(default_factory=dict)
    consequences: tuple[Consequence, ...] = ()
