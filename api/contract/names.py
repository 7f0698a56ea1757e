"""Wire types of names: one person, many."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.plain import Line
from api.contract.samples import WireModel


class NameIn(WireModel):
    """What `POST /v1/persons/{person_id}/names` takes."""

    name: Line
    kind: Literal["official", "claimed", "alias"] = Field(
        default="alias",
        description="official: read from a document or a civil registry; claimed: what the person says; "
        "alias: another that they are or were known under",
    )


class PersonNameOut(WireModel):
    """One name. entered_by: none for names that came with a plain enrolment."""

    id: UUID
    name: str
    kind: Literal["official", "claimed", "alias"]
    entered_at: datetime
    entered_by: str | None


class PersonNames(WireModel):
    """Official names first, then claimed ones, then aliases: the first of all is the one that is shown."""

    names: list[PersonNameOut]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {NameIn: {"name": "Alma Reyes Quispe", "kind": "alias"}}
"""Of each body that a caller sends, for the OpenAPI document."""
