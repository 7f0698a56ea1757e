"""A new key-encryption key while the service answers: everything stays readable, under exactly one key."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, union_all

from api.keys.kek import KeyFolder
from api.registry import persons
from api.registry.registry import Registry
from api.registry.schema import person_key
from api.registry.sealing import row_key
from api.rotating import KeyRotation, State
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House
from tests.support.offices import Offices, code, offices_over
from tests.support.records import new_person
from tests.support.registry import NOW, add_person, registered

PEOPLE = 7


@pytest.fixture
def registry(where: Where, tmp_path: Path) -> Iterator[Registry]:
    opened = Registry.open(where, tmp_path / "keys")
    for number in range(PEOPLE):
        add_person(opened, f"Person {number}")
    registered(opened)
    yield opened
    opened.close()


def wrapped_by(registry: Registry) -> set[str]:
    both = union_all(select(person_key.c.kek), select(row_key.c.kek))
    with registry.reading() as view:
        return set(view.connection.execute(both).scalars())


def names(registry: Registry) -> list[str | None]:
    return [person.name for person in registry.page(None, 100)]


def test_everything_is_wrapped_anew_and_the_older_key_is_gone(
    registry: Registry, where: Where, tmp_path: Path
) -> None:
    before, older = names(registry), (tmp_path / "keys" / "kek").read_bytes()
    (first,) = wrapped_by(registry)
    rotation = KeyRotation(registry, SimulatedClock())
    assert rotation.progress().state is State.NONE
    rotation.begin()
    rotation.join()
    (second,) = wrapped_by(registry)
    assert (rotation.progress().state, rotation.progress().left) == (State.DONE, 0)
    assert rotation.progress().key == second != first
    assert names(registry) == before
    assert (tmp_path / "keys" / "kek").read_bytes() != older
    assert not (tmp_path / "keys" / "kek.next").exists()
    registry.close()
    again = Registry.open(where, tmp_path / "keys")
    assert names(again) == before
    again.close()


def test_what_was_interrupted_goes_on(registry: Registry, where: Where, tmp_path: Path) -> None:
    before = names(registry)
    KeyFolder(tmp_path / "keys").begin()
    registry.close()
    again = Registry.open(where, tmp_path / "keys")
    add_person(again, "Born meanwhile")
    assert len(wrapped_by(again)) == 2
    rotation = KeyRotation(again, SimulatedClock())
    rotation.resume()
    rotation.join()
    assert len(wrapped_by(again)) == 1
    assert names(again) == [*before, "Born meanwhile"]
    rotation.resume()  # nothing to go on with
    assert rotation.progress().state is State.DONE
    again.close()


def test_a_unit_that_is_open_is_waited_for(registry: Registry) -> None:
    """What it issued under the older key would be lost with that key."""
    issued, may_close = threading.Event(), threading.Event()

    def write() -> None:
        with registry.writing(NOW) as unit:
            persons.add(unit, new_person("Slow"))
            issued.set()
            may_close.wait(30)

    rotation = KeyRotation(registry, SimulatedClock())
    slow, begin = threading.Thread(target=write), threading.Thread(target=rotation.begin)
    slow.start()
    assert issued.wait(30)
    begin.start()
    begin.join(1)
    assert begin.is_alive(), "the older key must not go while something under way may still use it"
    may_close.set()
    for one in (slow, begin):
        one.join(30)
    rotation.join()
    assert wrapped_by(registry) == {rotation.progress().key}


def test_over_http(where: Where, tmp_path: Path) -> None:
    opened = Registry.open(where, tmp_path / "keys")
    with offices_over(House(opened, SimulatedClock())) as offices:
        _rotated_over_http(offices)
    opened.close()


def _rotated_over_http(offices: Offices) -> None:
    before = offices.get("/v1/keys/rotation", "administrator").json()
    assert (before["state"], before["left"]) == ("none", 0)
    begun = offices.send("POST", "/v1/keys/rotation", "administrator")
    assert begun.status_code == 202, begun.text
    after = begun.json()
    for _ in range(1_000):
        if after["state"] != "rotating":
            break
        after = offices.get("/v1/keys/rotation", "administrator").json()
    assert (after["state"], after["left"]) == ("done", 0)
    assert after["key"] != before["key"]
    assert code(offices.send("POST", "/v1/keys/rotation", "supervisor"))[0] == 403
