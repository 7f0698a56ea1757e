"""Policies change while the service runs: noticed, put on record first, and never half taken."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from api.desks.policies import PolicyShelf
from api.desks.policy_watch import PolicyWatch
from api.errors import SettingsRefused
from api.gates.reading.faults import PolicyRefused
from api.registry import policy_uses
from tests.support.house import POLICY, House
from tests.support.policies import written

START = date(2026, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "policies"
    made.mkdir()
    return made


@pytest.fixture
def shelf(house: House, folder: Path) -> PolicyShelf:
    written(folder, "first", valid_from=START)
    return PolicyShelf.of_folder(folder)


@pytest.fixture
def watch(house: House, folder: Path, shelf: PolicyShelf) -> PolicyWatch:
    return PolicyWatch(folder, shelf, house.registry, house.clock)


def uses(house: House) -> list[tuple[str, int, bool]]:
    """Name, hours after the start at which it was taken up, whether it is gone by still."""
    with house.registry.reading() as view:
        found = policy_uses.history(view, POLICY.scope.facility)
    begun = found[0].since
    return [(one.name, int((one.since - begun).total_seconds() // 3600), one.until is None) for one in found]


def in_force(house: House, shelf: PolicyShelf) -> str:
    return shelf.of(POLICY.scope.facility, house.clock.now()).scope.name


def test_what_is_changed_is_gone_by_and_both_texts_stay_on_record(
    house: House, folder: Path, shelf: PolicyShelf, watch: PolicyWatch
) -> None:
    watch.look()
    watch.look()
    assert uses(house) == [("first", 0, True)]
    before = shelf.of(POLICY.scope.facility, house.clock.now())
    house.clock.advance(timedelta(hours=1))
    (folder / "first.toml").unlink()
    path = written(folder, "second", valid_from=START)
    watch.look()
    assert in_force(house, shelf) == "second"
    assert uses(house) == [("first", 0, False), ("second", 1, True)]
    with house.registry.reading() as view:
        old, new = policy_uses.history(view, POLICY.scope.facility)
    assert (old.sha256, old.until) == (before.sha256, house.clock.now())
    assert new.text == path.read_text("utf-8")


def test_what_comes_back_begins_anew(house: House, folder: Path, watch: PolicyWatch) -> None:
    watch.look()
    text = (folder / "first.toml").read_text("utf-8")
    house.clock.advance(timedelta(hours=1))
    (folder / "first.toml").unlink()
    watch.look()
    house.clock.advance(timedelta(hours=1))
    (folder / "first.toml").write_text(text, "utf-8")
    watch.look()
    assert uses(house) == [("first", 0, False), ("first", 2, True)]


@pytest.mark.parametrize("spoilt", ["line", "overlap"])
def test_what_cannot_be_used_changes_nothing_and_says_so(
    house: House, folder: Path, shelf: PolicyShelf, watch: PolicyWatch, spoilt: str
) -> None:
    watch.look()
    if spoilt == "line":
        bad = written(folder, "second", valid_from=date(2027, 1, 1))
        bad.write_text(bad.read_text("utf-8").replace("at_once = 3", "at_once = -3"), "utf-8")
    else:
        bad = written(folder, "second", valid_from=date(2026, 2, 1))
    watch.look()
    assert in_force(house, shelf) == "first"
    assert isinstance(shelf.refused, PolicyRefused if spoilt == "line" else SettingsRefused)
    assert uses(house) == [("first", 0, True)]
    bad.unlink()
    watch.look()
    assert shelf.refused is None


def test_it_watches_by_itself_until_it_is_stopped(
    house: House, folder: Path, shelf: PolicyShelf, watch: PolicyWatch
) -> None:
    watch.start()
    watch.stop()
    assert uses(house) == [("first", 0, True)], "on record before the first asking"
    written(folder, "second", valid_from=date(2027, 1, 1))
    assert [one.scope.name for one in shelf.every()] == ["first"]
