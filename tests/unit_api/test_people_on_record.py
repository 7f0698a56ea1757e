"""What else is on record about people: names, galleries, what admission asks for, injuries, decisions."""

from dataclasses import replace
from uuid import UUID

import pytest
from pydantic import JsonValue

from api.errors import UnknownPerson
from api.gates.intake.policy import RecordField
from api.registry import (
    admission_records,
    bans,
    decisions,
    facilities,
    galleries,
    injuries,
    names,
    orders,
    persons,
)
from api.registry.bans import Ban, BanKind
from api.registry.decisions import StoredDecision
from api.registry.errors import AlreadyOnRecord, FacilityRefused, NotOnRecord, Overtaken, SameOfficer
from api.registry.facilities import Wing
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.injuries import Injury, InjuryAccount
from api.registry.names import NameKind
from api.registry.reader_keys import Reader
from api.registry.registry import Registry
from tests.support.records import new_person, new_sample
from tests.support.registry import DAY, NOW, add_facility, add_person, admitted, new_order


def test_one_person_many_names(registry: Registry) -> None:
    person, other = add_person(registry, "Ștefan Ionuț Pop"), add_person(registry, "Ana Pop")
    with registry.writing(NOW) as unit:
        names.add(unit, person, NameKind.ALIAS, "El Gato", by="officer-7")
        names.add(unit, person, NameKind.OFFICIAL, "Stephan Popp", by="officer-7")
        told = [(name.kind, name.name) for name in names.of(unit, [person])[person]]
        assert told == [
            (NameKind.OFFICIAL, "Stephan Popp"),
            (NameKind.CLAIMED, "Ștefan Ionuț Pop"),
            (NameKind.ALIAS, "El Gato"),
        ]
        for written in ("POP, Stefan-Ionut", "ștefan ionuț pop", "  gato EL "):
            assert names.bearing(unit, written) == {person}
        assert names.bearing(unit, "Ana  POP") == {other}
        assert names.bearing(unit, "Stefan") == frozenset()
    assert registry.person(person).name == "Stephan Popp"


def test_a_person_is_in_several_galleries_each_for_a_time(registry: Registry) -> None:
    person = add_person(registry, gallery="visitors")
    with registry.writing(NOW + DAY) as unit:
        for _ in range(2):
            galleries.enter(unit, person, Gallery.STAFF)
        galleries.enter(unit, person, Gallery.WATCHLIST, watchlist="border")
        galleries.enter(unit, person, Gallery.WATCHLIST, watchlist="escapes")
        assert galleries.watchlists(unit, person) == {"border", "escapes"}
        assert galleries.leave(unit, person, Gallery.VISITORS)
        assert not galleries.leave(unit, person, Gallery.VISITORS)
    assert registry.person(person).galleries == (Gallery.STAFF, Gallery.WATCHLIST)
    with registry.reading() as view:
        assert sorted(set(galleries.everybody(view))) == [(person, "staff"), (person, "watchlist")]


def test_an_enrolment_into_custody_opens_an_episode(registry: Registry) -> None:
    person = add_person(registry, gallery="custody")
    with registry.reading() as view:
        (member,) = galleries.history(view, person)
    assert (member.gallery, member.episode_id is None) == (Gallery.CUSTODY, False)


def test_a_second_encounter_follows_the_first(registry: Registry) -> None:
    first, second = new_sample(b"one", b"t1", 2), new_sample(b"two", b"t2", 7)
    person = new_person("Ana", first)
    registry.enrol(person)
    with registry.writing(NOW + DAY) as unit:
        persons.add_encounter(unit, person.id, uuid7(), NOW + DAY, [second])
    assert [sample.id for sample in registry.person(person.id).samples] == [first.id, second.id]
    assert registry.sample(person.id, second.id).sample == second.sample
    with registry.writing(NOW) as unit, pytest.raises(UnknownPerson):
        persons.add_encounter(unit, uuid7(), uuid7(), NOW, [])


def test_a_facility_is_checked_and_changed_by_who_has_seen_it(registry: Registry) -> None:
    here = add_facility(registry)
    with registry.writing(NOW) as unit:
        seen = facilities.one(unit, here)
        assert facilities.by_code(unit, "LPZ-1") == seen
        with pytest.raises(AlreadyOnRecord):
            facilities.add(unit, replace(seen, id=uuid7()))
        new = replace(seen, id=uuid7(), code="NEW")
        twice = (Wing("A", "North"), Wing("A", "South"))
        for wrong in (
            replace(new, zone="Mars/Olympus"),
            replace(new, capacity=-1),
            replace(new, wings=twice),
        ):
            with pytest.raises(FacilityRefused):
                facilities.add(unit, wrong)
        grown = facilities.change(unit, seen, capacity=450)
        assert (grown.capacity, grown.version, grown.wings) == (450, 2, seen.wings)
        with pytest.raises(Overtaken):
            facilities.change(unit, seen, capacity=500)
        assert facilities.every(unit) == (grown,)


