"""Wire types of bans on visitors and sanctions on prisoners."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.facilities import HouseCode
from api.contract.plain import Moment, Prose
from api.contract.samples import WireModel


class BanIn(WireModel):
    """What `POST /v1/bans` takes: a `ban` keeps a visitor out, a `sanction` a prisoner from visits."""

    person_id: UUID
    kind: Literal["ban", "sanction"]
    facility: HouseCode | None = Field(default=None, description="Where it holds; none: everywhere")
    since: Moment | None = Field(default=None, description="None: from now on")
    until: Moment | None = Field(default=None, description="None: until it is lifted")
    reason: Prose


class BanOut(WireModel):
    """A ban or sanction, past or present."""

    id: UUID
    person_id: UUID
    kind: Literal["ban", "sanction"]
    facility: str | None
    since: datetime
    until: datetime | None
    lifted_at: datetime | None
    imposed_by: str
    lifted_by: str | None
    reason: str
    holds: bool = Field(description="Whether it holds now")


class BanPage(WireModel):
    """In the order in which they were imposed; pass `next` as `after` for the following page."""

    bans: list[BanOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    BanIn: {
        "person_id": f"{UUID(int=1)}",
        "kind": "ban",
        "until": "2026-09-01T00:00:00Z",
        "reason": "Brought a telephone in on 1 March.",
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
