"""Months, and the groups that people are told apart by."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from api.statistics.groups import age_band, nationality_group, sex_of
from api.statistics.month import Month


def test_a_month_and_its_neighbours() -> None:
    january = Month.parse("2026-01")
    assert (str(january.before), str(january), str(january.after)) == ("2025-12", "2026-01", "2026-02")
    assert Month.of(date(2025, 12, 31)).after == january
    assert january.before < january


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "2026-01-01", "１２３４-01", ""])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


def test_a_month_lasts_from_midnight_to_midnight_of_the_house() -> None:
    """Chile goes back from summer time on 5 April 2026: the house's April is an hour longer."""
    begins, ends = Month.parse("2026-04").span(ZoneInfo("America/Santiago"))
    assert begins == datetime(2026, 4, 1, 3, tzinfo=UTC)
    assert ends == datetime(2026, 5, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "sex"),
    [
        ("woman", "women"),
        (" Mujer ", "women"),
        ("as they say: man", "men"),
        ("bărbat", "men"),
        ("trans woman", "women"),
        ("neither woman nor man", "other"),
        ("no binario", "other"),
        ("", "unrecorded"),
        (None, "unrecorded"),
        (["woman"], "unrecorded"),
    ],
)
def test_a_sex_as_the_person_says(said: JsonValue, sex: str) -> None:
    assert sex_of(said) == sex


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2008-03-02", "under-18"),
        ("2008-03-01", "18-24"),
        ("2001-03-02", "18-24"),
        ("2001-03-01", "25-34"),
        ("1961-03-01", "65-and-over"),
        ("1850-01-01", "65-and-over"),
        ("2026-03-01", "under-18"),
        ("2026-03-02", "unrecorded"),
        ("1990-02-30", "unrecorded"),
        ("about 1990", "unrecorded"),
        (1990, "unrecorded"),
        (None, "unrecorded"),
    ],
)
def test_an_age_on_the_day(born: JsonValue, band: str) -> None:
    assert age_band(born, date(2026, 3, 1)) == band


@pytest.mark.parametrize(
    ("countries", "group"),
    [
        (["XA"], "national"),
        (["XB", "XA"], "national"),
        (["XB"], "foreign"),
        ([], "unrecorded"),
        (None, "unrecorded"),
        ("XA", "unrecorded"),
    ],
)
def test_a_nationality(countries: JsonValue, group: str) -> None:
    assert nationality_group(countries, {"XA"}) == group
    assert (
        nationality_group(countries, set()) == "unrecorded"
    )  # no policy says whose nationals are no foreigners
