"""Wire types of visitors: on what footing they come, and what they were told and agreed to."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from api.contract.facilities import HouseCode
from api.contract.plain import Line, Prose
from api.contract.samples import WireModel

KindName = Literal["family", "friend", "minor", "lawyer", "consul", "official"]
LanguageName = Literal["en", "es", "fr", "pt", "ro"]
NoticeVersion = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,55}$", description="As printed on the notice")
]

Telephone = Annotated[str, Field(pattern=r"^[0-9+() ./-]{3,40}$")]


class NoticeIn(WireModel):
    """The information notice that the visitor was given."""

    version: NoticeVersion
    language: LanguageName


class VisitorIn(WireModel):
    """What `PUT /v1/visitors/{person_id}` takes. Consent that stands is taken back by withdrawal alone."""

    kind: KindName
    born: date | None = None
    guardian_id: UUID | None = Field(default=None, description="Who answers for a minor: a person on record")
    consent: Literal["given", "declined"] = Field(
        description="To biometrics. Whoever declines comes by document"
    )
    notice: NoticeIn | None = Field(default=None, description="Needed where consent is given")
    address: Line | None = None
    telephone: Telephone | None = None
    note: Prose | None = None

    @model_validator(mode="after")
    def _consent_is_informed(self) -> Self:
        if self.consent == "given" and self.notice is None:
            raise ValueError("consent needs the notice that was given")
        return self


class WithdrawalIn(WireModel):
    """What a withdrawal of consent says. facility: where it was declared."""

    facility: HouseCode


class VisitorOut(WireModel):
    """A visitor on record."""

    person_id: UUID
    kind: KindName
    born: date | None
    guardian_id: UUID | None
    consent: Literal["given", "declined", "withdrawn"]
    notice: NoticeIn | None
    noticed_at: datetime | None
    consented_at: datetime | None
    withdrawn_at: datetime | None
    kept_for_ban: bool = Field(
        description="Consent is withdrawn, and what was captured is kept until a ban has ended, by the law "
        "that the facility's policy names; then it is destroyed"
    )
    address: str | None
    telephone: str | None
    note: str | None


class VisitorPage(WireModel):
    """In the order of their persons' ids; pass `next` as `after` for the following page."""

    visitors: list[VisitorOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    VisitorIn: {
        "kind": "family",
        "born": "1980-05-01",
        "consent": "given",
        "notice": {"version": "2026-1", "language": "es"},
        "telephone": "+591 2 1234567",
    },
    WithdrawalIn: {"facility": "penal-norte"},
}
"""Of each body that a caller sends, for the OpenAPI document."""
