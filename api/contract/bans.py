"""Wire types of bans on visitors and sanctions on prisoners."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from api.contract.facilities import HouseCode
from api.contract.plain import Moment, Prose
from api.contract.samples import WireModel


class BanIn(WireModel):
    """What `POST /v1/bans` takes: a `ban` keeps a visitor out, a `sanction` a prisoner from visits."""

    person_id: UUID
    kind: Literal["ban", "sanction"]
    facility: HouseCode | None = Field(default=None, description="Where it holds; none: everywhere")
    prisoner_id: UUID | None = Field(
        default=None, description="Of a ban, the only prisoner whom it keeps the visitor from; none: all"
    )
    since: Moment | None = Field(default=None, description="None: from now on")
    until: Moment | None = Field(default=None, description="None: until it is lifted")
    reason: Prose

    @model_validator(mode="after")
    def _about_a_prisoner_is_a_ban(self) -> Self:
        if self.prisoner_id is not None and (self.kind != "ban" or self.prisoner_id == self.person_id):
            raise ValueError("a ban on a visitor can be about one prisoner, and about nobody else")
        return self


class BanOut(WireModel):
    """A ban or sanction, past or present."""

    id: UUID
    person_id: UUID
    kind: Literal["ban", "sanction"]
    facility: str | None
    prisoner_id: UUID | None
    since: datetime
    until: datetime | None
    lifted_at: datetime | None
    imposed_by: str
    lifted_by: str | None
    reason: str
    holds: bool = Field(description="Whether it holds now")
    visit_id: UUID | None = Field(
        default=None,
        description="As it is imposed on a visitor who is inside: the visit that it speaks against. They "
        "leave by the exit like everybody",
    )


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
