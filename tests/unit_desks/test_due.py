"""Clocks of detention that fall due while nobody asks are told once: over restarts, over rounds at the same
moment, and again only when it was mended and falls due anew."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from api.desks.due.round import Round
from api.registry import custody, legal_basis, marks
from api.registry.legal_basis import Extension
from tests.support.clock import START, SimulatedClock
from tests.support.due import DAY, LIMIT, STATUTE, WHO, events, facts_of, go, held
from tests.support.house import House, person_id

OF_CLOCKS = ("clock.near", "clock.over", "clock.eased", "legal-basis.lapsed", "case.file-missing")


def test_a_limit_that_comes_near_and_passes_is_told_once_each(house: House) -> None:
    period = held(house)
    assert go(house) == []
    assert go(house, (LIMIT - STATUTE.near_days - 2) * DAY) == []
    assert go(house, DAY) == ["clock.near"]
    assert go(house) == go(house, DAY) == []
    assert go(house, STATUTE.near_days * DAY) == ["clock.over"]
    assert go(house, 400 * DAY) == []
    assert facts_of(house, "clock.over") == {
        "episode_id": str(period.episode_id),
        "legal_basis": "pre-trial",
        "days": LIMIT + 1,
        "limit_days": LIMIT,
    }
    assert {who for _, who, _ in events(house)} == {WHO}


def test_a_service_that_was_down_tells_the_gravest_alone(house: House) -> None:
    held(house)
    assert go(house, (LIMIT + 30) * DAY) == ["clock.over"]


def test_an_extension_eases_and_the_next_line_is_told_again(house: House) -> None:
    period = held(house)
    assert go(house, LIMIT * DAY) == ["clock.over"]
    with house.registry.writing(house.clock.now()) as unit:
        granted = Extension(
            period_id=period.id, person_id=WHO, granted=unit.now, entered_by="x", authority="Sala Penal"
        )
        legal_basis.extend(unit, granted)
    assert go(house) == ["clock.eased"]
    assert STATUTE.extended is not None
    longer = (STATUTE.extended.after(START.date()) - START.date()).days
    assert go(house, (longer - LIMIT - 1) * DAY) == ["clock.near"]
    assert go(house, DAY) == ["clock.over"]


def test_a_courts_last_day_that_passes_is_told_as_that_too(house: House) -> None:
    period = held(house)
    with house.registry.writing(house.clock.now()) as unit:
        legal_basis.amend(unit, period, last_day=date(2026, 3, 10))
    assert go(house) == ["clock.near"]
    assert go(house, 10 * DAY) == ["clock.over", "legal-basis.lapsed"]
    assert go(house, DAY) == []


def test_a_case_file_that_is_missing_is_told_until_it_is_linked_and_anew_when_it_is_lost(
    house: House,
) -> None:
    held(house, filed=False)
    assert go(house) == ["case.file-missing"]
    assert go(house, DAY) == []
    with house.registry.writing(house.clock.now()) as unit:
        custody.link_case(unit, custody.open_of(unit, WHO), "7/26")
    assert go(house, DAY) == []


def test_whoever_is_free_is_not_counted_any_more(house: House) -> None:
    held(house)
    with house.registry.writing(house.clock.now()) as unit:
        custody.end(unit, custody.open_of(unit, WHO))
    assert go(house, LIMIT * DAY) == []


def test_of_many_rounds_at_one_moment_one_tells(house: House) -> None:
    for number in range(1, 4):
        held(house, number)
    house.clock.advance(LIMIT * DAY)
    shelf = house.gates.house.policies
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: Round(house.registry, shelf, house.clock).go(), range(6)))
    assert sorted(str(who) for kind, who, _ in events(house) if kind == "clock.over") == [
        str(person_id(number)) for number in range(1, 4)
    ]


def test_a_mark_is_changed_only_as_it_was_seen(house: House) -> None:
    """As two services see it that read before either of them wrote."""
    period = held(house)
    go(house, LIMIT * DAY)
    with house.registry.reading() as view:
        seen = marks.of_clocks(view, [period.episode_id])[period.episode_id]
    later = type(seen)(house.clock.now() + DAY, over=True)
    with house.registry.writing(house.clock.now()) as unit:
        assert marks.claim_clock(unit, period.episode_id, seen, later)
        assert not marks.claim_clock(unit, period.episode_id, seen, later)
        assert not marks.claim_clock(unit, period.episode_id, None, later)


def test_two_that_look_in_one_moment_tell_what_changed_in_it_once(house: House) -> None:
    """By a clock that stands as long as both look: the instant alone does not tell their marks apart."""
    period = held(house)
    go(house, LIMIT * DAY)
    with house.registry.reading() as view:
        seen = marks.of_clocks(view, [period.episode_id])[period.episode_id]
    changed = replace(seen, over=not seen.over)
    with house.registry.writing(house.clock.now()) as unit:
        told = [marks.claim_clock(unit, period.episode_id, seen, changed) for _ in range(2)]
    assert told == [True, False]


def test_a_machine_whose_clock_went_back_judges_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    held(house)
    assert go(house, LIMIT * DAY) == ["clock.over"]
    behind = SimulatedClock(START)
    Round(house.registry, house.gates.house.policies, behind).go()
    assert [kind for kind, _, _ in events(house)] == ["clock.over"]
    assert "clock-went-back" in caplog.text or "looked at" in caplog.text
