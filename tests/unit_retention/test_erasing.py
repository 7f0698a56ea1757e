"""What is due is destroyed, wholly, and nothing finds it afterwards; what a hold covers stays."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from api.audit.act import job
from api.audit.verify import subject_of
from api.errors import UnknownPerson
from api.gates.retention.policy import Ending
from api.registry import archives, audit_log, custody, endings, erased, legal_holds, moved, persons, receipts
from api.registry.custody import Episode, LegalStatus
from api.registry.erased import Scope
from api.registry.ids import uuid7
from api.registry.legal_holds import HoldBasis, HoldGrounds, PlacedHold
from api.registry.records import NewSample
from api.registry.schema import person_key, sample, template
from api.registry.sealing import key_of_person
from api.retention import receipt
from matcher.domain import Sample
from tests.support.keeping import DAY, Keeping
from tests.support.made_up import templates


def hold(keeping: Keeping, who: UUID, *, biometrics: bool) -> UUID:
    """A court's."""
    now = keeping.house.clock.now()
    new = PlacedHold(
        person_id=who,
        basis=HoldBasis.COURT,
        biometrics=biometrics,
        placed_at=now,
        placed_by="case-system",
        since=now,
        signed_by="case-system",
        grounds=HoldGrounds("Juzgado Tercero", "habeas corpus"),
    )
    with keeping.house.registry.writing(now) as unit:
        return legal_holds.place(unit, new).id


def found(keeping: Keeping, number: int, who: UUID) -> bool:
    """Whether a search by what this person looks like names them."""
    candidates = keeping.house.gallery.search(templates(number, 2), 20).candidates
    return any(one.person_id == who for one in candidates)


def test_an_acquittal_archives_the_record_and_destroys_everything_else(keeping: Keeping) -> None:
    house = keeping.house
    who, other = house.prisoner(3), house.prisoner(4)
    keeping.freed(who)
    assert keeping.eraser.run() == 0
    keeping.said(who, Ending.ACQUITTED)
    assert found(keeping, 3, who)
    assert keeping.eraser.run() == 1
    assert not found(keeping, 3, who)
    assert found(keeping, 4, other)
    with pytest.raises(UnknownPerson):
        house.registry.person(who)
    with house.registry.reading() as view:
        archived = archives.of_person(view, who)
        (done,) = receipts.page(view, after=None, limit=9)
        (key,) = erased.every(view)
        assert archived is not None
        assert key.following == erased.name_of(archives.key(view, archived.id))
    assert (key.scope, done.scope) == (Scope.ARCHIVED, Scope.ARCHIVED)
    assert archived.content.person.name == "Person 3"
    assert archived.content.custodies[0].ending == "acquitted"
    assert done.rule.startswith("retention.endings.acquitted ")
    assert done.receipt is not None
    told = receipt.read(done.receipt)
    assert told["destroyed"]["images"] == told["destroyed"]["templates"] == 3
    assert told["search"]["templates"] == 3
    assert (told["search"]["found"], told["search"]["rows"], told["search"]["pieces"]) == (0, 0, 0)
    assert keeping.eraser.run() == 0


def test_whoever_is_held_keeps_everything_until_they_are_free(keeping: Keeping) -> None:
    who = keeping.house.prisoner(3)
    keeping.said(who, Ending.ACQUITTED)
    assert keeping.eraser.run() == 0
    keeping.freed(who)
    assert keeping.eraser.run([who]) == 1


def test_an_acquittal_that_is_not_final_erases_nothing_yet(keeping: Keeping) -> None:
    who = keeping.house.prisoner(3)
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED, 5 * DAY)
    assert keeping.eraser.run() == 0
    keeping.house.clock.advance(5 * DAY)
    assert keeping.eraser.run() == 1


def test_biometrics_go_first_and_the_record_goes_on_under_another_key(keeping: Keeping) -> None:
    house = keeping.house
    who = house.prisoner(3)
    episode = keeping.freed(who)
    keeping.said(who, Ending.DISMISSED)
    with house.registry.reading() as view:
        before = audit_log.secrets_of(view, [who])[who]
        old = erased.name_of(key_of_person(view, who))
    assert keeping.eraser.run() == 1
    assert not found(keeping, 3, who)
    assert house.registry.person(who).name == "Person 3"
    assert not house.registry.person(who).samples
    with house.registry.reading() as view:
        (key,) = erased.every(view)
        assert (key.key, key.scope) == (old, Scope.BIOMETRICS)
        assert key.following == erased.name_of(key_of_person(view, who)) != old
        assert audit_log.secrets_of(view, [who])[who] == before, "their account of who looked stays theirs"
        assert custody.one(view, episode).case_reference == "1/26"
        assert endings.of(view, who)[0].authority == "Juzgado Tercero, 12/26"
    house.clock.advance(31 * DAY)
    assert keeping.eraser.run() == 1, "then the record is archived"
    house.clock.advance(366 * DAY)
    assert keeping.eraser.run() == 1, "then it is gone"
    assert keeping.eraser.run() == 0
    with house.registry.reading() as view:
        assert archives.shelved(view) == []
        assert [one.scope for one in erased.every(view)] == [Scope.BIOMETRICS, Scope.ARCHIVED, Scope.ERASED]


