"""Wire types of what is held at the gates."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.gates import DeadlineOut, GateName, SignatureIn
from api.contract.samples import WireModel


class HeldUntil(DeadlineOut):
    """A deadline of what is held."""

    overdue: bool = Field(description="It has passed, and the decider has not settled the matter")


class PassageOut(WireModel):
    """An asking of a gate: what was decided last stands under `decision_id`."""

    id: UUID
    gate: GateName
    facility: str
    asked_at: datetime
    officer: str
    person_id: UUID | None
    state: Literal["open", "admitted", "refused", "abandoned"]
    settled_at: datetime | None
    ending: Literal["by-officer", "person-released", "person-erased"] | None = Field(
        description="Why it was abandoned; `person-released`: nobody holds them any more"
    )
    deadlines: list[HeldUntil] = Field(description="What is due first before all others")
    decision_id: UUID | None


class HeldList(WireModel):
    """Whatever waits at a facility, the longest first; pass `next` as `after` for the following page."""

    passages: list[PassageOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {SignatureIn: {"matter": "release"}}
"""Of each body that a caller sends, for the OpenAPI document."""
