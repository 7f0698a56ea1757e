"""Out for a time and back: what departure and return ask, and who is overdue when."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gates.absence.departure import DEPARTURE
from api.gates.absence.evidence import AbsenceFacts, AbsenceKind, Returning
from api.gates.absence.homecoming import RETURN
from api.gates.absence.overdue import Standing, crossings, standing
from api.gates.decision import Announce, Notify, Outcome, Party
from api.gates.doors.identity import EachModality, IsThePerson, NobodyElseMatches
from api.gates.doors.orders import OrderForHere, OrderInTime, OrderNamesPerson, OrderSigned, OrderStands
from api.gates.doors.signatures import IdentifiedByHand, OfficersSigned
from api.gates.release.book import RELEASE
from api.gates.rule import RuleBook
from tests.support.absence_rows import COURT, DEPARTURES, LEAVE, RETURNS, TRANSFER
from tests.support.at_doors import ABSENCES, absence, at_door, departing, returning
from tests.support.gate_evidence import CELLMATE, DAY, HOUR, NOW, OTHER
from tests.support.rule_rows import Row, decided, needed_rules

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
BOOKS: dict[str, tuple[RuleBook[Any, Any], list[Row]]] = {
    "departure": (DEPARTURE, DEPARTURES),
    "return": (RETURN, RETURNS),
}


@pytest.mark.parametrize(("gate", "row"), [(g, r) for g, (_, rows) in BOOKS.items() for r in rows], ids=str)
def test_each_outcome_of_each_rule(gate: str, row: Row) -> None:
    book, _ = BOOKS[gate]
    (rule,) = (one for one in book.rules if one.name == row.rule)
    found = rule(row.evidence, ABSENCES, NOW)
    assert ((found.outcome, found.reason.code) if found else (None, None)) == (row.outcome, row.code)
    if row.outcome in (HOLD, REFUSE):
        assert decided(book, row, ABSENCES).outcome is not ADMIT


@pytest.mark.parametrize("gate", BOOKS)
def test_rules_that_stop_somebody_are_needed(gate: str) -> None:
    book, rows = BOOKS[gate]
    can_stop = {row.rule for row in rows if row.outcome in (HOLD, REFUSE)}
    assert set(needed_rules(book, rows, ABSENCES)) == can_stop


def test_the_other_rules_are_those_that_a_release_asks() -> None:
    """Their tables are the release gate's: a rule is one object, wherever it stands."""
    shared = {IsThePerson, EachModality, NobodyElseMatches, IdentifiedByHand, OfficersSigned}
    on_order = {OrderSigned, OrderNamesPerson, OrderStands, OrderForHere, OrderInTime}
    asked = {type(rule) for rule in RELEASE.rules}
    assert shared | on_order <= asked
    assert shared | on_order <= {type(rule) for rule in DEPARTURE.rules}
    assert shared <= {type(rule) for rule in RETURN.rules}


def test_everything_in_order_passes_both_ways() -> None:
    for kind in AbsenceKind:
        out = DEPARTURE.decide(departing(kind), ABSENCES, under="made-up@1", now=NOW)
        assert out.outcome is ADMIT, kind
        back = RETURN.decide(returning(away=absence(kind)), ABSENCES, under="made-up@1", now=NOW)
        assert back.outcome is ADMIT, kind


def test_a_transfer_is_announced_as_it_happens_and_not_before() -> None:
    goes = DEPARTURE.decide(departing(TRANSFER), ABSENCES, under="made-up@1", now=NOW)
    assert Announce(Party.FAMILY, "departure.transfer") in goes.consequences
    stays = DEPARTURE.decide(departing(TRANSFER, verified=None), ABSENCES, under="made-up@1", now=NOW)
    assert not any(isinstance(one, Announce) for one in stays.consequences)


def test_who_comes_late_is_let_in_and_noted() -> None:
    late = RETURN.decide(returning(away=absence(due=NOW - HOUR)), ABSENCES, under="made-up@1", now=NOW)
    assert late.outcome is ADMIT
    assert Notify(Party.SUPERVISOR, "return.late") in late.consequences


