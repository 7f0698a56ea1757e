"""Records that were sealed anew after the rows were made: told before a restore, never lost in silence."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from api.backup.errors import RecordsMissing
from api.backup.restoring import Restored, prove
from api.clock import SystemClock
from api.gates.retention.policy import Ending
from api.registry import archives, audit_log, rekeying
from api.registry.erased import Scope
from api.registry.registry import Registry
from api.registry.schema import encounter
from api.retention.erasing import Eraser
from api.rotating import KeyRotation
from tests.support.backups import Kept, restore
from tests.support.clock import SimulatedClock
from tests.support.house import House
from tests.support.keeping import Keeping
from tests.support.registry import NOW, add_facility, add_person, admitted


def restored(kept: Kept, new: Path, name: str = "one.rows", *, without: bool = False) -> Restored:
    return restore(replace(kept.pieces(name), without_records=without), new, new / "umbral.db")


def without_biometrics(registry: Registry, who: UUID) -> None:
    """Everything that was captured of somebody goes, and their record is sealed anew."""
    with registry.writing(NOW) as unit:
        held = select(encounter.c.id).where(encounter.c.person_id == who)
        rekeying.destroy_samples(unit, who, list(unit.connection.execute(held).scalars()))


@pytest.fixture
def keeping(small: Kept, tmp_path: Path) -> Iterator[Keeping]:
    """A house that is backed up, and what erases in it."""
    registry = small.open()
    house = House(registry, SimulatedClock())
    eraser = Eraser(registry, house.service, house.gates.house.policies, house.clock, [])
    yield Keeping(house, eraser, tmp_path)
    registry.close()


def test_a_record_without_its_biometrics_is_in_later_rows_alone(small: Kept, tmp_path: Path) -> None:
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    admitted(registry, ana, add_facility(registry))
    small.make()
    without_biometrics(registry, ana)
    small.make("later.rows")
    registry.close()
    (told,) = prove(small.pieces()).missing.anew
    assert (told.owner, told.scope, told.at) == (ana, Scope.BIOMETRICS, NOW)
    with pytest.raises(RecordsMissing, match=re.escape(f"made after {NOW.isoformat()} have them")):
        restored(small, tmp_path / "old")
    assert not (tmp_path / "old" / "umbral.db").exists()
    done = restored(small, tmp_path / "later", "later.rows")
    assert (done.persons, done.templates, done.erased, done.missing) == (2, 1, 0, 0)
    again = Registry.open(tmp_path / "later" / "umbral.db", tmp_path / "later" / "keys")
    assert again.person(ana).name == "Alma Reyes"
    assert again.person(ana).samples == ()
    assert len(again.person(bruno).samples) == 1
    again.close()


def test_it_is_restored_without_them_where_that_is_said_and_the_log_says_so(
    small: Kept, tmp_path: Path
) -> None:
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    small.make()
    without_biometrics(registry, ana)
    small.keeper(registry).look()
    registry.close()
    done = restored(small, tmp_path / "new", without=True)
    assert (done.persons, done.erased, done.missing) == (1, 0, 1)
    again = Registry.open(tmp_path / "new" / "umbral.db", tmp_path / "new" / "keys")
    assert [one.id for one in again.page(None, 9)] == [bruno]
    with again.reading() as view:
        (leaf,) = audit_log.leaves(view, audit_log.size(view) - 1, 1)
    assert json.loads(leaf)["outcome"] == "without-records"
    again.close()


def test_what_went_to_the_archive_is_in_later_rows_alone(
    small: Kept, keeping: Keeping, tmp_path: Path
) -> None:
    who = keeping.house.prisoner(3)
    small.make()
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED)
    assert keeping.eraser.run() == 1
    small.make("later.rows")
    with pytest.raises(RecordsMissing):
        restored(small, tmp_path / "old")
    (told,) = prove(small.pieces()).missing.anew
    assert (told.owner, told.scope) == (who, Scope.ARCHIVED)
    restored(small, tmp_path / "later", "later.rows")
    again = Registry.open(tmp_path / "later" / "umbral.db", tmp_path / "later" / "keys")
    with again.reading() as view:
        archived = archives.of_person(view, who)
    again.close()
    assert archived is not None
    assert archived.content.person.name == "Person 3"


def test_whoever_was_erased_in_the_end_is_not_missed(small: Kept, tmp_path: Path) -> None:
    """However often they were sealed anew before."""
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    small.make()
    without_biometrics(registry, ana)
    without_biometrics(registry, ana)
    small.keeper(registry).look()
    assert len(prove(small.pieces()).missing.anew) == 1
    registry.delete(ana)
    small.keeper(registry).look()
    registry.close()
    done = restored(small, tmp_path / "new")
    assert (done.persons, done.erased, done.missing) == (1, 1, 0)
    again = Registry.open(tmp_path / "new" / "umbral.db", tmp_path / "new" / "keys")
    assert [one.id for one in again.page(None, 9)] == [bruno]
    again.close()


def test_a_rotation_of_the_key_encryption_key_seals_nothing_anew(small: Kept, tmp_path: Path) -> None:
    registry = small.open()
    ana = add_person(registry)
    small.make()
    rotation = KeyRotation(registry, SystemClock())
    rotation.begin()
    rotation.join()
    small.make("later.rows")
    registry.close()
    for name in ("one.rows", "later.rows"):
        done = restored(small, tmp_path / name, name)
        assert (done.persons, done.missing) == (1, 0), name
        again = Registry.open(tmp_path / name / "umbral.db", tmp_path / name / "keys")
        assert again.person(ana).name == "Alma Reyes"
        again.close()


def test_the_log_says_that_a_backup_is_due(small: Kept, caplog: pytest.LogCaptureFixture) -> None:
    registry = small.open()
    ana, bruno = add_person(registry), add_person(registry, "Bruno Lima")
    keeper = small.keeper(registry)
    keeper.look()
    registry.delete(bruno)
    keeper.look()
    assert "sealed anew" not in caplog.text
    without_biometrics(registry, ana)
    keeper.look()
    assert "1 records were sealed anew" in caplog.text
    registry.close()
