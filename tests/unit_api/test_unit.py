"""One transaction as a value: all of it or nothing, and never two at once."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from api.registry import schema
from api.registry.ids import uuid7
from api.registry.registry import Registry
from api.registry.unit import Unit, UnitMisused, View
from tests.support.databases import Where

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def registry(where: Where, tmp_path: Path) -> Iterator[Registry]:
    opened = Registry.open(where, tmp_path / "keys")
    yield opened
    opened.close()


def _add(unit: Unit) -> None:
    row = {"id": uuid7(), "enrolled_at": unit.now}
    unit.connection.execute(insert(schema.person), row)


def _count(view: View) -> int:
    return view.connection.execute(select(func.count()).select_from(schema.person)).scalar_one()


def test_what_a_unit_wrote_is_seen_when_it_closes_and_not_before(registry: Registry) -> None:
    seen: list[int] = []

    def look() -> None:
        with registry.reading() as view:
            seen.append(_count(view))

    with registry.writing(NOW) as unit:
        _add(unit)
        other = threading.Thread(target=look)
        other.start()
        other.join()
    look()
    assert seen == [0, 1]


def test_an_error_undoes_all_of_it(registry: Registry) -> None:
    def fail_after_writing() -> None:
        with registry.writing(NOW) as unit:
            _add(unit)
            _add(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert registry.count() == 0


def test_a_view_stays_at_its_moment(registry: Registry) -> None:
    def write() -> None:
        with registry.writing(NOW) as unit:
            _add(unit)

    with registry.reading() as view:
        before = _count(view)
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert _count(view) == before == 0
    assert registry.count() == 1


def test_one_inside_another_is_refused(registry: Registry) -> None:
    with registry.writing(NOW), pytest.raises(UnitMisused, match="open"), registry.writing(NOW):
        pass
    with registry.writing(NOW), pytest.raises(UnitMisused, match="open"), registry.reading():
        pass
    with registry.reading(), pytest.raises(UnitMisused, match="open"), registry.writing(NOW):
        pass
    with registry.writing(NOW) as unit:
        _add(unit)
    assert registry.count() == 1


def test_after_its_end_it_is_refused(registry: Registry) -> None:
    with registry.writing(NOW) as unit:
        pass
    with registry.reading() as view:
        pass
    for ended in (unit, view):
        with pytest.raises(UnitMisused, match="ended"):
            _count(ended)


def test_another_thread_is_refused(registry: Registry) -> None:
    refused: list[UnitMisused] = []

    def use(unit: Unit) -> None:
        try:
            _add(unit)
        except UnitMisused as error:
            refused.append(error)

    with registry.writing(NOW) as unit:
        other = threading.Thread(target=use, args=(unit,))
        other.start()
        other.join()
    assert len(refused) == 1


def test_a_time_without_zone_is_refused(registry: Registry) -> None:
    with pytest.raises(ValueError, match="zone"), registry.writing(datetime(2026, 3, 1)):  # noqa: DTZ001 - that is the point
        pass
