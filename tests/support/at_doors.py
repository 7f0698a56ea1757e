"""Prisoners at a door whom every rule lets pass, until a test changes one thing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.gates.absence.evidence import AbsenceFacts, AbsenceKind, Departing, Returning
from api.gates.absence.policy import AbsencePolicy
from api.gates.doors.evidence import AtDoor
from api.gates.doors.policy import ByHandPolicy, IdentityPolicy, OfficersPolicy
from api.gates.evidence import Captured, OrderFacts, OrderKind, Signature
from api.gates.limits import Limit
from api.gates.release.evidence import Releasing
from api.gates.release.policy import Paper, ReleasePolicy
from tests.support.gate_evidence import (
    BOTH,
    CAPTURED,
    DAY,
    HERE,
    HOUR,
    IN_CUSTODY,
    LIMIT,
    NOW,
    PRISONER,
    ZONE,
    attended,
    candidate,
    compared,
    search,
)

IDENTITY = IdentityPolicy(IN_CUSTODY, BOTH, LIMIT)
BY_HAND_POLICY = ByHandPolicy(timedelta(minutes=15), Limit(timedelta(minutes=60), "duty-director"))
RELEASES = ReleasePolicy(
    identity=IDENTITY,
    by_hand=BY_HAND_POLICY,
    officers=OfficersPolicy(2, frozenset({"supervisor"}), timedelta(hours=2)),
    paper_orders=True,
    order_hold=Limit(timedelta(hours=4), "registrar"),
    carry_out_within=timedelta(hours=6),
    papers=(Paper.RECEIPT, Paper.RECORD_COPY),
)
ABSENCES = AbsencePolicy(
    identity=IDENTITY,
    by_hand=BY_HAND_POLICY,
    officers=OfficersPolicy(1, frozenset(), timedelta(hours=2)),
    paper_orders=False,
    order_hold=Limit(timedelta(hours=1), "registrar"),
    longest={
        AbsenceKind.TRANSFER: timedelta(hours=24),
        AbsenceKind.COURT: timedelta(hours=14),
        AbsenceKind.TEMPORARY_RELEASE: timedelta(hours=72),
    },
    near=timedelta(hours=1),
    grace=timedelta(hours=2),
)


def order(kind: OrderKind = OrderKind.RELEASE, **changes: Any) -> OrderFacts:
    """A court's order that is in force here."""
    stands = OrderFacts(
        UUID(int=50),
        kind,
        Signature.VALID,
        "second-criminal-court",
        HERE,
        NOW - HOUR,
        NOW + DAY,
        PRISONER,
        "0012/2026",
    )
    return replace(stands, **changes)


def at_door(gate: str, **changes: Any) -> AtDoor:
    """The prisoner, verified; two officers have signed."""
    stands = AtDoor(
        PRISONER,
        HERE,
        CAPTURED,
        compared(PRISONER),
        search(IN_CUSTODY, candidate(PRISONER, llr=9.0)),
        attended((gate, "bea")),
        NOW,
        ZONE,
    )
    return replace(stands, **changes)


def releasing(**changes: Any) -> Releasing:
    """Changes of what Releasing has of its own, and of who stands at the door."""
    own: dict[str, Any] = {"order": order()}
    own |= {key: changes.pop(key) for key in ("order", "holds", "lawful_until") if key in changes}
    return Releasing(at_door("release", **changes), **own)


def departing(kind: AbsenceKind = AbsenceKind.COURT, **changes: Any) -> Departing:
    """Due back in eight hours."""
    keys = ("order", "due", "destination", "holds", "away")
    own: dict[str, Any] = {"order": order(OrderKind(kind)), "due": NOW + 8 * HOUR, "destination": "south"}
    own |= {key: changes.pop(key) for key in keys if key in changes}
    return Departing(at_door("departure", **changes), kind, **own)


def absence(kind: AbsenceKind = AbsenceKind.COURT, **changes: Any) -> AbsenceFacts:
    """Out for six hours, due in two."""
    stands = AbsenceFacts(UUID(int=60), PRISONER, kind, NOW - 6 * HOUR, NOW + 2 * HOUR, HERE)
    return replace(stands, **changes)


def returning(**changes: Any) -> Returning:
    """Back in time from court."""
    away = changes.pop("away") if "away" in changes else absence()
    awaited_at = changes.pop("awaited_at", None)
    return Returning(at_door("return", **changes), away, awaited_at)


BROKEN: dict[str, Any] = {"captured": Captured(), "verified": None, "in_custody": None}
"""Nothing could be captured, and so nothing compared or searched."""
