"""What is to become of everything kept about one person, now: all that keeps it held against its limits.

Several things may keep a person's data: each custody that ended, visits, one that lasts. What is kept longest
counts, for the record and for the biometrics each by itself, with one exception: what was captured in a
custody that ended with an acquittal goes at once, whatever else is kept. No I/O and no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from api.gates.days import legal_day
from api.gates.retention.policy import Keeping
from api.gates.retention.schedule import BiometricsState, LegalHold, RecordState, retained


class Step(StrEnum):
    """What is to be done."""

    SEAL = "seal"  # a legal hold keeps images and templates beyond their limit: out of every search
    UNSEAL = "unseal"  # they may be searched again: the person is held, or comes, once more
    BIOMETRICS = "biometrics"  # destroy images and templates; the record goes on
    ARCHIVE = "archive"  # destroy all but the record, which goes to the restricted archive
    ERASE = "erase"  # destroy everything


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is kept. since: when it ended; None: it lasts. zone: in which its days are counted.

    rule: where the policy says how long, as "retention.endings.served"; policy: its name and hash.
    captured: the encounters of a custody that ended with an acquittal; of nothing else.
    """

    rule: str
    policy: str
    keeping: Keeping
    since: datetime | None
    zone: tzinfo
    captured: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is of a person. captured: encounters of which samples are on record. sealed: kept out of
    searches by a legal hold."""

    grounds: Sequence[Ground]
    holds: Sequence[LegalHold]
    captured: frozenset[UUID]
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """step: what is due; None: nothing. rule, policy: by which; of nothing due, what keeps longest.

    encounters: whose samples are to go, where the step is BIOMETRICS. next: the day on which something may
    change; held: a legal hold keeps what would be gone. archive_until: from when a record that is archived
    now is to be erased.
    """

    step: Step | None
    rule: str
    policy: str
    encounters: frozenset[UUID] = frozenset()
    next: date | None = None
    held: bool = False
    archive_until: date | None = None


_RECORD = {state: place for place, state in enumerate(RecordState)}
_BIOMETRICS = {state: place for place, state in enumerate(BiometricsState)}


def standing(kept: Kept, now: datetime) -> Standing:
    """What is due of a person now. ValueError where nothing says why anything is kept, for a naive time."""
    if not kept.grounds:
        raise ValueError("nothing says how long this is kept")
    alone = [(retained(one.keeping, one.since, (), one.zone, now), one) for one in kept.grounds]
    longest = max(kept.grounds, key=_ends)
    record = min((state.record for state, _ in alone), key=_RECORD.__getitem__)
    biometrics = min((state.biometrics for state, _ in alone), key=_BIOMETRICS.__getitem__)
    covering = [hold for hold in kept.holds if hold.stands(now)]
    covered = any(hold.biometrics for hold in covering)
    going = kept.captured if biometrics is BiometricsState.ERASED else _acquitted(kept, now)
    step, ground, held = None, longest, False
    if covered and kept.captured and (going or record is not RecordState.ACTIVE):
        step, held = (None if kept.sealed else Step.SEAL), True
    elif record is not RecordState.ACTIVE:
        over = record is RecordState.ERASED
        held = over and bool(covering)
        step = Step.ERASE if over and not covering else Step.ARCHIVE
    elif going:
        step, ground = Step.BIOMETRICS, _by(kept, going, longest)
    elif kept.sealed:
        step = Step.UNSEAL
    changes = (state.changes_on for state, _ in alone)
    ends = (legal_day(hold.until, longest.zone) for hold in covering if hold.until is not None)
    following = min((day for day in (*changes, *ends) if day is not None), default=None)
    encounters = going if step is Step.BIOMETRICS else frozenset()
    return Standing(step, ground.rule, ground.policy, encounters, following, held, _last_day(kept.grounds))


def _acquitted(kept: Kept, now: datetime) -> frozenset[UUID]:
    """What was captured in custodies that ended with an acquittal, as far as it is still there."""
    over = (one for one in kept.grounds if one.since is not None and one.since <= now)
    return frozenset().union(*(one.captured for one in over)) & kept.captured


def _by(kept: Kept, going: frozenset[UUID], longest: Ground) -> Ground:
    """The ground whose rule makes these go."""
    return next((one for one in kept.grounds if one.captured & going), longest)


def _ends(ground: Ground) -> date:
    """From when on nothing of it is kept; what lasts, for ever."""
    if ground.since is None:
        return date.max
    active = ground.keeping.active.after(legal_day(ground.since, ground.zone))
    return ground.keeping.archived.after(active)


def _last_day(grounds: Iterable[Ground]) -> date | None:
    last = max(map(_ends, grounds))
    return None if last == date.max else last
