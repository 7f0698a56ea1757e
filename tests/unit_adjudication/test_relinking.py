"""Merging and taking apart: on a settled case alone, everything along, and back again exactly."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from api.adjudication.judgement import Judgement
from api.errors import UnknownPerson
from api.registry import (
    adjudication,
    adjudication_sides,
    bans,
    belongings,
    custody,
    galleries,
    moved,
    names,
    relinking,
)
from api.registry.bans import Ban, BanKind
from api.registry.belongings import BELONGINGS, BY_PLACE, KEPT
from api.registry.custody import Episode, LegalStatus
from api.registry.errors import NotOnRecord
from api.registry.galleries import Gallery
from api.registry.names import NameKind
from api.registry.registry import Registry
from api.registry.relinking import Relink
from api.registry.relinking_errors import (
    BothInCustody,
    CaseSpent,
    LastEncounter,
    MovedOn,
    NoSuchVerdict,
    PersonCeased,
)
from api.registry.relinking_tables import RelinkKind
from api.registry.schema import encounter
from api.registry.tables import metadata
from api.registry.unit import Unit
from tests.support.adjudication import NOW, contents, enrol, new_encounter, registry, settle, settled_case
from tests.support.records import new_sample

SAME, DIFFERENT, CANNOT_TELL = Judgement
LATER = NOW + timedelta(days=30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Registry]:
    opened = registry(tmp_path)
    yield opened
    opened.close()


def merged(store: Registry, into: UUID, source: UUID, encounter_id: UUID) -> Relink:
    case_id = settled_case(store, into, encounter_id, SAME)
    with store.writing(LATER) as unit:
        return relinking.merge(unit, into=into, source=source, case_id=case_id, by="chief")


def test_every_table_with_a_person_is_moved_or_kept_for_a_reason() -> None:
    bearing = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    assert BY_PLACE.keys() | KEPT.keys() == bearing
    assert not BY_PLACE.keys() & KEPT.keys()
    assert len(BY_PLACE) == len(BELONGINGS)


def test_a_merge_takes_everything_along_and_says_where_it_came_from(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    with store.writing(NOW) as unit:
        names.add(unit, alma, NameKind.CLAIMED, "Alma")
        named = names.add(unit, ana, NameKind.ALIAS, "Ana")
        galleries.enter(unit, ana, Gallery.STAFF)
        held = admitted(unit, ana, "Rol 7-2026")
    merged(store, alma, ana, theirs)
    assert sorted(contents(store, alma)) == [b"image alma", b"image ana"]
    assert contents(store, ana) == []
    with store.reading() as view:
        assert [name.name for name in names.of(view, [alma])[alma]] == ["Alma", "Ana"]
        assert names.bearing(view, "Ana") == {alma}
        assert {Gallery.CUSTODY, Gallery.STAFF} <= galleries.of(view, [alma])[alma]
        (episode,) = custody.of(view, alma)
        assert (episode.id, episode.case_reference) == (held.id, "Rol 7-2026")
        came = moved.origins(view, alma)
        assert came["encounter.person_id", theirs] == ana
        assert came["person_name.person_id", named.id] == ana
        assert came["episode.person_id", held.id] == ana
        assert (moved.current(view, ana), moved.ceased_into(view, alma)) == (alma, [ana])


def test_a_merge_undone_leaves_everything_as_it_was(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    with store.writing(NOW) as unit:
        for person in (alma, ana):
            galleries.enter(unit, person, Gallery.STAFF)  # both: one of the two memberships has to end
            names.add(unit, person, NameKind.CLAIMED, "Reyes")
    before = everything(store, alma, ana)
    done = merged(store, alma, ana, theirs)
    assert everything(store, alma, ana) != before
    with store.reading() as view:
        assert len([m for m in galleries.history(view, alma) if m.gallery is Gallery.STAFF]) == 2
    case_id = settled_case(store, alma, theirs, DIFFERENT)
    with store.writing(LATER) as unit:
        back = relinking.undo(unit, done.id, case_id=case_id, by="chief")
    assert (back.kind, back.from_id, back.to_id) == (RelinkKind.UNMERGE, alma, ana)
    assert everything(store, alma, ana) == before
    with store.reading() as view:
        assert moved.current(view, ana) == ana


def everything(store: Registry, *persons: UUID) -> dict[str, object]:
    """Whose every row is, and what the images say."""
    with store.reading() as view:
        rows: dict[str, object] = {
            f"{one.place} {person}": belongings.rows_of(view, one, person)
            for one in BELONGINGS
            for person in persons
        }
        for person in persons:
            rows[f"names {person}"] = [name.name for name in names.of(view, [person])[person]]
            rows[f"galleries {person}"] = galleries.history(view, person)
    return rows | {f"images {person}": contents(store, person) for person in persons}


def test_what_came_by_a_merge_is_not_held_against_itself(store: Registry) -> None:
    """Reviewers who are asked whether a link is wrong must not be shown the other half of it."""
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    with store.writing(NOW) as unit:
        second = new_encounter(unit, ana, b"ana again")
    merged(store, alma, ana, theirs)
    with store.writing(LATER) as unit:
        case_id = adjudication.open_case(unit, alma, second, opened_by="holder", captured_by=[])
        probe, reference = adjudication_sides.of_case(unit, adjudication.one(unit, case_id).row)
    assert [one.sample.data for one in probe] == [b"image ana again"]
    assert [one.sample.data for one in reference] == [b"image alma"]


def test_an_encounter_goes_to_a_new_person_with_what_belongs_to_it(store: Registry) -> None:
    alma, first = enrol(store, b"alma")
    with store.writing(NOW) as unit:
        galleries.enter(unit, alma, Gallery.STAFF)
        wrong = new_encounter(unit, alma, b"somebody")
        name = names.add(unit, alma, NameKind.CLAIMED, "Somebody")
        held = admitted(unit, alma)
    case_id = settled_case(store, alma, wrong, DIFFERENT)
    with store.writing(LATER) as unit:
        done = relinking.move(
            unit, [wrong, wrong], source=alma, to=None, case_id=case_id, by="chief",
            names=[name.id], episodes=[held.id],
        )  # fmt: skip
    assert contents(store, alma) == [b"image alma"]
    assert contents(store, done.to_id) == [b"image somebody"]
    with store.reading() as view:
        assert [one.name for one in names.of(view, [done.to_id])[done.to_id]] == ["Somebody"]
        assert custody.open_of(view, done.to_id).id == held.id
        assert galleries.of(view, [alma])[alma] == {Gallery.VISITORS, Gallery.STAFF}
        assert galleries.of(view, [done.to_id])[done.to_id] == {
            Gallery.VISITORS, Gallery.STAFF, Gallery.CUSTODY,
        }  # fmt: skip
        assert moved.linked_since(view, [wrong]) == LATER
        assert moved.linked_since(view, [first]) == NOW
        with pytest.raises(NotOnRecord):
            moved.linked_since(view, [first, uuid4()])


def test_a_ban_follows_the_person(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    with store.writing(NOW) as unit:
        new = Ban(person_id=ana, kind=BanKind.BAN, since=NOW, imposed_by="chief", reason="contraband")
        bans.impose(unit, new)
    merged(store, alma, ana, theirs)
    with store.reading() as view:
        (ban,) = bans.of(view, alma)
    assert ban.reason == "contraband"


@pytest.mark.parametrize("judgement", [DIFFERENT, CANNOT_TELL])
def test_only_the_right_verdict_merges(store: Registry, judgement: Judgement) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    case_id = settled_case(store, alma, theirs, judgement)
    with store.writing(LATER) as unit, pytest.raises(NoSuchVerdict):
        relinking.merge(unit, into=alma, source=ana, case_id=case_id, by="chief")


def test_an_unsettled_case_or_one_about_others_merges_nobody(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    third, _ = enrol(store, b"third")
    with store.writing(NOW) as unit:
        waiting = adjudication.open_case(unit, third, theirs, opened_by="holder", captured_by=[])
        nobodys = adjudication.open_case(
            unit, alma, [new_sample(b"probe")], opened_by="holder", captured_by=[]
        )
    settle(store, nobodys, [("ana", SAME), ("bea", SAME)])
    case_id = settled_case(store, alma, theirs, SAME)
    for wrong, into, source in ((waiting, third, ana), (nobodys, alma, ana), (case_id, third, ana)):
        with store.writing(LATER) as unit, pytest.raises(NoSuchVerdict):
            relinking.merge(unit, into=into, source=source, case_id=wrong, by="chief")
    assert contents(store, ana) == [b"image ana"]


def test_a_case_speaks_for_one_move(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    done = merged(store, alma, ana, theirs)
    different = settled_case(store, alma, theirs, DIFFERENT)
    with store.writing(LATER) as unit:
        relinking.undo(unit, done.id, case_id=different, by="chief")
        with pytest.raises(CaseSpent):
            relinking.merge(unit, into=alma, source=ana, case_id=done.case_id, by="chief")
    again = settled_case(store, alma, theirs, SAME)
    with store.writing(LATER) as unit:
        relinking.merge(unit, into=alma, source=ana, case_id=again, by="chief")
        with pytest.raises(MovedOn):
            relinking.undo(unit, done.id, case_id=different, by="chief")


def test_nobody_is_held_twice(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    with store.writing(NOW) as unit:
        for person in (alma, ana):
            admitted(unit, person)
    before = everything(store, alma, ana)
    case_id = settled_case(store, alma, theirs, SAME)
    with pytest.raises(BothInCustody), store.writing(LATER) as unit:
        relinking.merge(unit, into=alma, source=ana, case_id=case_id, by="chief")
    assert everything(store, alma, ana) == before


def test_who_ceased_is_told_under_the_new_number(store: Registry) -> None:
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    third, _ = enrol(store, b"third")
    merged(store, alma, ana, theirs)
    with store.reading() as view, pytest.raises(PersonCeased) as told:
        moved.require_current(view, third, ana)
    assert told.value.parameters == {"person": str(alma)}
    with store.reading() as view, pytest.raises(UnknownPerson):
        moved.require_current(view, uuid4())


def test_what_is_not_the_person_s_is_not_moved(store: Registry) -> None:
    alma, mine = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    case_id = settled_case(store, alma, theirs, DIFFERENT)
    with store.writing(LATER) as unit:
        with pytest.raises(NotOnRecord):
            relinking.move(unit, [theirs], source=alma, to=ana, case_id=case_id, by="chief")
        with pytest.raises(LastEncounter):
            relinking.move(unit, [mine], source=alma, to=ana, case_id=case_id, by="chief")


def test_what_moved_on_is_not_taken_back(store: Registry) -> None:
    alma, mine = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    third, _ = enrol(store, b"third")
    done = merged(store, alma, ana, theirs)
    merged(store, third, alma, mine)
    case_id = settled_case(store, third, theirs, DIFFERENT)
    with store.writing(LATER) as unit, pytest.raises(MovedOn):
        relinking.undo(unit, done.id, case_id=case_id, by="chief")
    with store.reading() as view:
        assert moved.current(view, ana) == third
        owners = view.connection.execute(select(encounter.c.person_id).distinct()).scalars().all()
    assert owners == [third]


def admitted(unit: Unit, person: UUID, case: str | None = None) -> Episode:
    new = Episode(
        person_id=person, facility_id=None, admitted=unit.now, legal_status=LegalStatus.PRE_TRIAL,
        case_reference=case,
    )  # fmt: skip
    return custody.admit(unit, new)
