"""What visitors were granted: that they may visit somebody, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Grantor(StrEnum):
    """Whose word an authorisation rests on."""

    PRISONER = "prisoner"
    JUDGE = "judge"
    FACILITY = "facility"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """That a visitor may visit one prisoner. relationship: a code that the policy lists."""

    visitor_id: UUID
    prisoner_id: UUID
    relationship: str
    granted_by: frozenset[Grantor]
    since: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """From its first instant to before its last, unless revoked."""
        ended = self.until is not None and self.until <= now
        revoked = self.revoked_at is not None and self.revoked_at <= now
        return self.since <= now and not ended and not revoked


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booked visit of one visitor to one prisoner; begins, ends: aware."""

    appointment_id: UUID
    visitor_id: UUID
    prisoner_id: UUID
    facility: str
    begins: datetime
    ends: datetime
    used_at: datetime | None = None
    cancelled_at: datetime | None = None
