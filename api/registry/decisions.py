"""Decisions of the gates, and who countersigned them. No personal data: ids, codes and figures alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import JSON, Column, String, Table, UniqueConstraint, Uuid, text

from api.officers import one_officer
from api.registry.columns import account, at_facility, identity, part_of
from api.registry.errors import AlreadyOnRecord, SameOfficer
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

decision = Table(
    "decision",
    metadata,
    identity(),
    Column("gate", String(32), nullable=False),
    # no foreign key: that it was decided outlives the person's erasure, when the id is a number of nobody
    Column("subject_id", Uuid, index=True),
    at_facility(nullable=True),
    Column("outcome", String(16), nullable=False),
    Column("findings", JSON, nullable=False),
    Column("waits", JSON, nullable=False, server_default=text("'{}'")),
    Column("certainty", JSON, nullable=False, server_default=text("'{}'")),
    Column("addressed", JSON, nullable=False, server_default=text("'[]'")),
    Column("policy", String(160), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    account("officer"),
)

countersignature = Table(
    "countersignature",
    metadata,
    identity(),
    part_of("decision_id", "decision"),
    Column("matter", String(64), nullable=False),
    account("officer"),
    Column("role", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("decision_id", "matter", "officer"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """gate, outcome: codes. subject_id: whom it is about. policy: its name and content hash.

    findings: as the gate gave them, in the order of its rules: rule, outcome, reason as code and parameters.
    waits: matters that others can sign under `awaited`, and under `deadlines` who settles what by when.
    certainty: how sure the matcher was (see api.desks.certainty); empty: nothing was compared. addressed: the
    parties that its notices addressed, who are told where it turns out to have relied on a wrong link.
    """

    id: UUID = field(default_factory=uuid7)
    gate: str
    subject_id: UUID | None = None
    facility_id: UUID | None = None
    outcome: str
    findings: tuple[dict[str, JsonValue], ...]
    policy: str
    at: datetime
    officer: str
    waits: dict[str, JsonValue] = field(default_factory=dict)
    certainty: dict[str, JsonValue] = field(default_factory=dict)
    addressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Countersignature:
    """An officer other than the one who asked agrees to a matter; role: what they acted as."""

    id: UUID
    decision_id: UUID
    matter: str
    officer: str
    role: str
    at: datetime


_ROWS = TypedRows(decision, StoredDecision, owner=None)
_SIGNATURES = TypedRows(countersignature, Countersignature, owner=None)


def record(unit: Unit, new: StoredDecision) -> StoredDecision:
    """Store a decision as it was made; what it says is never changed."""
    return _ROWS.add(unit, new)


def about_person(unit: Unit, decision_id: UUID, person_id: UUID) -> None:
    """Name the subject of a decision by which they came on record, in the unit that stores it."""
    _ROWS.update(unit, decision.c.id == decision_id, decision.c.subject_id.is_(None), subject_id=person_id)


def countersign(unit: Unit, decision_id: UUID, matter: str, *, officer: str, role: str) -> Countersignature:
    """Raises SameOfficer for the one who asked, AlreadyOnRecord for one who has signed, NotOnRecord."""
    if one_officer(one(unit, decision_id).officer, officer):
        raise SameOfficer("Nobody countersigns for themselves.")
    refused = AlreadyOnRecord("This officer has countersigned the matter.", what="countersignature")
    given = (sign for sign in countersigned(unit, decision_id) if sign.matter == matter)
    if any(one_officer(sign.officer, officer) for sign in given):
        raise refused
    new = Countersignature(uuid7(), decision_id, matter, officer, role, unit.now)
    return _SIGNATURES.add_unless(unit, new, refused)


def one(view: View, decision_id: UUID) -> StoredDecision:
    """Raises NotOnRecord."""
    return _ROWS.one(view, decision_id)


def about(view: View, subject_id: UUID) -> Sequence[StoredDecision]:
    """All decisions about a person, the first one first."""
    return _ROWS.find(view, decision.c.subject_id == subject_id, order=[decision.c.at, decision.c.id])


def countersigned(view: View, decision_id: UUID) -> Sequence[Countersignature]:
    """Who agreed to what, the first one first."""
    return _SIGNATURES.find(view, countersignature.c.decision_id == decision_id)