def test_of_the_acquitted_who_is_held_again_only_what_was_captured_then_goes(keeping: Keeping) -> None:
    house = keeping.house
    who = house.prisoner(3)
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED)
    house.clock.advance(DAY)
    made = templates(3, 2)[0]
    print_ = Sample(made.modality, b"captured since", made.position)
    since = NewSample(uuid7(), print_, made, "image/png", None)
    with house.registry.writing(house.clock.now()) as unit:
        again = Episode(
            person_id=who,
            facility_id=house.facility,
            admitted=unit.now,
            legal_status=LegalStatus.SENTENCED,
            case_reference="2/26",
        )
        custody.admit(unit, again)
        persons.add_encounter(unit, who, later := uuid7(), unit.now, [since])
    assert keeping.eraser.run() == 1
    with house.registry.reading() as view:
        assert [one.id for one in moved.encounters(view, who) if one.samples] == [later]
    stored = house.registry.sample(who, house.registry.person(who).samples[0].id)
    assert stored.template is not None
    assert stored.template.payload == made.payload, "sealed anew, under a key of today"
    assert stored.sample.data == b"captured since"


def test_a_hold_on_the_record_keeps_the_archive_and_one_on_biometrics_seals_them(keeping: Keeping) -> None:
    house = keeping.house
    who, other = house.prisoner(3), house.prisoner(4)
    for one in (who, other):
        keeping.freed(one)
        keeping.said(one, Ending.ACQUITTED)
    hold(keeping, who, biometrics=True)
    hold(keeping, other, biometrics=False)
    assert keeping.eraser.run() == 1
    assert not found(keeping, 3, who), "nobody is found by what a hold keeps"
    assert house.registry.person(who).samples
    house.clock.advance(20 * 366 * DAY)
    assert keeping.eraser.run() == 0
    held = {one.person_id: one.standing.held for one in keeping.eraser.due()}
    assert held == {who: True, other: True}
    with house.registry.writing(house.clock.now()) as unit:
        for each in legal_holds.standing(unit):
            legal_holds.lift(unit, each.id, by="case-system", court=True)
    assert keeping.eraser.run() == 2
    with house.registry.reading() as view:
        assert legal_holds.of(view, [who, other]) == ()
        assert archives.shelved(view) == []


def test_what_was_sealed_stays_out_of_searches_after_a_start(keeping: Keeping) -> None:
    house = keeping.house
    who = house.prisoner(3)
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED)
    hold(keeping, who, biometrics=True)
    keeping.eraser.run()
    assert who not in {one.id for one in house.registry.templates()}
    assert house.registry.templates_of(who) is None


def test_the_leaves_about_somebody_erased_are_nobodys(keeping: Keeping) -> None:
    house = keeping.house
    who = house.prisoner(3)
    with house.registry.reading() as view:
        subject = subject_of(audit_log.secrets_of(view, [who])[who], str(who))
    house.registry.keep_account()
    with job("test"):
        keeping.freed(who)
        keeping.said(who, Ending.ACQUITTED)
    keeping.eraser.run()
    with house.registry.reading() as view:
        leaves = audit_log.about(view, subject)
        assert [json.loads(leaf)["act"] for _, leaf in leaves][-1] == "job:retention", "that it happened"
        assert audit_log.secrets_of(view, [who]) == {}, "and nobody can tell whose they are any more"
        assert not any(str(who) in leaf.decode() or "Person 3" in leaf.decode() for _, leaf in leaves)


def test_a_receipt_is_signed_and_no_octet_of_it_can_be_changed(keeping: Keeping) -> None:
    who = keeping.house.prisoner(3)
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED)
    keeping.eraser.run()
    with keeping.house.registry.reading() as view:
        (done,) = receipts.page(view, after=None, limit=9)
        key = audit_log.signing_key(view).public_key().public_bytes_raw().hex()
    assert done.receipt is not None
    assert done.signature is not None
    assert receipt.verified(done.receipt, done.signature, key)
    assert not receipt.verified(done.receipt.replace('"images":3', '"images":2'), done.signature, key)
    assert str(who) not in done.receipt
    assert "Person" not in done.receipt


def test_no_octet_of_what_went_is_on_the_disk(keeping: Keeping) -> None:
    """What the receipt says, looked for by other hands: sealed rows and the wrapped key, in every file."""
    house = keeping.house
    who = house.prisoner(3)
    with house.registry.reading() as view:
        rows = [*view.connection.execute(select(person_key.c.wrapped)).scalars()]
        rows += view.connection.execute(select(template.c.payload)).scalars()
        rows += view.connection.execute(select(sample.c.image)).scalars()
    held = [path.read_bytes() for path in house.registry.files]
    if held:
        assert any(rows[0] in octets for octets in held), "they were there"
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED)
    assert keeping.eraser.run() == 1
    for path in keeping.folder.rglob("*"):
        if path.is_file():
            assert not [row for row in rows if row in path.read_bytes()], path


def test_a_search_that_finds_something_gives_no_receipt(keeping: Keeping) -> None:
    who = keeping.house.prisoner(3)
    keeping.freed(who)
    keeping.said(who, Ending.ACQUITTED)
    with keeping.house.registry.reading() as view:
        row = view.connection.execute(select(template.c.payload)).scalars().first()
    copy = keeping.folder / "gallery.snapshot"
    copy.write_bytes(b"head" + (row or b"") + b"tail")
    assert keeping.eraser.run() == 1
    with keeping.house.registry.reading() as view:
        assert [one.receipt for one in receipts.page(view, after=None, limit=9)] == [None]
    copy.unlink()
    assert keeping.eraser.finish() == 1


def test_visitors_go_after_their_last_visit(keeping: Keeping) -> None:
    house = keeping.house
    who = house.visitor(5)
    house.clock.advance(100 * DAY)
    assert keeping.eraser.run() == 0
    house.clock.advance(100 * DAY)
    assert keeping.eraser.run() == 1
    assert not house.registry.person(who).samples
    house.clock.advance(2 * 366 * DAY)
    assert keeping.eraser.run() == 1
    with house.registry.reading() as view:
        assert archives.of_person(view, who) is None
        assert [one.scope for one in erased.every(view)] == [Scope.BIOMETRICS, Scope.ERASED]
