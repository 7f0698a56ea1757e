"""Enrolment of visitors at its desk: who is searched for, what is kept, and what a ban follows."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from api.adjudication.judgement import Judgement
from api.contract.gates import IdentityDocumentIn, VisitorEnrolmentRequest
from api.contract.visitors import NoticeIn
from api.desks.case import Decided
from api.gates.decision import Countersign, Notify, Omit, Outcome, Party
from api.registry import (
    bans,
    circumstances,
    coverage,
    documents,
    galleries,
    names,
    outbox,
    passages,
    visitors,
)
from api.registry.bans import Ban, BanKind
from api.registry.errors import Conflict
from api.registry.galleries import Gallery
from api.registry.names import NameKind
from tests.support.house import POLICY, House, person_id, said, shown

NEWCOMER, PRISONER, VISITOR = 21, 1, 11
CARD = IdentityDocumentIn(
    kind="identity-card", issuer="XA", number="44-1122", holder="Carla Quispe", genuine=True, agrees=True
)


def asking(house: House, shows: int | None = NEWCOMER, **changes: Any) -> VisitorEnrolmentRequest:
    told: dict[str, Any] = {
        "facility": house.code,
        "samples": () if shows is None else shown(shows, 2),
        "name": "Carla",
        "kind": "family",
        "born": "1980-05-01",
        "consent": "given",
        "notice": NoticeIn(version=POLICY.visits.notice, language="es"),
        "documents": (CARD,),
    }
    return VisitorEnrolmentRequest(**told | changes)


def enrol(house: House, shows: int | None = NEWCOMER, **changes: Any) -> Decided:
    return house.ask(house.gates.enrolment, asking(house, shows, **changes))


def ban(house: House, who: UUID) -> UUID:
    now = house.clock.now()
    with house.registry.writing(now) as unit:
        laid = Ban(
            person_id=who, kind=BanKind.BAN, since=now, imposed_by="supervisor-1", reason="A telephone."
        )
        return bans.impose(unit, laid).id


def test_who_is_admitted_is_on_record_with_all_that_was_said_and_shown(house: House) -> None:
    done = enrol(house, other_names=("Carlita",), telephone="+591 2 1234567")
    assert done.decision.outcome is Outcome.ADMIT, said(done)
    who = done.passage.person_id
    assert who is not None
    with house.registry.reading() as view:
        known = visitors.one(view, who)
        assert (known.notice, known.notice_language, known.consented) == ("2026-1", "es", house.clock.now())
        assert known.details.telephone == "+591 2 1234567"
        assert {(one.kind, one.name) for one in names.of(view, [who])[who]} == {
            (NameKind.CLAIMED, "Carla"),
            (NameKind.ALIAS, "Carlita"),
            (NameKind.OFFICIAL, "Carla Quispe"),
        }
        assert documents.bearers(view, "XA", "441122") == {who}
        assert len(coverage.modalities(view, who)) == 2
        assert galleries.of(view, [who])[who] == {Gallery.VISITORS}
        (told,) = circumstances.of(view, [done.passage.id]).values()
        assert (told.legal_basis, told.notice, told.officer) == ("consent", "2026-1", "officer-1")
        assert passages.one(view, done.passage.id).asked is None
    again = enrol(house)
    assert said(again)["known-once"] == "visitor-may-have-two-records", "searches know the newcomer at once"


@pytest.mark.parametrize("consent", ["given", "declined"])
def test_one_who_is_enrolled_at_two_desks_at_once_gets_one_record(
    house: House, monkeypatch: pytest.MonkeyPatch, consent: str
) -> None:
    """The other desk enrols them after this one has searched and before it writes."""
    desk, at_once = type(house.gates.enrolment), iter([True])
    decide = desk.decide
    others: list[Decided] = []

    def come(name: str) -> Decided:
        if consent == "given":
            return enrol(house, name=name)
        held = enrol(house, None, consent="declined", name=name)
        return house.sign(held.passage.id, "visit.document")

    def overtaken(*weighed: Any) -> Any:
        decision = decide(*weighed)
        if decision.outcome is Outcome.ADMIT and next(at_once, False):
            others.append(ThreadPoolExecutor(1).submit(come, "Maria").result())
        return decision

    monkeypatch.setattr(desk, "decide", overtaken)
    held = come("Carla")
    assert [one.decision.outcome for one in others] == [Outcome.ADMIT]
    assert held.decision.outcome is Outcome.HOLD, said(held)
    with house.registry.reading() as view:
        assert len(visitors.page(view, None, 10)) == 1


def test_another_who_is_enrolled_meanwhile_stops_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, at_once = type(house.gates.enrolment), iter([True])
    decide = desk.decide
    other = CARD.model_copy(update={"number": "55-3344"})

    def overtaken(*weighed: Any) -> Any:
        if next(at_once, False):
            asked = {"name": "Other", "documents": (other,)}
            ThreadPoolExecutor(1).submit(lambda: enrol(house, 41, **asked)).result()
        return decide(*weighed)

    monkeypatch.setattr(desk, "decide", overtaken)
    assert enrol(house).decision.outcome is Outcome.ADMIT
    with house.registry.reading() as view:
        assert len(visitors.page(view, None, 10)) == 2


def test_a_ban_follows_a_person_under_another_name(house: House) -> None:
    known = house.visitor(VISITOR)
    laid = ban(house, known)
    held = enrol(house, VISITOR)
    assert held.decision.outcome is Outcome.HOLD
    assert said(held)["not-banned-by-another-name"] == "visitor-may-be-banned"
    house.review(Judgement.SAME)
    refused = house.again(held.passage.id)
    assert refused.decision.outcome is Outcome.REFUSE
    assert said(refused)["not-banned-by-another-name"] == "visitor-banned-by-another-name"
    with house.registry.writing(house.clock.now()) as unit:
        told = [one.content for one in outbox.number(unit, 100)]
    (recognised,) = (one.facts for one in told if one.type == "visit.ban-recognised")
    assert (recognised["ban_id"], recognised["assumed_identity"]) == (str(laid), True)
    with house.registry.reading() as view:
        assert len(visitors.page(view, None, 10)) == 1, "no second record was made"


def test_whoever_is_in_custody_does_not_become_a_visitor(house: House) -> None:
    house.prisoner(PRISONER)
    held = enrol(house, PRISONER)
    assert said(held)["not-in-custody"] == "visitor-like-a-prisoner"
    house.review(Judgement.SAME)
    assert house.again(held.passage.id).decision.outcome is Outcome.REFUSE
    by_record = enrol(house, PRISONER, enrolled_as=person_id(PRISONER))
    assert said(by_record)["not-in-custody"] == "visitor-in-custody"


def test_a_visitor_on_record_under_another_name_is_named_and_enrolled_there(house: House) -> None:
    known = house.visitor(VISITOR)
    held = enrol(house, VISITOR)
    house.review(Judgement.SAME)
    named = house.again(held.passage.id)
    assert named.decision.outcome is Outcome.HOLD
    (found,) = (one for one in named.decision.findings if one.rule == "known-once")
    assert (found.reason.code, found.reason.parameters) == ("visitor-known-already", {"person": str(known)})
    house.gates.house.abandon(held.passage.id)
    done = enrol(house, VISITOR, enrolled_as=known)
    assert done.decision.outcome is Outcome.ADMIT, said(done)
    assert done.passage.person_id == known
    with house.registry.reading() as view:
        assert "Carla" in {one.name for one in names.of(view, [known])[known]}


def test_a_stranger_does_not_take_somebodys_record(house: House) -> None:
    known = house.visitor(VISITOR)
    held = enrol(house, NEWCOMER, enrolled_as=known)
    assert said(held)["own-record"] == "visitor-not-confirmed"
    house.review(Judgement.DIFFERENT)
    assert house.again(held.passage.id).decision.outcome is Outcome.REFUSE


def test_who_declines_comes_by_document_and_nothing_captured_is_kept(house: House) -> None:
    held = enrol(house, consent="declined")
    assert [one for one in held.decision.consequences if isinstance(one, Omit)] == [Omit("captures")]
    with house.registry.reading() as view:
        waiting = passages.one(view, held.passage.id)
    assert waiting.asked is not None
    assert VisitorEnrolmentRequest.model_validate_json(waiting.asked).samples == ()
    done = house.sign(held.passage.id, "visit.document")
    assert done.decision.outcome is Outcome.ADMIT, said(done)
    assert done.passage.person_id is not None
    with house.registry.reading() as view:
        assert coverage.modalities(view, done.passage.person_id) == frozenset()


def test_a_child_gives_nothing_and_has_a_guardian(house: House) -> None:
    guardian = house.visitor(VISITOR)
    child: dict[str, Any] = {"kind": "minor", "born": "2020-01-01", "notice": None, "consent": "declined"}
    alone = enrol(house, None, **child)
    assert said(alone)["guardian-named"] == "minor-guardian-unknown"
    done = enrol(house, NEWCOMER, **child, guardian_id=guardian)
    assert done.decision.outcome is Outcome.ADMIT, said(done)
    assert said(done)["age-floor"] == "child-captured"
    assert done.passage.person_id is not None
    with house.registry.reading() as view:
        assert coverage.modalities(view, done.passage.person_id) == frozenset()
        assert visitors.one(view, done.passage.person_id).guardian_id == guardian


def test_consent_given_again_needs_a_document_where_nothing_is_left_to_compare(house: House) -> None:
    known = house.visitor(VISITOR)
    with house.service.writing(house.service.see([])) as wrote:
        with house.registry.writing(house.clock.now()) as unit:
            visitors.withdraw(unit, visitors.one(unit, known))
            coverage.destroy(unit, known)
        wrote([known])
    held = enrol(house, VISITOR, enrolled_as=known)
    assert [one.matter for one in held.decision.consequences if isinstance(one, Countersign)] == [
        "visitor.own-record"
    ]
    done = house.sign(held.passage.id, "visitor.own-record")
    assert done.decision.outcome is Outcome.ADMIT, said(done)
    with house.registry.reading() as view:
        assert visitors.one(view, known).withdrawn is None
        assert len(coverage.modalities(view, known)) == 2


def test_consent_that_stands_is_not_declined_at_this_desk(house: House) -> None:
    known = house.visitor(VISITOR)
    with pytest.raises(Conflict):
        enrol(house, None, enrolled_as=known, consent="declined")


def test_a_card_of_somebody_on_record_makes_no_second_record(house: House) -> None:
    """Also where no biometrics are given, and nothing else tells that they were here before."""
    first = enrol(house, None, consent="declined")
    known = house.sign(first.passage.id, "visit.document").passage.person_id
    assert known is not None
    again = enrol(house, None, consent="declined", name="Maria")
    signed = house.sign(again.passage.id, "visit.document")
    assert signed.decision.outcome is Outcome.HOLD
    (found,) = (one for one in signed.decision.findings if one.rule == "card-of-one")
    assert (found.reason.code, found.reason.parameters) == ("visitor-card-of-another", {"person": str(known)})
    ban(house, known)
    banned = house.again(again.passage.id)
    assert said(banned)["card-of-one"] == "visitor-card-of-banned"
    assert Notify(Party.SUPERVISOR, "visit.ban-evaded") in banned.decision.consequences
    misread = house.sign(again.passage.id, "visitor.card-of-another")
    assert misread.decision.outcome is Outcome.ADMIT, "a number was written down wrongly"
    returning = enrol(house, None, consent="declined", enrolled_as=known)
    assert said(returning)["card-of-one"] == "visitor-card-of-another", "two bear it now"


def test_a_familys_book_may_have_one_number_for_all(house: House) -> None:
    book = CARD.model_copy(update={"kind": "birth-certificate", "agrees": None})
    assert enrol(house, documents=(book,)).decision.outcome is Outcome.ADMIT
    assert enrol(house, NEWCOMER + 1, documents=(book,)).decision.outcome is Outcome.ADMIT
