"""Rows and keys of a store, restored: everybody is as they were, whoever was erased is not."""

from pathlib import Path
from uuid import UUID

import pytest

from api.backup.errors import BackupsDiffer, ErasuresUnknown, TargetNotEmpty
from api.registry import audit_log
from api.registry.registry import Registry
from tests.support.backups import Kept, restore
from tests.support.databases import Where
from tests.support.registry import add_facility, add_person, admitted, registered

EITHER = pytest.mark.parametrize("nowhere", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def kept(tmp_path: Path, where: Where) -> Kept:
    return Kept(tmp_path / "kept", where)


def everything(registry: Registry) -> dict[UUID, object]:
    """Who is on record, with all that was captured of them."""
    samples = {
        person.id: [registry.sample(person.id, one.id) for one in person.samples]
        for person in registry.page(None, 1000)
    }
    return {person.id: (person, samples[person.id]) for person in registry.page(None, 1000)}


@EITHER
def test_everybody_is_there_again_under_another_key(kept: Kept, nowhere: Where, tmp_path: Path) -> None:
    registry = kept.open()
    registry.keep_account = lambda: None  # type: ignore[method-assign]
    ana, bruno = add_person(registry), add_person(registry, "Bruno Știrbei")
    admitted(registry, ana, add_facility(registry))
    registered(registry)
    before = everything(registry)
    kept.notarize(registry)
    made = kept.make()
    registry.close()
    new = tmp_path / "new"
    done = restore(kept.pieces(), new, nowhere)
    assert (done.persons, done.templates, done.erased, done.lost) == (2, 2, 0, 0)
    assert done.newer
    assert done.head == made.head.size
    again = Registry.open(nowhere, new / "keys")
    assert everything(again) == before.copy()
    assert set(before) == {ana, bruno}
    assert (new / "keys" / "kek").read_bytes() != (kept.home / "keys" / "kek").read_bytes()
    with again.reading() as view:
        assert audit_log.name(view) == made.head.log
        assert b"command:backup-restore" in audit_log.leaves(view, audit_log.size(view) - 1, 1)[0]
    again.close()
    assert not (new / "restoring").exists()