def test_the_absence_is_the_persons_own() -> None:
    with pytest.raises(ValueError, match="another person"):
        Returning(at_door("return"), absence(person_id=OTHER))


# -- overdue ----------------------------------------------------------------------------------------------

OUT = absence(left_at=NOW, due=NOW + 8 * HOUR)  # near an hour before, the alarm two hours after


@pytest.mark.parametrize(
    ("after", "how"),
    [
        (0, Standing.OUT),
        (6.99, Standing.OUT),
        (7, Standing.NEAR),
        (7.99, Standing.NEAR),
        (8, Standing.OVERDUE),
        (9.99, Standing.OVERDUE),
        (10, Standing.MISSING),
    ],
)
def test_how_an_absence_stands(after: float, how: Standing) -> None:
    now = NOW + after * HOUR
    assert standing(OUT, ABSENCES, now) is how
    assert standing(replace(OUT, ended_at=now), ABSENCES, now) is Standing.ENDED
    assert standing(replace(OUT, ended_at=now + HOUR), ABSENCES, now) is how


def test_who_is_told_of_what() -> None:
    def told(kind: AbsenceKind) -> dict[Standing, tuple[object, ...]]:
        found = crossings([replace(OUT, kind=kind)], ABSENCES, after=NOW, until=NOW + DAY)
        return {one.into: one.consequences for one in found}

    assert told(COURT)[Standing.OVERDUE] == (Notify(Party.SUPERVISOR, "absence.overdue"),)
    assert Notify(Party.DEFENDER, "absence.missing") in told(COURT)[Standing.MISSING]
    assert Notify(Party.POLICE, "absence.missing") in told(LEAVE)[Standing.MISSING]
    assert Notify(Party.POLICE, "absence.missing") not in told(TRANSFER)[Standing.MISSING]


def test_who_is_back_raises_no_alarm() -> None:
    back = replace(OUT, ended_at=NOW + 9 * HOUR)
    found = crossings([back], ABSENCES, after=NOW, until=NOW + 2 * DAY)
    assert [one.into for one in found] == [Standing.NEAR, Standing.OVERDUE]


MINUTES = st.integers(0, 60 * 48).map(lambda n: timedelta(minutes=n))


@st.composite
def absences(draw: st.DrawFn) -> AbsenceFacts:
    """Of some length, ended or not."""
    left = NOW + draw(MINUTES)
    due = left + draw(MINUTES) + timedelta(minutes=1)
    ended = draw(st.none() | MINUTES.map(lambda late: left + late))
    kind = draw(st.sampled_from(AbsenceKind))
    return AbsenceFacts(draw(st.uuids()), CELLMATE, kind, left, due, "south", ended)


@given(st.lists(absences(), max_size=4), st.lists(MINUTES, min_size=2, max_size=6))
def test_each_crossing_is_told_once_however_often_the_clock_is_read(
    all_absences: list[AbsenceFacts], pauses: list[timedelta]
) -> None:
    readings = sorted(NOW + pause for pause in pauses)
    whole = crossings(all_absences, ABSENCES, after=readings[0], until=readings[-1])
    parts = [
        crossing
        for after, until in pairwise(readings)
        for crossing in crossings(all_absences, ABSENCES, after=after, until=until)
    ]
    assert sorted(parts, key=str) == sorted(whole, key=str)
    assert len(set(whole)) == len(whole)
    assert [one.at for one in whole] == sorted(one.at for one in whole)


@given(absences(), MINUTES, MINUTES)
def test_an_absence_never_stands_better_before_it_ends(
    away: AbsenceFacts, first: timedelta, then: timedelta
) -> None:
    worse = [Standing.OUT, Standing.NEAR, Standing.OVERDUE, Standing.MISSING]
    early, late = sorted((NOW + first, NOW + then))
    before, after = standing(away, ABSENCES, early), standing(away, ABSENCES, late)
    if after is not Standing.ENDED:
        assert worse.index(before) <= worse.index(after)
    crossed = crossings([away], ABSENCES, after=early, until=late)
    if crossed and after is not Standing.ENDED:
        assert crossed[-1].into is after
