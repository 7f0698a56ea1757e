"""Wire types of courts' orders."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from api.contract.gates import FacilityCode, Text
from api.contract.plain import Moment
from api.contract.samples import WireModel


class OrderIn(WireModel):
    """A court's order, as the case system registers it."""

    kind: Literal["commitment", "release", "transfer", "court", "temporary-release"]
    court: Text
    number: Text
    issued: Moment
    valid_from: Moment
    expires: Moment | None = None
    facility: FacilityCode | None = None
    person_id: UUID | None = None
    case: Text | None = None
    named: Text | None = Field(default=None, description="The person's name as the court writes it")
    grounds: Text | None = None
    key_id: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,128}$")] | None = None
    signature: Annotated[str, Field(max_length=1024)] | None = Field(
        default=None,
        description="Ed25519 over the order's canonical JSON, base64url; none: an order on paper",
    )

    @model_validator(mode="after")
    def _ends_after_its_beginning(self) -> Self:
        if self.expires is not None and self.expires <= self.valid_from:
            raise ValueError("expires must lie after valid_from")
        return self


class OrderOut(WireModel):
    """An order on record."""

    id: UUID
    kind: str
    court: str
    number: str
    issued: datetime
    valid_from: datetime
    expires: datetime | None
    facility: str | None
    person_id: UUID | None
    case: str | None
    named: str | None
    grounds: str | None
    signature: Literal["valid", "paper", "unknown-key", "invalid"]
    key_id: str | None
    status: Literal["open", "used", "revoked"]
    settled_at: datetime | None = Field(description="When it was used or revoked")
    decision_id: UUID | None = Field(description="The decision that used it")
    registered_by: str
    registered_at: datetime


class OrderPage(WireModel):
    """In the order of their numbers of record; pass `next` as `after` for the following page."""

    orders: list[OrderOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    OrderIn: {
        "kind": "release",
        "court": "Juzgado Tercero",
        "number": "77/2026",
        "issued": "2026-03-01T09:00:00-04:00",
        "valid_from": "2026-03-01T09:00:00-04:00",
        "expires": "2026-03-08T09:00:00-04:00",
        "facility": "penal-norte",
        "person_id": f"{UUID(int=1)}",
        "case": "1042/26",
        "named": "Alma Reyes",
        "key_id": "court-2026",
        "signature": "A" * 86,
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
