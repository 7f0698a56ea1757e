"""The admission record: which fields are there, which are missing, and which came late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.gates.decision import Issue, Outcome, Said
from api.gates.intake.evidence import Entry, IntakeEvidence
from api.gates.intake.policy import IntakePolicy, RecordField, RecordPolicy
from api.gates.limits import Limit
from api.gates.rule import Rule

RECORD = "intake.record"


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far the record of one admission is, in the order of the fields. late: entered after the time."""

    entered: tuple[RecordField, ...]
    missing: tuple[RecordField, ...]
    late: tuple[RecordField, ...]

    @property
    def share(self) -> float:
        """Of the fields that are required, 0 to 1."""
        required = len(self.entered) + len(self.missing)
        return len(self.entered) / required


def completeness(entries: Iterable[Entry], policy: RecordPolicy, admitted_at: datetime) -> Completeness:
    """Of the fields that the policy requires. The first entry counts: a correction makes nothing late."""
    first: dict[RecordField, datetime] = {}
    for entry in entries:
        first[entry.field] = min(entry.at, first.get(entry.field, entry.at))
    required = [field for field in RecordField if field in policy.required]
    latest = admitted_at + policy.within
    return Completeness(
        entered=tuple(field for field in required if field in first),
        missing=tuple(field for field in required if field not in first),
        late=tuple(field for field in required if field in first and first[field] > latest),
    )


def is_empty(value: object) -> bool:
    """Nothing, blanks alone, or a list or an object without anything; "no" and 0 are answers."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | dict) and not value)


class RecordComplete(Rule[IntakeEvidence, IntakePolicy]):
    """Reception is written down as Nelson Mandela Rule 7 asks, and the person gets a copy.

    What the policy wants at once must be there before anybody is received; the rest is owed until a deadline,
    and what comes after it stays marked as late.
    """

    name = "record-complete"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Which fields are missing, `completeness` says; the reason names those that are wanted at once."""
        written = completeness(evidence.record.entries, policy.record, evidence.asked_at)
        first = [field for field in written.missing if field in policy.record.at_once]
        if first:
            return Said(
                Outcome.HOLD, "intake-record-needed", {"count": len(first), "fields": " ".join(first)}
            )
        told = {"entered": len(written.entered), "missing": len(written.missing)}
        if written.missing:
            limit = Limit(policy.record.within, policy.owed.decider)
            owed = limit.follows(RECORD, evidence.asked_at, now)
            return Said(Outcome.ADMIT, "intake-record-incomplete", told, owed)
        issue = (Issue("admission-record"),)
        if written.late:
            return Said(Outcome.ADMIT, "intake-record-late", {"late": len(written.late)}, issue)
        return Said(Outcome.ADMIT, "intake-record-complete", {"entered": len(written.entered)}, issue)
