"""Events of somebody in custody: release, movements, orders and the court file."""

from typing import ClassVar

from api.events.facts import Code, Codes, Facts, Instant, RecordId
from api.gates.absence.evidence import AbsenceKind


class ReleaseHeld(Facts):
    """A release waits: a named role has to decide by an instant. Biometrics alone never refuse one."""

    type: ClassVar = "release.held"
    episode_id: RecordId
    order_id: RecordId | None = None
    reasons: Codes
    decider: Code | None = None
    due: Instant | None = None


class ReleaseRefused(Facts):
    """There is no ground for a release: the order is not valid here, or another one holds the person."""

    type: ClassVar = "release.refused"
    episode_id: RecordId
    order_id: RecordId | None = None
    reasons: Codes


class ReleaseDone(Facts):
    """Somebody was released."""

    type: ClassVar = "release.done"
    episode_id: RecordId
    order_id: RecordId
    manual: bool


class ReleaseManual(Facts):
    """A release takes the manual path, because a device failed or the policy's limit passed."""

    type: ClassVar = "release.manual"
    episode_id: RecordId
    order_id: RecordId
    cause: Code


class MovementDeparted(Facts):
    """Somebody was let out and is to come back, or to arrive elsewhere."""

    type: ClassVar = "movement.departed"
    movement_id: RecordId
    kind: AbsenceKind
    due_back: Instant | None = None


class MovementHeld(Facts):
    """A departure or a return waits: a named role has to decide by an instant. Without kind, somebody is at
    the way in who is not away."""

    type: ClassVar = "movement.held"
    movement_id: RecordId
    kind: AbsenceKind | None = None
    reasons: Codes
    decider: Code | None = None
    due: Instant | None = None


class MovementRefused(Facts):
    """There is no ground for a departure, or reviewers said that the one who returns is somebody else."""

    type: ClassVar = "movement.refused"
    movement_id: RecordId
    kind: AbsenceKind | None = None
    reasons: Codes


class MovementReturned(Facts):
    """Somebody came back, and is who left."""

    type: ClassVar = "movement.returned"
    movement_id: RecordId
    kind: AbsenceKind
    late: bool


class MovementDueSoon(Facts):
    """The hour comes near at which somebody who is out is due back, or due to arrive elsewhere."""

    type: ClassVar = "movement.due-soon"
    movement_id: RecordId
    kind: AbsenceKind
    due_back: Instant


class MovementMissing(Facts):
    """Somebody who was due back is not, and the policy's grace is over: they are looked for."""

    type: ClassVar = "movement.missing"
    movement_id: RecordId
    kind: AbsenceKind
    due_back: Instant


class MovementOverdue(Facts):
    """Somebody who was due back is not."""

    type: ClassVar = "movement.overdue"
    movement_id: RecordId
    kind: AbsenceKind
    due_back: Instant


class CaseFileMissing(Facts):
    """There is an order and no court file: listed until that is mended."""

    type: ClassVar = "case.file-missing"
    episode_id: RecordId
    order_id: RecordId | None = None


class CaseLinked(Facts):
    """A custody episode was linked to its court file."""

    type: ClassVar = "case.linked"
    episode_id: RecordId
    order_id: RecordId | None = None


class OrderRegistered(Facts):
    """A court's order about this person was registered."""

    type: ClassVar = "order.registered"
    order_id: RecordId
    kind: Code


class OrderUsed(Facts):
    """An order was carried out; it can never be used again."""

    type: ClassVar = "order.used"
    order_id: RecordId
    kind: Code


class OrderRevoked(Facts):
    """An order was taken back."""

    type: ClassVar = "order.revoked"
    order_id: RecordId
    kind: Code


TYPES: tuple[type[Facts], ...] = (
    ReleaseHeld,
    ReleaseRefused,
    ReleaseDone,
    ReleaseManual,
    MovementDeparted,
    MovementHeld,
    MovementRefused,
    MovementReturned,
    MovementDueSoon,
    MovementOverdue,
    MovementMissing,
    CaseFileMissing,
    CaseLinked,
    OrderRegistered,
    OrderUsed,
    OrderRevoked,
)
