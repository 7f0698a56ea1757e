"""Events of reception."""

from typing import ClassVar

from api.events.facts import Code, Codes, Count, Country, Facts, Instant, PersonId, RecordId


class IntakeAdmitted(Facts):
    """Somebody was received into custody."""

    type: ClassVar = "intake.admitted"
    encounter_id: RecordId
    episode_id: RecordId
    order_id: RecordId
    case_file: bool
    returning: bool
    exceptions: Count
    record_complete: bool


class IntakeHeld(Facts):
    """Reception waits: a named role has to decide by an instant."""

    type: ClassVar = "intake.held"
    encounter_id: RecordId
    reasons: Codes
    decider: Code | None = None
    due: Instant | None = None


class IntakeRefused(Facts):
    """Somebody was not received."""

    type: ClassVar = "intake.refused"
    encounter_id: RecordId
    reasons: Codes


class IntakeNoOrder(Facts):
    """Somebody is held at reception without a valid commitment order (Nelson Mandela Rule 7): court and
    defender are told, and the deadline counts."""

    type: ClassVar = "intake.no-order"
    encounter_id: RecordId
    due: Instant


class IntakeNotThePersonNamed(Facts):
    """Whoever was brought is not the person named in the commitment order."""

    type: ClassVar = "intake.not-the-person-named"
    encounter_id: RecordId
    order_id: RecordId
    named_person_id: PersonId


class IntakeChild(Facts):
    """Somebody who may be a child was brought to reception, and is held there for a named role to decide."""

    type: ClassVar = "intake.child"
    encounter_id: RecordId
    due: Instant | None = None


class IntakeAlias(Facts):
    """Somebody on record came back under another name; both names stand on one person now."""

    type: ClassVar = "intake.alias"
    encounter_id: RecordId


class ConsularNotification(Facts):
    """A foreigner was received: the consulate is to be told as the person wishes and the law asks."""

    type: ClassVar = "consular.notification"
    encounter_id: RecordId
    nationality: Country


class InjuryRecorded(Facts):
    """Health staff recorded an injury; what it is, they and the person's defender alone can read. late: after
    the time for the record of admission."""

    type: ClassVar = "injury.recorded"
    record_id: RecordId
    episode_id: RecordId
    complaint: bool
    late: bool


class AdmissionRecordEntered(Facts):
    """Items of somebody's admission record were entered or corrected once they were inside. missing: how many
    of those that are required still are; late: the time for the record was over; complaint: one of
    ill-treatment was answered with yes. Whether there are injuries stands in the record alone."""

    type: ClassVar = "admission-record.entered"
    episode_id: RecordId
    items: Codes
    missing: Count
    late: bool
    complaint: bool


TYPES: tuple[type[Facts], ...] = (
    IntakeAdmitted,
    IntakeHeld,
    IntakeRefused,
    IntakeNoOrder,
    IntakeNotThePersonNamed,
    IntakeChild,
    IntakeAlias,
    ConsularNotification,
    InjuryRecorded,
    AdmissionRecordEntered,
)
