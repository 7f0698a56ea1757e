"""Retention: states on days counted by hand, acquittals, legal holds, and no way back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.gates.reading.spans import Period
from api.gates.retention.policy import Ending, Keeping
from api.gates.retention.schedule import (
    BiometricsState,
    LegalHold,
    RecordState,
    keeping_after,
    retained,
)
from api.policies import SHIPPED, shipped

ACTIVE, ARCHIVED, GONE = RecordState
SEARCHABLE, SEALED, ERASED = BiometricsState
ZONE = ZoneInfo("America/Santiago")
KEEPING = Keeping(active=Period(years=2), archived=Period(years=8), biometrics=Period(months=18))
ENDED = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)  # 23:30 of 9 March in ZONE


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "record", "biometrics", "changes_on"),
    [
        (date(2026, 3, 9), ACTIVE, SEARCHABLE, date(2027, 9, 9)),
        (date(2027, 9, 8), ACTIVE, SEARCHABLE, date(2027, 9, 9)),
        (date(2027, 9, 9), ACTIVE, ERASED, date(2028, 3, 9)),
        (date(2028, 3, 9), ARCHIVED, ERASED, date(2036, 3, 9)),
        (date(2036, 3, 8), ARCHIVED, ERASED, date(2036, 3, 9)),
        (date(2036, 3, 9), GONE, ERASED, None),
    ],
)
def test_active_then_archived_then_gone(
    day: date, record: RecordState, biometrics: BiometricsState, changes_on: date | None
) -> None:
    now = max(noon(day), ENDED)
    kept = retained(KEEPING, ENDED, (), ZONE, now)
    assert (kept.record, kept.biometrics, kept.changes_on, kept.held) == (
        record,
        biometrics,
        changes_on,
        False,
    )


def test_a_custody_that_lasts_keeps_everything() -> None:
    for since in (None, ENDED + timedelta(days=1)):
        kept = retained(KEEPING, since, (), ZONE, ENDED)
        assert (kept.record, kept.biometrics, kept.changes_on) == (ACTIVE, SEARCHABLE, None)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_acquittal_erases_biometrics_at_once(name: str) -> None:
    policy = shipped(name).retention
    kept = retained(keeping_after(Ending.ACQUITTED, policy), ENDED, (), ZONE, ENDED)
    assert kept.biometrics is ERASED
    generous = replace(policy, endings={**policy.endings, Ending.ACQUITTED: KEEPING})  # no file can say so
    kept = retained(keeping_after(Ending.ACQUITTED, generous), ENDED, (), ZONE, ENDED)
    assert (kept.record, kept.biometrics) == (ARCHIVED, ERASED)
    assert retained(keeping_after(Ending.SERVED, policy), ENDED, (), ZONE, ENDED).biometrics is SEARCHABLE


def test_a_hold_keeps_the_record_and_seals_biometrics_only_where_it_covers_them() -> None:
    late = noon(date(2040, 1, 1))
    plain, wide = (LegalHold(ENDED, biometrics=covers) for covers in (False, True))
    kept = retained(KEEPING, ENDED, (plain,), ZONE, late)
    assert (kept.record, kept.biometrics, kept.held) == (ARCHIVED, ERASED, True)
    kept = retained(KEEPING, ENDED, (plain, wide), ZONE, late)
    assert (kept.record, kept.biometrics, kept.held) == (ARCHIVED, SEALED, True)


def test_a_hold_that_is_over_or_not_yet_there_keeps_nothing_and_its_end_is_a_change() -> None:
    now = noon(date(2040, 1, 1))
    past, ahead = (
        LegalHold(ENDED, now, biometrics=True),
        LegalHold(now + timedelta(seconds=1), biometrics=True),
    )
    assert retained(KEEPING, ENDED, (past, ahead), ZONE, now).record is GONE
    until = LegalHold(ENDED, noon(date(2040, 6, 1)))
    assert retained(KEEPING, ENDED, (until,), ZONE, now).changes_on == date(2040, 6, 1)


def test_a_hold_changes_nothing_before_anything_would_go() -> None:
    kept = retained(KEEPING, ENDED, (LegalHold(ENDED, biometrics=True),), ZONE, ENDED)
    assert (kept.record, kept.biometrics, kept.held) == (ACTIVE, SEARCHABLE, False)


ORDER = {state: at for at, state in enumerate((ACTIVE, ARCHIVED, GONE))} | {
    state: at for at, state in enumerate((SEARCHABLE, SEALED, ERASED))
}
periods = st.builds(Period, st.integers(0, 9), st.integers(0, 30), st.integers(0, 60))


@settings(max_examples=150, deadline=None)
@given(
    st.builds(Keeping, periods, periods, periods),
    st.lists(st.integers(-10, 12_000), min_size=2, max_size=6),
    st.sampled_from(("America/Santiago", "Europe/Paris", "Pacific/Apia")).map(ZoneInfo),
)
def test_without_holds_nothing_comes_back_and_changes_are_announced(
    keeping: Keeping, days: list[int], zone: ZoneInfo
) -> None:
    looks = [(day, retained(keeping, ENDED, (), zone, ENDED + timedelta(days=day))) for day in sorted(days)]
    for (day, before), (later, after) in pairwise(looks):
        assert ORDER[before.record] <= ORDER[after.record]
        assert ORDER[before.biometrics] <= ORDER[after.biometrics]
        then = (ENDED + timedelta(days=later)).astimezone(zone).date()
        if day >= 0 and (before.changes_on is None or then < before.changes_on):
            assert (before.record, before.biometrics) == (after.record, after.biometrics)
