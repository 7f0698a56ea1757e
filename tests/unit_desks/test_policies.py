"""Each facility goes by its own policy, from its first day to its last, by its own calendar."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.desks.policies import PolicyShelf
from api.errors import NoPolicy, SettingsRefused
from api.gates.reading.faults import PolicyRefused
from api.policies import SHIPPED, PolicyUnreadable, shipped
from tests.support.policies import written

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def test_the_examples_are_for_two_houses() -> None:
    shelf = PolicyShelf.examples()
    names = {shelf.of(facility, NOON).scope.name for facility in shelf.facilities()}
    assert names == set(SHIPPED)


def test_a_new_policy_takes_over_on_its_first_day_by_the_facilitys_calendar(tmp_path: Path) -> None:
    written(tmp_path, "old", valid_from=date(2026, 1, 1), valid_until=date(2026, 5, 31))
    written(tmp_path, "new", valid_from=date(2026, 6, 1))
    shelf = PolicyShelf.of_folder(tmp_path)
    facility = shipped(SHIPPED[0]).scope.facility
    still_may = datetime(2026, 6, 1, 3, 59, tzinfo=UTC)  # in Santiago 23:59 of the day before
    june = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    assert shelf.of(facility, still_may).scope.name == "old"
    assert shelf.of(facility, june).scope.name == "new"
    assert shelf.of(facility, still_may).under != shelf.of(facility, june).under
    with pytest.raises(NoPolicy, match=facility):
        shelf.of(facility, datetime(2025, 12, 31, 12, 0, tzinfo=UTC))


def test_two_policies_for_one_day_stop_the_start(tmp_path: Path) -> None:
    written(tmp_path, "one", valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 1))
    written(tmp_path, "other", valid_from=date(2026, 6, 1))
    with pytest.raises(SettingsRefused, match=r"one and other"):
        PolicyShelf.of_folder(tmp_path)


def test_a_spoilt_policy_stops_the_start(tmp_path: Path) -> None:
    path = written(tmp_path, "one", valid_from=date(2026, 1, 1))
    path.write_text(path.read_text().replace("warrant_officers = 2", "warrant_officers = 1"))
    with pytest.raises(PolicyRefused):
        PolicyShelf.of_folder(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyUnreadable):
        PolicyShelf.of_folder(tmp_path)


def test_a_facility_without_policy_is_told_so() -> None:
    with pytest.raises(NoPolicy):
        PolicyShelf.examples().of("nowhere", NOON)
