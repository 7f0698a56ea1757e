"""Rows and keys of a store, restored: everybody is as they were, on either database, under another key."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from api.backup import making, restoring
from api.backup.errors import RestoreUnfinished, TargetNotEmpty
from api.backup.target import Target
from api.clock import SystemClock
from api.home import DataDirectory
from api.keys.envelope import Keyring
from api.keys.kek import KeyFolder
from api.keys.protection import Passphrase, Protections
from api.registry import arriving, audit_log
from api.registry.beside import Beside
from api.registry.registry import Registry
from api.rotating import KeyRotation
from tests.support.backups import ADMINISTRATOR, Kept, restore, target
from tests.support.databases import Where
from tests.support.registry import NOW, add_facility, add_person, admitted, registered

EITHER = pytest.mark.parametrize("nowhere", ["sqlite", "postgresql"], indirect=True)


def everything(registry: Registry) -> dict[UUID, object]:
    """Who is on record, with all that was captured of them."""
    people = registry.page(None, 1000)
    return {
        person.id: (person, [registry.sample(person.id, one.id) for one in person.samples])
        for person in people
    }


@EITHER
def test_everybody_is_there_again_under_another_key(kept: Kept, nowhere: Where, tmp_path: Path) -> None:
    registry = kept.open()
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
    assert (done.newer, done.head, done.stuck) == (True, made.head.size, 0)
    again = Registry.open(nowhere, new / "keys")
    assert everything(again) == before
    assert set(before) == {ana, bruno}
    assert (new / "keys" / "kek").read_bytes() != (kept.home / "keys" / "kek").read_bytes()
    with again.reading() as view:
        assert audit_log.name(view) == made.head.log
        assert b"command:backup-restore" in audit_log.leaves(view, audit_log.size(view) - 1, 1)[0]
    add_person(again)  # it goes on
    again.close()
    assert not (new / "restoring").exists()


def test_a_backup_is_an_act_with_a_leaf(small: Kept) -> None:
    registry = small.open()
    made = small.make()
    with registry.reading() as view:
        (leaf,) = audit_log.leaves(view, audit_log.size(view) - 1, 1)
    assert b"command:backup-make" in leaf
    assert ADMINISTRATOR.id.encode() in leaf
    assert made.head.size == audit_log_size(registry)  # its own leaf is in it
    registry.close()


def audit_log_size(registry: Registry) -> int:
    with registry.reading() as view:
        return audit_log.size(view)


def test_it_is_made_after_a_rotation_and_restored_under_a_passphrase(small: Kept, tmp_path: Path) -> None:
    registry = small.open()
    ana = add_person(registry)
    rotation = KeyRotation(registry, SystemClock())
    rotation.begin()
    rotation.join()
    small.make()
    registry.close()
    keys = KeyFolder(tmp_path / "new" / "keys", Protections(Passphrase("correct horse battery")))
    with DataDirectory(tmp_path / "new", restoring=True) as directory:
        aim = Target(directory, directory.database, keys, ADMINISTRATOR)
        assert restoring.restore(small.pieces(), aim).persons == 1
    again = Registry.open(tmp_path / "new" / "umbral.db", keys)
    assert again.person(ana).name == "Alma Reyes"
    again.close()


@dataclass
class Late:
    """Where a key-encryption key lies that gives way between two looks at the store. stale: at which look."""

    folder: KeyFolder
    stale: int
    rotating: bool = False
    looks: int = 0

    def keyring(self, *, first_start: bool) -> Keyring:
        """The one that is there, but for one look one that opens nothing any more."""
        self.looks += 1
        return (
            Keyring(bytes(32)) if self.looks == self.stale else self.folder.keyring(first_start=first_start)
        )

    def begin(self) -> bytes:
        raise NotImplementedError

    def finish(self) -> None:
        raise NotImplementedError


@pytest.mark.parametrize("stale", [2, 3])
def test_a_rotation_that_ends_meanwhile_is_looked_past(small: Kept, tmp_path: Path, stale: int) -> None:
    registry = small.open()
    add_person(registry)
    registry.close()
    keys = Late(KeyFolder(small.home / "keys"), stale)
    store = Beside.open(small.where, keys)
    making.make(store, small.home, small.rows / "one.rows", small.places, ADMINISTRATOR)
    store.close()
    assert keys.looks == 4  # the leaf, the rows, the keys, and one of both again
    assert restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db").persons == 1


def test_what_decides_beside_the_store_comes_too(small: Kept, tmp_path: Path) -> None:
    small.open().close()
    (small.home / "policies").mkdir()
    (small.home / "policies" / "north.toml").write_text("[scope]")
    (small.home / "umbral.toml").write_text('key_passphrase = "not to be copied"')
    small.make()
    restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db")
    assert (tmp_path / "new" / "policies" / "north.toml").read_text() == "[scope]"
    assert not (tmp_path / "new" / "umbral.toml").exists()


@EITHER
def test_nothing_is_restored_over_anything(small: Kept, nowhere: Where, tmp_path: Path) -> None:
    registry = small.open()
    add_person(registry)
    small.make()
    registry.close()
    restore(small.pieces(), tmp_path / "new", nowhere)
    before = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "new").rglob("*"))
    with pytest.raises(TargetNotEmpty):
        restore(small.pieces(), tmp_path / "new", nowhere)
    with pytest.raises(TargetNotEmpty):
        restore(small.pieces(), small.home, small.where)
    after = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "new").rglob("*"))
    assert [one for one in after if one[0].name != "lock"] == [one for one in before if one[0].name != "lock"]


@EITHER
def test_an_interrupted_restore_begins_anew(
    small: Kept, nowhere: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = small.open()
    add_person(registry)
    small.make()
    small.make("two.rows")
    registry.close()
    home = tmp_path / "new"
    with monkeypatch.context() as broken:
        broken.setattr(arriving, "leap", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            restore(small.pieces(), home, nowhere)
    with pytest.raises(RestoreUnfinished):
        DataDirectory(home)
    with pytest.raises(TargetNotEmpty):
        restore(small.pieces("two.rows"), home, nowhere)
    assert restore(small.pieces(), home, nowhere).persons == 1
    DataDirectory(home).close()


@EITHER
def test_one_interrupted_at_its_end_goes_on(
    small: Kept, nowhere: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = small.open()
    add_person(registry)
    small.make()
    registry.close()
    home = tmp_path / "new"
    with monkeypatch.context() as broken:
        broken.setattr("api.backup.restoring._opened", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            restore(small.pieces(), home, nowhere)
    assert restore(small.pieces(), home, nowhere).persons == 1
    with target(home, nowhere) as whole:
        assert not whole.directory.unfinished.exists()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_nothing_acknowledged_is_half_copied(small: Kept, tmp_path: Path) -> None:
    """What is written after the copy began is not in it, whatever is read when."""
    registry = small.open()
    ana = add_person(registry)
    small.make()
    add_person(registry)
    with registry.writing(NOW):
        pass
    registry.close()
    restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db")
    again = Registry.open(tmp_path / "new" / "umbral.db", tmp_path / "new" / "keys")
    assert set(everything(again)) == {ana}
    again.close()
