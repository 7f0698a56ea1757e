"""What is due of a person: a table of cases, and what holds of every person, policy, hold and hour."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.gates.reading.spans import Period
from api.gates.retention.policy import Keeping
from api.gates.retention.schedule import LegalHold
from api.gates.retention.standing import Ground, Kept, Standing, Step, standing

ZONE = ZoneInfo("America/La_Paz")
ENDED = datetime(2026, 3, 10, 15, tzinfo=UTC)
FIRST, SECOND = UUID(int=1), UUID(int=2)
SERVED = Keeping(Period(years=2), Period(years=8), Period(months=18))
ACQUITTED = Keeping(Period(), Period(years=10), Period())
GONE_AT_ONCE = Keeping(Period(), Period(), Period())
DAY = timedelta(days=1)


def ground(keeping: Keeping, since: datetime | None = ENDED, *acquitted: UUID, rule: str = "rule") -> Ground:
    return Ground(rule, "house@1", keeping, since, ZONE, frozenset(acquitted))


def due(*grounds: Ground, after: timedelta = timedelta(), **more: object) -> Standing:
    told = {"holds": (), "captured": frozenset({FIRST}), **more}
    return standing(Kept(grounds, **told), ENDED + after)  # type: ignore[arg-type] # a table of cases


WIDE, PLAIN = LegalHold(ENDED, biometrics=True), LegalHold(ENDED)
LONG = timedelta(days=11 * 366)


@pytest.mark.parametrize(
    ("name", "told", "step", "held"),
    [
        ("who is held keeps everything", due(ground(SERVED, None), after=LONG), None, False),
        ("whose sentence is served keeps it for a while", due(ground(SERVED)), None, False),
        ("biometrics go before the record", due(ground(SERVED), after=600 * DAY), Step.BIOMETRICS, False),
        ("what went is gone", due(ground(SERVED), after=600 * DAY, captured=frozenset()), None, False),
        ("then the record is archived", due(ground(SERVED), after=800 * DAY), Step.ARCHIVE, False),
        ("then it goes", due(ground(SERVED), after=LONG), Step.ERASE, False),
        ("an acquittal archives at once", due(ground(ACQUITTED, ENDED, FIRST)), Step.ARCHIVE, False),
        (
            "of the acquitted who is held for something else, what was captured then goes",
            due(ground(ACQUITTED, ENDED, FIRST), ground(SERVED, None), captured=frozenset({FIRST, SECOND})),
            Step.BIOMETRICS,
            False,
        ),
        ("a hold keeps the record", due(ground(SERVED), after=LONG, holds=(PLAIN,)), Step.ARCHIVE, True),
        ("a hold seals", due(ground(ACQUITTED, ENDED, FIRST), holds=(WIDE,)), Step.SEAL, True),
        ("sealed is sealed", due(ground(ACQUITTED, ENDED, FIRST), holds=(WIDE,), sealed=True), None, True),
        ("who is held again is searched again", due(ground(SERVED, None), sealed=True), Step.UNSEAL, False),
        ("a plain hold", due(ground(SERVED), after=600 * DAY, holds=(PLAIN,)), Step.BIOMETRICS, False),
        ("the longest counts", due(ground(GONE_AT_ONCE), ground(SERVED)), None, False),
    ],
)  # fmt: skip
def test_cases(name: str, told: Standing, step: Step | None, *, held: bool) -> None:
    assert (told.step, told.held) == (step, held), name


def test_only_what_was_captured_in_the_acquitted_custody_goes() -> None:
    both = frozenset({FIRST, SECOND})
    told = due(ground(ACQUITTED, ENDED, FIRST, rule="acquitted"), ground(SERVED, None), captured=both)
    assert (told.encounters, told.rule) == (frozenset({FIRST}), "acquitted")


def test_the_days_are_told() -> None:
    told = due(ground(SERVED))
    assert told.next == date(2027, 9, 10)
    assert told.archive_until == date(2036, 3, 10)
    assert due(ground(SERVED, None)).archive_until is None


def test_what_nothing_keeps_is_nobodys_to_judge() -> None:
    with pytest.raises(ValueError, match="how long"):
        due()


periods = st.builds(Period, st.integers(0, 3), st.integers(0, 14), st.integers(0, 40))
moments = st.integers(0, 3_000).map(lambda hours: ENDED + timedelta(hours=8 * hours))
keepings = st.builds(Keeping, periods, periods, periods)
holds = st.builds(LegalHold, moments, st.none() | moments.map(lambda at: at + 2000 * DAY), st.booleans())
grounds = st.builds(ground, keepings, st.none() | moments, st.sampled_from([FIRST, SECOND, UUID(int=3)]))
people = st.builds(
    Kept,
    st.lists(grounds, min_size=1, max_size=4),
    st.lists(holds, max_size=3),
    st.sets(st.sampled_from([FIRST, SECOND])).map(frozenset),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(people, moments)
def test_nothing_is_destroyed_under_a_hold(kept: Kept, now: datetime) -> None:
    told = standing(kept, now)
    if any(hold.stands(now) for hold in kept.holds):
        assert told.step is not Step.ERASE
    if any(hold.stands(now) and hold.biometrics for hold in kept.holds) and kept.captured:
        assert told.step is not Step.BIOMETRICS
        if told.step is Step.ARCHIVE:
            pytest.fail("the images would go with the record")


@settings(max_examples=150, deadline=None)
@given(people, moments)
def test_once_it_is_carried_out_nothing_is_kept_beyond_its_limit(kept: Kept, now: datetime) -> None:
    told = standing(kept, now)
    lasting = [one for one in kept.grounds if one.since is None or now < one.since]
    if told.step in (Step.ERASE, Step.ARCHIVE) or lasting or told.held:
        return
    captured = kept.captured - told.encounters
    today = now.astimezone(ZONE).date()

    def days(at: datetime | None, period: Period) -> date:
        assert at is not None
        return period.after(at.astimezone(ZONE).date())

    assert any(today < days(one.since, one.keeping.active) for one in kept.grounds), "the record"
    if captured:
        assert any(today < days(one.since, one.keeping.biometrics) for one in kept.grounds), "biometrics"


@settings(max_examples=80, deadline=None)
@given(people, moments)
def test_the_same_is_said_of_the_same_in_any_order(kept: Kept, now: datetime) -> None:
    told = standing(kept, now)
    turned = standing(Kept(kept.grounds[::-1], kept.holds[::-1], kept.captured, kept.sealed), now)
    assert (told.step, told.encounters, told.held, told.next) == (
        turned.step,
        turned.encounters,
        turned.held,
        turned.next,
    )
