"""What somebody is told of their own record."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.contract.names import PersonNameOut
from api.contract.papers import PaperHead
from api.contract.persons import PersonOut
from api.contract.samples import WireModel


class OwnPassage(WireModel):
    """Once that somebody stood at a gate. Its decision: `GET /v1/passages/{id}/decision`."""

    id: UUID
    gate: str
    facility: str = Field(description="Its code")
    asked_at: datetime
    state: str


class OwnRecord(WireModel):
    """All that is kept of somebody, to be asked for in full under these numbers."""

    person: PersonOut
    names: list[PersonNameOut]
    passages: list[OwnPassage]
    papers: list[PaperHead]
