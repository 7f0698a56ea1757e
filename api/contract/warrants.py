"""Wire types of warrants: a search beyond what a gate may search, agreed to by several officers."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.facilities import HouseCode
from api.contract.gates import Code
from api.contract.plain import Line, Moment
from api.contract.samples import WireModel

SearchedName = Literal["custody", "former", "visitors", "banned-visitors", "staff", "watchlists"]
DefectName = Literal[
    "warrant-missing",
    "warrant-for-other-galleries",
    "warrant-without-case",
    "warrant-too-few-officers",
    "warrant-over",
]


class WarrantIn(WireModel):
    """What `POST /v1/warrants` takes. It allows nothing until enough officers have signed it."""

    facility: HouseCode
    galleries: Annotated[tuple[SearchedName, ...], Field(min_length=1, max_length=6)]
    purpose: Line = Field(description="What the search is for, in words")
    legal_basis: Code = Field(description="The law that allows it")
    case: Line = Field(description="The court's reference")
    expires_at: Moment


class WarrantSignatureOut(WireModel):
    """An officer's agreement."""

    officer: str
    role: str
    at: datetime


class WarrantSearchOut(WireModel):
    """One use, or attempt."""

    officer: str
    at: datetime
    galleries: list[SearchedName]
    defects: list[DefectName] = Field(description="Why it was not made; empty: it was")


class WarrantOut(WireModel):
    """A warrant, who signed it, and all that was searched under it."""

    id: UUID
    facility: str
    galleries: list[SearchedName]
    purpose: str
    legal_basis: str
    case: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    signatures: list[WarrantSignatureOut]
    defects: list[DefectName] = Field(description="Why it allows nothing now; empty: it does")
    searches: list[WarrantSearchOut]


class WarrantPage(WireModel):
    """In the order in which they were asked for; pass `next` as `after` for the following page."""

    warrants: list[WarrantOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    WarrantIn: {
        "facility": "penal-norte",
        "galleries": ["visitors"],
        "purpose": "A print on the parcel of 3 February",
        "legal_basis": "art-212",
        "case": "1042/26",
        "expires_at": "2030-02-28T23:59:59Z",
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
