"""No old backup brings anybody back."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete

from api.backup.errors import BackupRewritten, BackupsDiffer, ErasuresUnknown, RecordsMissing
from api.backup.places import KEYS_FILE
from api.backup.restoring import Restored, prove
from api.errors import UnknownPerson
from api.registry import erased as gone
from api.registry import idempotency, orders
from api.registry.errors import AnswerLost, NotOnRecord
from api.registry.idempotency import Answer, Asked
from api.registry.registry import Registry
from api.registry.schema import person_key
from api.registry.sealing import issue_person_key
from tests.support.backups import Kept, restore
from tests.support.registry import NOW, add_person, new_order, registered

ASKED = Asked("officer-1", "POST /v1/persons", "a-key", "digest")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new"


def restored(
    kept: Kept, new: Path, *, without_newer: bool = False, without_records: bool = False
) -> tuple[Restored, Registry]:
    pieces = replace(kept.pieces(without_newer=without_newer), without_records=without_records)
    done = restore(pieces, new, new / "umbral.db")
    return done, Registry.open(new / "umbral.db", new / "keys")


def test_the_keys_that_took_the_place_of_older_ones_lack_theirs(small: Kept, new: Path) -> None:
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    keeper = small.keeper(registry)
    small.make()
    assert keeper.look()
    assert not keeper.look()
    registry.delete(ana)
    assert keeper.look()
    registry.close()
    shutil.rmtree(small.witness)
    small.witness.mkdir()
    done, again = restored(small, new, without_newer=True)
    assert (done.erased, done.newer, done.persons) == (1, False, 1)
    assert again.person(bruno).name == "Bruno Lima"
    with pytest.raises(UnknownPerson):
        again.person(ana)
    again.close()


def test_where_older_keys_were_kept_the_list_destroys_theirs(small: Kept, new: Path) -> None:
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    small.make()
    old = (small.keys / KEYS_FILE).read_bytes()
    registry.delete(ana)
    small.keeper(registry).look()
    registry.close()
    (small.keys / KEYS_FILE).write_bytes(old)
    done, again = restored(small, new)
    assert (done.erased, done.newer) == (1, True)
    assert {one.id for one in again.page(None, 10)} == {bruno}
    with again.reading() as view:  # and it stays on the list
        assert len(list(gone.every(view))) == 1
    again.close()


def test_without_a_list_that_is_newer_nothing_is_restored(small: Kept, new: Path) -> None:
    registry = small.open()
    ana = add_person(registry)
    small.make()
    registry.delete(ana)
    registry.close()
    shutil.rmtree(small.witness)
    small.witness.mkdir()
    with pytest.raises(ErasuresUnknown):
        restored(small, new)
    assert not (new / "umbral.db").exists()
    done, again = restored(small, new, without_newer=True)
    assert (done.newer, done.persons) == (False, 1)  # they are back: it was said aloud, and is in the log
    again.close()


def test_a_list_that_was_cut_or_changed_is_refused(small: Kept, new: Path) -> None:
    registry = small.open()
    people = [add_person(registry) for _ in range(3)]
    small.make()
    for one in people[:2]:
        registry.delete(one)
        small.keeper(registry).look()
    registry.close()
    path = small.witness / "umbral-erased.jsonl"
    whole = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*whole[:-2], whole[-1]]))
    with pytest.raises(BackupRewritten):
        restored(small, new)
    path.write_text("".join(whole).replace("ERASED".lower(), "archived", 1))
    with pytest.raises(BackupRewritten):
        restored(small, new)
    path.write_text("".join(whole) + whole[-1][:40])  # a crash cut a line off: nothing is missing
    done, again = restored(small, new)
    assert done.erased == 2
    again.close()


def test_a_witness_that_was_away_is_brought_up_to_date(small: Kept) -> None:
    registry = small.open()
    people = [add_person(registry) for _ in range(2)]
    keeper = small.keeper(registry)
    keeper.look()
    away = small.witness.with_name("away")
    small.witness.rename(away)
    registry.delete(people[0])
    assert keeper.look()
    assert keeper.look()  # it is tried again
    away.rename(small.witness)
    assert keeper.look()
    assert not keeper.look()
    registry.delete(people[1])
    keeper.look()
    registry.close()
    lines = (small.witness / "umbral-erased.jsonl").read_text().splitlines()
    assert [line.count("erased") for line in lines] == [0, 1, 1]


def test_keys_older_than_the_rows_are_refused(small: Kept, new: Path) -> None:
    registry = small.open()
    small.make("old.rows")
    old = (small.keys / KEYS_FILE).read_bytes()
    add_person(registry)
    small.make()
    registry.close()
    (small.keys / KEYS_FILE).write_bytes(old)
    with pytest.raises(BackupsDiffer):
        restored(small, new)


def test_newer_keys_open_older_rows(small: Kept, new: Path) -> None:
    registry = small.open()
    ana = add_person(registry)
    small.make()
    add_person(registry)
    small.make("later.rows")
    registry.close()
    done, again = restored(small, new)
    assert {one.id for one in again.page(None, 10)} == {ana}
    assert done.erased == 0
    again.close()


def test_what_lay_under_keys_of_its_own_goes_with_them(small: Kept, new: Path) -> None:
    registry = small.open()
    destroyed, stays = registered(registry).id, registered(registry, new_order("78/26")).id
    with registry.writing(NOW) as unit:
        idempotency.once(unit, ASKED, lambda: Answer(200, "text/plain", "the answer"))
    small.make()
    with registry.writing(NOW) as unit:
        orders.destroy(unit, [destroyed])
        idempotency.forget(unit, NOW.replace(year=2100))
    small.keeper(registry).look()
    registry.close()
    done, again = restored(small, new)
    assert done.stuck == 0
    with again.reading() as view:
        assert orders.one(view, stays).text.court == "Juzgado Tercero"
        with pytest.raises(NotOnRecord):
            orders.one(view, destroyed)
    with pytest.raises(AnswerLost), again.writing(NOW) as unit:  # carried out once, and never again
        idempotency.once(unit, ASKED, lambda: Answer(200, "text/plain", "another"))
    again.close()


def test_a_key_that_no_list_accounts_for_is_told_before_anything_is_restored(small: Kept, new: Path) -> None:
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    small.make()
    with registry.writing(NOW) as unit:
        unit.connection.execute(delete(person_key).where(person_key.c.person_id == ana))
        issue_person_key(unit, ana)
    small.make("later.rows")
    registry.close()
    assert prove(small.pieces()).missing.unaccounted == [ana]
    with pytest.raises(RecordsMissing, match="1 persons have no key, and no list says why"):
        restored(small, new)
    done, again = restored(small, new, without_records=True)
    assert (done.erased, done.missing, {one.id for one in again.page(None, 10)}) == (0, 1, {bruno})
    with again.reading() as view:
        assert list(gone.every(view)) == []  # nothing is on the list that never was a key
    again.close()
