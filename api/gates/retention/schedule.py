"""What of a record is still active, archived or gone on a day, and when that changes next.

Counted in legal days from the day on which a custody ended, or a visitor last came. A custody that lasts
keeps everything. The schedule says what may still be there, not what is: a hold that comes after an erasure
brings nothing back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from api.gates.days import legal_day
from api.gates.reading.spans import Period
from api.gates.retention.policy import NEVER_GUILTY, Ending, Keeping, RetentionPolicy


class RecordState(StrEnum):
    """Of what is written down about a person."""

    ACTIVE = "active"
    ARCHIVED = "archived"  # few may look, for a stated purpose
    ERASED = "erased"


class BiometricsState(StrEnum):
    """Of images and templates."""

    SEARCHABLE = "searchable"
    SEALED = "sealed"  # kept because a legal hold covers them; no search reaches them
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A court's word, or the person's own, that something is not to be destroyed yet.

    until: None: till it is lifted. biometrics: it covers images and templates too, such as where somebody was
    held in another's place.
    """

    since: datetime
    until: datetime | None = None
    biometrics: bool = False

    def stands(self, now: datetime) -> bool:
        """From its first instant to before its last."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Retained:
    """The states on a day. changes_on: the next day on which one may change; None: none is in sight.

    held: a legal hold keeps something that would be gone.
    """

    record: RecordState
    biometrics: BiometricsState
    changes_on: date | None
    held: bool


HELD_IN_CUSTODY = Retained(RecordState.ACTIVE, BiometricsState.SEARCHABLE, None, held=False)


def keeping_after(ending: Ending, policy: RetentionPolicy) -> Keeping:
    """How long things are kept after a custody ended so; of the acquitted only in the archive."""
    keeping = policy.endings[ending]
    return replace(keeping, biometrics=Period(), active=Period()) if ending in NEVER_GUILTY else keeping


def retained(
    keeping: Keeping, since: datetime | None, holds: Iterable[LegalHold], zone: tzinfo, now: datetime
) -> Retained:
    """What is kept now. since: when the custody ended, or a visitor last came; None: it still lasts.

    zone: the facility's. ValueError for a time without zone.
    """
    today = legal_day(now, zone)
    if since is None or now < since:
        return HELD_IN_CUSTODY
    ended = legal_day(since, zone)
    archived_from = keeping.active.after(ended)
    erased_from = keeping.archived.after(archived_from)
    biometrics_until = keeping.biometrics.after(ended)
    standing = [hold for hold in holds if hold.stands(now)]
    record = _record(today, archived_from, erased_from)
    biometrics = BiometricsState.SEARCHABLE if today < biometrics_until else BiometricsState.ERASED
    held = False
    if record is RecordState.ERASED and standing:
        record, held = RecordState.ARCHIVED, True
    if biometrics is BiometricsState.ERASED and any(hold.biometrics for hold in standing):
        biometrics, held = BiometricsState.SEALED, True
    turns = (archived_from, erased_from, biometrics_until, *_ends(standing, zone))
    return Retained(record, biometrics, min((day for day in turns if day > today), default=None), held)


def _record(today: date, archived_from: date, erased_from: date) -> RecordState:
    if today < archived_from:
        return RecordState.ACTIVE
    return RecordState.ARCHIVED if today < erased_from else RecordState.ERASED


def _ends(holds: Iterable[LegalHold], zone: tzinfo) -> Iterator[date]:
    """The days on which holds end."""
    return (legal_day(hold.until, zone) for hold in holds if hold.until is not None)
