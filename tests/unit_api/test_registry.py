"""The store: whole persons or none, in order, sealed, and gone when deleted."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from api.errors import KeyMissing, PersonExists, SealBroken, UnknownPerson, UnknownSample
from api.registry.ids import uuid7
from api.registry.records import Grade
from api.registry.registry import Registry
from matcher.errors import Remark
from tests.support.databases import Where, file_in
from tests.support.records import new_person, new_sample


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Registry]:
    """In SQLite: for tests that look into its files."""
    opened = Registry.open(file_in(tmp_path), tmp_path / "keys")
    yield opened
    opened.close()


def _reopen(tmp_path: Path) -> Registry:
    return Registry.open(tmp_path / "umbral.db", tmp_path / "keys")


def test_what_was_enrolled_is_read_back(registry: Registry) -> None:
    first, second = new_sample(b"one", b"t1", 2), new_sample(b"two", b"t2", 7)
    enrolled = new_person("Ștefan Ionuț", first, second, gallery="custody")
    registry.enrol(enrolled)
    read = registry.person(enrolled.id)
    assert (read.name, read.galleries, read.enrolled_at) == (
        "Ștefan Ionuț",
        ("custody",),
        enrolled.enrolled_at,
    )
    assert [sample.id for sample in read.samples] == [first.id, second.id]
    assert [sample.position for sample in read.samples] == [2, 7]
    stored = registry.sample(enrolled.id, second.id)
    assert (stored.sample, stored.template, stored.media_type) == (
        second.sample,
        second.template,
        "image/png",
    )


def test_quality_is_kept_with_its_reasons(registry: Registry) -> None:
    grade = Grade(41, (Remark("dry", {"ink": 0.2}), Remark("small-area", {"area": 60.5})))
    person = new_person("Ana", replace(new_sample(), grade=grade), new_sample())
    registry.enrol(person)
    assert [sample.grade for sample in registry.person(person.id).samples] == [grade, None]
    assert registry.sample(person.id, person.samples[0].id).grade == grade


def test_a_person_without_a_name(registry: Registry) -> None:
    enrolled = new_person(None)
    registry.enrol(enrolled)
    assert registry.person(enrolled.id).name is None


def test_an_id_is_taken_once_and_the_second_leaves_no_trace(registry: Registry) -> None:
    first = new_person("first")
    registry.enrol(first)
    with pytest.raises(PersonExists):
        registry.enrol(new_person("second", person_id=first.id))
    assert registry.person(first.id).name == "first"
    assert [len(person.templates) for person in registry.templates()] == [1]


def test_of_many_at_once_one_gets_the_id(registry: Registry) -> None:
    wanted = uuid7()

    def enrol(name: str) -> bool:
        try:
            registry.enrol(new_person(name, person_id=wanted))
        except PersonExists:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enrol, "abcdefgh")) == 1
    assert registry.count() == 1


def test_many_writers_wait_for_each_other(registry: Registry) -> None:
    people = [new_person(str(n)) for n in range(100)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(registry.enrol, people))
    assert registry.count() == 100


def test_half_a_person_is_none(registry: Registry) -> None:
    twice = new_sample()
    with pytest.raises(IntegrityError):
        registry.enrol(new_person("half", twice, twice))
    assert registry.count() == 0


def test_pages_in_the_order_of_ids(registry: Registry) -> None:
    people = [new_person(str(n)) for n in range(5)]
    for person in reversed(people):
        registry.enrol(person)
    names = []
    after: UUID | None = None
    while page := registry.page(after, 2):
        names += [person.name for person in page]
        after = page[-1].id
    assert names == ["0", "1", "2", "3", "4"]


def test_templates_come_person_by_person_in_the_order_of_samples(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.registry.registry.PERSONS_AT_ONCE", 3)
    people = [new_person(None, *(new_sample(b"", b"%d-%d" % (n, s)) for s in range(3))) for n in range(4)]
    for person in people:
        registry.enrol(person)
    streamed = list(registry.templates())
    assert [person.id for person in streamed] == [person.id for person in people]
    payloads = [template and template.payload for template in streamed[2].templates]
    assert payloads == [b"2-0", b"2-1", b"2-2"]


def test_unknown_person_and_sample(registry: Registry) -> None:
    person, other = new_person(), new_person()
    registry.enrol(person)
    registry.enrol(other)
    with pytest.raises(UnknownPerson):
        registry.person(UUID(int=5))
    with pytest.raises(UnknownPerson):
        registry.delete(UUID(int=5))
    with pytest.raises(UnknownPerson):
        registry.sample(UUID(int=5), person.samples[0].id)
    with pytest.raises(UnknownSample):
        registry.sample(other.id, person.samples[0].id)


def test_nothing_personal_is_readable_on_the_disk(embedded: Registry, tmp_path: Path) -> None:
    embedded.enrol(new_person("CANARY-NAME", new_sample(b"CANARY-IMAGE" * 500, b"CANARY-TEMPLATE")))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"CANARY" not in path.read_bytes(), path


def test_a_deleted_persons_key_is_in_no_file_any_more(embedded: Registry, tmp_path: Path) -> None:
    person, stays = new_person(), new_person("stays")
    embedded.enrol(person)
    embedded.enrol(stays)
    wrapped = _wrapped_key(tmp_path, person.id)
    assert any(wrapped in path.read_bytes() for path in tmp_path.glob("umbral.db*"))
    embedded.delete(person.id)
    assert not any(wrapped in path.read_bytes() for path in tmp_path.glob("umbral.db*"))
    assert embedded.count() == 1
    tables = ("person_key", "encounter", "sample", "template")
    assert {table: _rows(tmp_path, table) for table in tables} == dict.fromkeys(tables, 1)


def test_everything_is_there_after_reopening(registry: Registry, where: Where, tmp_path: Path) -> None:
    person = new_person()
    registry.enrol(person)
    registry.close()
    again = Registry.open(where, tmp_path / "keys")
    assert again.sample(person.id, person.samples[0].id).sample.data == b"image"
    again.close()


def test_without_its_key_file_a_store_stays_closed_wherever_it_lies(
    registry: Registry, where: Where, tmp_path: Path
) -> None:
    registry.close()
    (tmp_path / "keys" / "kek").write_bytes(bytes(32))
    with pytest.raises(KeyMissing, match="not the one"):
        Registry.open(where, tmp_path / "keys")
    (tmp_path / "keys" / "kek").unlink()
    with pytest.raises(KeyMissing, match="missing"):
        Registry.open(where, tmp_path / "keys")


def test_without_its_key_file_the_store_stays_closed(embedded: Registry, tmp_path: Path) -> None:
    embedded.enrol(new_person())
    embedded.close()
    (tmp_path / "keys" / "kek").unlink()
    with pytest.raises(KeyMissing, match="missing"):
        _reopen(tmp_path)
    (tmp_path / "keys" / "kek").write_bytes(bytes(32))
    with pytest.raises(KeyMissing, match="not the one"):
        _reopen(tmp_path)


def test_a_value_moved_to_another_row_is_noticed(embedded: Registry, tmp_path: Path) -> None:
    one, two = new_sample(b"one"), new_sample(b"two")
    person = new_person(None, one, two)
    embedded.enrol(person)
    with sqlite3.connect(tmp_path / "umbral.db") as database:
        database.execute(
            "UPDATE sample SET image = (SELECT image FROM sample WHERE id = ?) WHERE id = ?",
            (two.id.hex, one.id.hex),
        )
    database.close()
    with pytest.raises(SealBroken, match="image"):
        embedded.sample(person.id, one.id)


def test_commits_are_durable_and_deletions_overwrite(embedded: Registry) -> None:
    with embedded._engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def _wrapped_key(tmp_path: Path, person: UUID) -> bytes:
    database = sqlite3.connect(tmp_path / "umbral.db")
    (wrapped,) = database.execute(
        "SELECT wrapped FROM person_key WHERE person_id = ?", (person.hex,)
    ).fetchone()
    database.close()
    assert isinstance(wrapped, bytes)
    return wrapped


def _rows(tmp_path: Path, table: str) -> int:
    database = sqlite3.connect(tmp_path / "umbral.db")
    (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
    database.close()
    return int(count)
