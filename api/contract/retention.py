"""Wire types of retention: what is due, legal holds, how custodies ended, erasures and their receipts."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.plain import Moment
from api.contract.samples import WireModel

EndingName = Literal["served", "paroled", "awaiting-trial", "acquitted", "dismissed", "transferred", "died"]
StepName = Literal["seal", "unseal", "biometrics", "archive", "erase"]
ScopeName = Literal["biometrics", "archived", "erased"]
Words = Field(min_length=1, max_length=1_000)


class EndingIn(WireModel):
    """How a person's last custody ended in law. final: since when no appeal can change it."""

    ending: EndingName
    final: Moment
    authority: str = Field(min_length=1, max_length=200, description="Which court, and its file")


class EndingOut(WireModel):
    """As it was said."""

    id: UUID
    episode_id: UUID
    ending: EndingName
    final: datetime
    entered_at: datetime
    entered_by: str


class DueOut(WireModel):
    """A person, and what becomes of what is kept of them.

    step: what is due now; none: nothing. next: the day on which something may change. held: a legal hold
    keeps what would be gone. archived: what is left lies in the archive.
    """

    person_id: UUID
    archived: bool
    step: StepName | None
    rule: str
    next: date | None
    held: bool


class DueList(WireModel):
    """Of whom something is due, kept back by a hold, or (where it is asked for) will change by a day."""

    due: list[DueOut]


class RunOut(WireModel):
    """How many erasures were carried out."""

    done: int


class LegalHoldIn(WireModel):
    """Something of a person is not to be destroyed. biometrics: images and templates too; until: none: till
    it is lifted."""

    person_id: UUID
    biometrics: bool = False
    until: Moment | None = None
    authority: str = Field(min_length=1, max_length=200, description="Who asks for it")
    reference: str | None = Field(default=None, max_length=200, description="Of their file")
    reason: str = Words


class LegalHoldOut(WireModel):
    """A hold. since: from when on it stands; none: a second officer has not signed yet."""

    id: UUID
    person_id: UUID
    basis: Literal["court", "officers"]
    biometrics: bool
    placed_at: datetime
    placed_by: str
    since: datetime | None
    signed_by: str | None
    until: datetime | None
    lifted: datetime | None
    lift_asked_by: str | None
    lifted_by: str | None
    authority: str
    reference: str | None
    reason: str


class LegalHoldPage(WireModel):
    """Those that were not lifted."""

    holds: list[LegalHoldOut]
    next: UUID | None


class ErasureIn(WireModel):
    """Somebody is to be erased before it is due; a second officer has to agree."""

    person_id: UUID
    reason: str = Words


class ErasureRequestOut(WireModel):
    """It waits for a second officer."""

    id: UUID
    person_id: UUID
    asked_at: datetime
    asked_by: str
    reason: str


class ErasureRequestPage(WireModel):
    """Those that wait."""

    requests: list[ErasureRequestOut]
    next: UUID | None


class ErasureOut(WireModel):
    """What was destroyed. receipt: the signed text, none until the search afterwards was made; it is signed
    with the key of the audit log, over "umbral erasure receipt v1" and a line's end before it."""

    id: UUID
    scope: ScopeName
    rule: str
    facility: str | None
    at: datetime
    asked_by: str | None
    signed_by: str | None
    destroyed: dict[str, int]
    finished: datetime | None
    receipt: str | None
    signature: str | None


class ErasurePage(WireModel):
    """All there ever were."""

    erasures: list[ErasureOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    EndingIn: {
        "ending": "acquitted",
        "final": "2026-03-01T12:00:00Z",
        "authority": "Juzgado Tercero, 1042/26",
    },
    LegalHoldIn: {
        "person_id": f"{UUID(int=2)}",
        "biometrics": True,
        "authority": "Juzgado Tercero",
        "reference": "77/26",
        "reason": "held in another's place",
    },
    ErasureIn: {"person_id": f"{UUID(int=2)}", "reason": "enrolled by mistake"},
}
