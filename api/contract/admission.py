"""Wire types of the admission record (Nelson Mandela Rule 7): what is there, missing, late."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from api.contract.gates import RecordFieldName
from api.contract.samples import WireModel


class AdmissionEntriesIn(WireModel):
    """What `POST /v1/persons/{person_id}/custody/admission-record` takes.

    `injuries` and `complaints` are answered by true or false: who has to hear of them goes by that. What they
    are, health staff record (`/v1/persons/{person_id}/injuries`).
    """

    entries: Annotated[dict[RecordFieldName, JsonValue], Field(min_length=1)] = Field(
        description="By field; an entry that there is stays, and the new one counts"
    )


class AdmissionEntryOut(WireModel):
    """What counts of one field. late: it was first entered after the time for the record was over."""

    field: RecordFieldName
    value: JsonValue
    entered_at: datetime = Field(description="For the first time")
    corrected_at: datetime | None = Field(description="When what counts now was entered; null: at first")
    entered_by: str = Field(description="What counts now")
    late: bool


class AdmissionRecordOut(WireModel):
    """The record of the custody that somebody is in, or was in last."""

    episode_id: UUID
    admitted_at: datetime
    due: datetime = Field(description="What is entered after it is late")
    entries: list[AdmissionEntryOut]
    missing: list[RecordFieldName] = Field(description="Of the fields that the facility's policy requires")
    share: float = Field(ge=0, le=1, description="How much of what is required is there")
    complete: bool


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    AdmissionEntriesIn: {"entries": {"lawyer": "Dr. Inés Vaca, +591 2 1234567", "complaints": False}}
}
"""Of each body that a caller sends, for the OpenAPI document."""
