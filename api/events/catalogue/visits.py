"""Events of visits. The subject is the visitor; `prisoner_id` is absent where a visit is logged minimally."""

from typing import ClassVar

from api.events.facts import Code, Codes, Facts, Instant, PersonId, RecordId


class VisitorEnrolled(Facts):
    """Somebody is on record as a visitor; `returning`: under a record that there was."""

    type: ClassVar = "visitor.enrolled"
    encounter_id: RecordId
    biometric: bool
    returning: bool


class VisitorHeld(Facts):
    """Somebody waits who wants to be a visitor: a named role has to decide by an instant."""

    type: ClassVar = "visitor.held"
    encounter_id: RecordId
    reasons: Codes
    decider: Code | None = None
    due: Instant | None = None


class VisitorRefused(Facts):
    """Somebody is not taken on record as a visitor."""

    type: ClassVar = "visitor.refused"
    encounter_id: RecordId
    reasons: Codes


class VisitEntered(Facts):
    """A visitor is inside."""

    type: ClassVar = "visit.entered"
    visit_id: RecordId
    prisoner_id: PersonId | None = None
    biometric: bool


class VisitLeft(Facts):
    """A visitor has left: the one who left is the one who entered."""

    type: ClassVar = "visit.left"
    visit_id: RecordId
    prisoner_id: PersonId | None = None
    entered_at: Instant


class VisitHeld(Facts):
    """A visitor waits at the entry: a named role has to decide by an instant."""

    type: ClassVar = "visit.held"
    visit_id: RecordId
    reasons: Codes
    decider: Code | None = None
    due: Instant | None = None


class VisitRefused(Facts):
    """A visitor was turned away."""

    type: ClassVar = "visit.refused"
    visit_id: RecordId
    reasons: Codes


class VisitBanRecognised(Facts):
    """Somebody who is banned from visits was recognised, under this name or another."""

    type: ClassVar = "visit.ban-recognised"
    visit_id: RecordId
    ban_id: RecordId
    assumed_identity: bool


class VisitExitHeld(Facts):
    """Whoever wants to leave as this visitor may be somebody else."""

    type: ClassVar = "visit.exit-held"
    visit_id: RecordId
    prisoner_id: PersonId | None = None
    reasons: Codes
    decider: Code | None = None
    due: Instant | None = None


class VisitNotLeft(Facts):
    """At closing time a visitor has not left."""

    type: ClassVar = "visit.not-left"
    visit_id: RecordId
    entered_at: Instant


class VisitReconciled(Facts):
    """A supervisor found out of a visit without exit what became of the visitor: the visit is over."""

    type: ClassVar = "visit.reconciled"
    visit_id: RecordId
    found: Code


class ConsentWithdrawn(Facts):
    """A visitor withdrew consent to biometrics."""

    type: ClassVar = "consent.withdrawn"
    notice: Code


TYPES: tuple[type[Facts], ...] = (
    VisitorEnrolled,
    VisitorHeld,
    VisitorRefused,
    VisitEntered,
    VisitLeft,
    VisitHeld,
    VisitRefused,
    VisitBanRecognised,
    VisitExitHeld,
    VisitNotLeft,
    VisitReconciled,
    ConsentWithdrawn,
)