def test_the_admission_record_keeps_every_entry(registry: Registry) -> None:
    episode = admitted(registry, add_person(registry))
    with registry.writing(NOW) as unit:
        entries: dict[RecordField, JsonValue] = {
            RecordField.ARREST_PLACE: {"place": "El Alto"},
            RecordField.INJURIES: None,
        }
        admission_records.enter(unit, episode.person_id, episode.id, entries, by="officer-7")
    with registry.writing(NOW + DAY) as unit:
        late: dict[RecordField, JsonValue] = {RecordField.ARREST_PLACE: {"place": "La Paz"}}
        admission_records.enter(unit, episode.person_id, episode.id, late, by="officer-8")
        counts = admission_records.latest(unit, episode.id)
        assert counts.keys() == {RecordField.ARREST_PLACE, RecordField.INJURIES}
        assert counts[RecordField.INJURIES].value is None
        corrected = counts[RecordField.ARREST_PLACE]
        assert (corrected.value, corrected.entered_by, corrected.entered_at) == (
            {"place": "La Paz"},
            "officer-8",
            NOW + DAY,
        )
        assert len(admission_records.history(unit, episode.id)) == 3


def test_injuries_are_never_among_what_is_compared(registry: Registry) -> None:
    episode = admitted(registry, add_person(registry))
    injury = Injury(
        person_id=episode.person_id,
        episode_id=episode.id,
        recorded_at=NOW,
        recorded_by="nurse-2",
        complaint=True,
    )
    said = InjuryAccount(("left-arm",), "bruise, 4 cm", "beaten on arrest", consent=True)
    with registry.writing(NOW) as unit:
        entered = injuries.record(unit, injury, said)
        picture = injuries.add_picture(unit, entered, "image/jpeg", b"\xff\xd8 picture")
        assert injuries.of_episode(unit, episode.id) == (entered,)
        assert injuries.pictures(unit, injury.id) == (picture,)
        for reader in Reader:
            assert injuries.account_for(unit, reader, entered.id, entered.account) == said
            octets = injuries.picture_for(unit, reader, picture.id, picture.image)
            assert octets == b"\xff\xd8 picture"
    (compared,) = registry.templates()
    assert len(compared.templates) == len(registry.person(episode.person_id).samples) == 1


def _decision(subject: UUID | None = None) -> StoredDecision:
    return StoredDecision(
        gate="release",
        subject_id=subject,
        outcome="hold",
        findings=({"rule": "order-valid", "outcome": "hold", "reason": {"code": "expired"}},),
        policy="bolivia@3f2a",
        at=NOW,
        officer="officer-7",
    )


def test_two_officers_are_two(registry: Registry) -> None:
    with registry.writing(NOW) as unit:
        made = decisions.record(unit, _decision())
        with pytest.raises(SameOfficer):
            decisions.countersign(unit, made.id, "release", officer="officer-7", role="officer")
        decisions.countersign(unit, made.id, "release", officer="officer-8", role="supervisor")
        with pytest.raises(AlreadyOnRecord):
            decisions.countersign(unit, made.id, "release", officer="officer-8", role="officer")
        (signed,) = decisions.countersigned(unit, made.id)
        assert (signed.officer, signed.role, signed.at) == ("officer-8", "supervisor", NOW)
        assert decisions.one(unit, made.id) == made
        with pytest.raises(NotOnRecord):
            decisions.one(unit, uuid7())


def test_erasure_leaves_the_decision_and_nothing_of_the_person(registry: Registry) -> None:
    person, stays = add_person(registry, gallery="custody"), add_person(registry, "Bruno")
    with registry.writing(NOW) as unit:
        orders.register(unit, replace(new_order(), person_id=person))
        other = orders.register(unit, replace(new_order("78/26"), person_id=stays))
        made = decisions.record(unit, _decision(person))
        bans.impose(
            unit,
            Ban(person_id=person, kind=BanKind.SANCTION, since=NOW, imposed_by="supervisor", reason="fight"),
        )
    registry.delete(person)
    with registry.reading() as view:
        assert decisions.about(view, person) == (made,)
        assert orders.of_person(view, person) == ()
        assert orders.one(view, other.id).person_id == stays
        assert bans.of(view, person) == ()
        assert names.of(view, [person])[person] == []
        assert galleries.history(view, person) == ()
    with pytest.raises(UnknownPerson):
        registry.delete(person)
