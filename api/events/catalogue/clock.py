"""Events of the detention clock and of what it counts by."""

from enum import StrEnum
from typing import ClassVar

from api.events.facts import Code, Count, Facts, RecordId


class BasisChange(StrEnum):
    """What was entered about a legal basis."""

    BEGUN = "begun"
    TERM_SET = "term-set"
    EXTENDED = "extended"
    EXTENSION_REVOKED = "extension-revoked"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    SUSPENSION_REVOKED = "suspension-revoked"


class LegalBasisChanged(Facts):
    """On what somebody is held, how long at most, or which days count was entered anew."""

    type: ClassVar = "legal-basis.changed"
    episode_id: RecordId
    period_id: RecordId
    change: BasisChange


class LegalBasisLapsed(Facts):
    """The last day that a court named for a detention has passed, and the person is still held."""

    type: ClassVar = "legal-basis.lapsed"
    episode_id: RecordId
    legal_basis: Code


class ClockNear(Facts):
    """The limit of a detention comes near; without `limit_days` it is a day that a court named."""

    type: ClassVar = "clock.near"
    episode_id: RecordId
    legal_basis: Code
    days: Count
    limit_days: Count | None = None


class ClockOver(Facts):
    """The limit of a detention has passed; without `limit_days` it is a day that a court named."""

    type: ClassVar = "clock.over"
    episode_id: RecordId
    legal_basis: Code
    days: Count
    limit_days: Count | None = None


class ClockEased(Facts):
    """A detention stands below a line again that it had crossed: an extension, a suspension or a correction
    was entered."""

    type: ClassVar = "clock.eased"
    episode_id: RecordId
    legal_basis: Code
    days: Count
    limit_days: Count | None = None


TYPES: tuple[type[Facts], ...] = (LegalBasisChanged, LegalBasisLapsed, ClockNear, ClockOver, ClockEased)
