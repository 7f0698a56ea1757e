"""A store of an older version opens, with everybody in it."""

from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.older_store import ENROLLED, add_as_then, make_older_store


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_people_of_an_older_store_are_read(tmp_path: Path, revision: str) -> None:
    keyring = make_older_store(tmp_path, revision)
    ana = add_as_then(tmp_path, keyring, "Ana Știrbei", "custody", b"minutiae")
    nameless = add_as_then(tmp_path, keyring, None, "visitors", b"others")
    registry = Registry.open(tmp_path / "umbral.db", tmp_path / "keys")
    read = registry.person(ana)
    assert (read.name, read.enrolled_at, len(read.samples)) == ("Ana Știrbei", ENROLLED, 1)
    assert read.samples[0].grade is None
    assert registry.sample(ana, read.samples[0].id).sample.data == b"image"
    assert registry.person(nameless).name is None
    assert {person.id for person in registry.templates()} == {ana, nameless}
    registry.close()
