"""Wire types of those who are out for a time, as a gate expects them back."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.contract.samples import WireModel


class AbsenceOut(WireModel):
    """Somebody who is under way. origin, destination: facilities' codes, where either is one."""

    movement_id: UUID
    person_id: UUID
    kind: Literal["transfer", "court", "temporary-release"]
    left_at: datetime
    due_back: datetime | None = Field(description="Of a transfer, when they should have arrived")
    overdue: bool
    origin: str | None
    destination: str | None


class AbsenceList(WireModel):
    """Whoever is out from a facility or on their way to it, those due first."""

    absences: list[AbsenceOut]
