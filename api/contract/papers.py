"""Wire types of papers: what somebody is handed at a gate, word for word as it was when it was issued.

`content` is what is sealed and what the hash is of: SHA-256 over its JSON with sorted keys, without spaces,
in UTF-8 (`statement`). Whoever holds a printed paper compares number and hash with what the service answers.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from pydantic import Field, JsonValue

from api.contract.gates import GateName, Outcome, RecordFieldName
from api.contract.samples import WireModel

PaperName = Literal[
    "admission-record", "release-receipt", "record-copy", "property-list", "leave-slip", "decision-notice"
]


class PersonOnPaper(WireModel):
    """Whose paper it is. name: the one that is shown of them; others: all further ones."""

    id: UUID
    name: str | None
    others: list[str]


class SignatureOnPaper(WireModel):
    """An officer, and to what they agreed as what; who asked the gate signed nothing."""

    officer: str
    role: str | None
    matter: str | None
    at: datetime


class ReasonOnPaper(WireModel):
    """What a rule said, as a code: words are found for it in the reader's language."""

    rule: str
    outcome: Outcome
    code: str
    parameters: dict[str, str | int | float]


class DeadlineOnPaper(WireModel):
    """Who must settle a matter by when."""

    matter: str
    decider: str
    due: datetime


class DecisionOnPaper(WireModel):
    """The decision that the paper rests on. reasons: what made it what it is; all rules where it admits."""

    id: UUID
    gate: GateName
    outcome: Outcome
    at: datetime
    policy: str
    officers: list[SignatureOnPaper]
    reasons: list[ReasonOnPaper]
    deadlines: list[DeadlineOnPaper]


class OrderOnPaper(WireModel):
    """The court's order."""

    kind: str
    court: str
    number: str
    issued: datetime
    case: str | None


class MovementOnPaper(WireModel):
    """One line of the ledger."""

    kind: str
    at: datetime
    origin: str | None
    destination: str | None
    due_back: datetime | None
    concluded: datetime | None


class BasisOnPaper(WireModel):
    """On what footing somebody was held, from when to when."""

    basis: str
    authority: str | None
    begins: datetime
    ends: datetime | None


class HoldOnPaper(WireModel):
    """Another ground that kept somebody."""

    ground: str
    authority: str
    since: datetime
    until: datetime | None
    lifted: datetime | None


class EarlierOnPaper(WireModel):
    """A decision of a gate during this custody."""

    gate: str
    outcome: Outcome
    at: datetime
    officer: str


class CustodyOnPaper(WireModel):
    """The custody. What follows after `case` stands on copies of the record alone."""

    admitted: datetime
    ended: datetime | None
    facility: str | None
    wing: str | None
    legal_status: str
    case: str | None
    movements: tuple[MovementOnPaper, ...] = ()
    bases: tuple[BasisOnPaper, ...] = ()
    holds: tuple[HoldOnPaper, ...] = ()
    decisions: tuple[EarlierOnPaper, ...] = ()


class EntryOnPaper(WireModel):
    """One field of the record of admission (Nelson Mandela Rule 7), as it was entered last."""

    field: RecordFieldName
    value: JsonValue
    entered_at: datetime
    entered_by: str


class InjuryOnPaper(WireModel):
    """That there is one: what was seen and said, health staff and the person's defender alone read."""

    recorded_at: datetime
    recorded_by: str
    late: bool


class PaperContent(WireModel):
    """All that the paper says. salt: random, so that the hash helps nobody to guess at the rest."""

    document: PaperName
    number: str
    salt: str
    facility: str
    facility_name: str
    zone: str = Field(description="IANA name; the hours on the paper are in it")
    issued_at: datetime
    person: PersonOnPaper
    decision: DecisionOnPaper
    order: OrderOnPaper | None = None
    custody: CustodyOnPaper | None = None
    due_back: datetime | None = None
    record: tuple[EntryOnPaper, ...] = ()
    injuries: tuple[InjuryOnPaper, ...] = ()


class PaperHead(WireModel):
    """Which paper it is, without what it says."""

    id: UUID
    number: str
    document: PaperName
    facility: str
    person_id: UUID
    passage_id: UUID
    decision_id: UUID
    issued_at: datetime
    sha256: str


class PaperOut(PaperHead):
    """A paper."""

    content: PaperContent


class PaperList(WireModel):
    """In the order in which they were issued."""

    papers: list[PaperHead]


def statement(content: PaperContent) -> bytes:
    """The bytes that the hash is of."""
    plain = content.model_dump(mode="json")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: PaperContent) -> str:
    """SHA-256 of what a paper says, hexadecimal."""
    return sha256(statement(content)).hexdigest()
