"""What people are handed at the gates: written with the decision, sealed, and never written anew."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from api.contract import words
from api.contract.papers import PaperContent, fingerprint
from api.desks.case import Decided
from api.gates.decision import Outcome
from api.gates.evidence import OrderKind
from api.gates.release.policy import Paper as Named
from api.papers.due import Document
from api.papers.numbers import ALPHABET, new_number
from api.papers.page import page
from api.registry import custody, names
from api.registry.names import NameKind
from tests.support import papers
from tests.support.house import OFFICER, OTHER, POLICY, House, said

RELEASED = ["release-receipt", "record-copy", "property-list"]


@pytest.fixture
def prison(house: House) -> House:
    for number in range(papers.PRISONER, papers.PRISONER + 4):
        house.prisoner(number)
    return house


def documents(house: House, decided: Decided) -> dict[str, PaperContent]:
    return {one.document: one.content for one in papers.of(house, decided)}


def test_a_release_gives_receipt_copy_and_list_in_the_same_transaction(prison: House) -> None:
    came = papers.received(prison)
    went = papers.released(prison, came)
    assert went.decision.outcome is Outcome.ADMIT, said(went)
    assert list(went.papers) == [one.document for one in papers.of(prison, went)] == RELEASED
    receipt, copy, listed = (one.content for one in papers.of(prison, went))
    assert receipt.person.name == papers.NAME
    assert [one.officer for one in receipt.decision.officers] == [OFFICER.id, OTHER.id]
    assert receipt.decision.policy == POLICY.under
    assert {one.rule for one in receipt.decision.reasons} >= {"order-stands", "is-the-person"}
    assert receipt.order is not None
    assert receipt.order.number == "2/26"
    assert receipt.custody is not None
    assert receipt.custody.ended == prison.clock.now(), "written after the custody ended, not before"
    assert copy.custody is not None
    assert [one.kind for one in copy.custody.movements] == ["admission", "release"]
    assert [one.outcome for one in copy.custody.decisions] == ["admit", "hold", "admit"], (
        "reception and release"
    )
    assert copy.custody.bases[0].ends is not None
    assert {one.field for one in copy.record} >= {"claimed-name", "property", "arrest-time"}
    assert [one.value for one in listed.record] == [["watch", {"coins": 12.5}]]


def test_reception_gives_the_record_of_admission(prison: House) -> None:
    came = papers.received(prison)
    told = documents(prison, came)
    assert list(told) == ["admission-record"]
    fields = [one.field for one in told["admission-record"].record]
    assert fields[0] == "claimed-name"
    assert told["admission-record"].person.id == came.passage.person_id


def test_what_was_issued_is_not_changed_by_what_comes_later(prison: House) -> None:
    came = papers.received(prison)
    before = documents(prison, came)
    person = came.passage.person_id
    assert person is not None
    with prison.registry.writing(prison.clock.now()) as unit:
        names.add(unit, person, NameKind.OFFICIAL, "Another Name")
        custody.link_case(unit, custody.open_of(unit, person, locked=True), "C-99")
    assert documents(prison, came) == before
    for one in papers.of(prison, came):
        assert one.sha256 == fingerprint(one.content)
        assert fingerprint(one.content.model_copy(update={"salt": "0" * 32})) != one.sha256


def test_who_is_turned_away_learns_why_in_writing(prison: House) -> None:
    refused = papers.visiting(prison, banned=True)
    assert refused.decision.outcome is Outcome.REFUSE
    assert refused.papers == ("decision-notice",)
    (content,) = documents(prison, refused).values()
    assert [(one.rule, one.code) for one in content.decision.reasons] == [("not-banned", "visitor-banned")]
    assert content.custody is None


def test_who_waits_at_the_door_learns_who_decides_and_by_when(prison: House) -> None:
    held = papers.visiting(prison, shows=31)
    assert held.decision.outcome is Outcome.HOLD
    (content,) = documents(prison, held).values()
    assert {one.decider for one in content.decision.deadlines} == {POLICY.visits.entry_hold.decider}


def test_who_comes_in_gets_no_paper(prison: House) -> None:
    came = papers.visiting(prison)
    assert came.decision.outcome is Outcome.ADMIT
    assert (came.papers, documents(prison, came)) == ((), {})


@pytest.mark.parametrize(
    ("kind", "given"), [(OrderKind.TEMPORARY_RELEASE, ["leave-slip"]), (OrderKind.COURT, [])]
)
def test_leave_alone_brings_a_slip_with_the_hour_of_return(
    prison: House, kind: OrderKind, given: list[str]
) -> None:
    left = papers.away(prison, kind)
    assert left.decision.outcome is Outcome.ADMIT
    told = documents(prison, left)
    assert list(told) == given
    assert all(one.due_back == prison.clock.now() + timedelta(hours=4) for one in told.values())


def test_papers_go_with_the_person(prison: House) -> None:
    came = papers.received(prison)
    person = came.passage.person_id
    assert person is not None
    prison.service.delete(person)
    assert papers.of(prison, came) == ()


def test_every_paper_reads_in_every_language_and_needs_nothing_from_elsewhere(prison: House) -> None:
    came = papers.received(prison)
    went = papers.released(prison, came)
    decided = [
        came,
        went,
        papers.visiting(prison, banned=True),
        papers.away(prison, OrderKind.TEMPORARY_RELEASE),
    ]
    contents = [one.content for each in decided for one in papers.of(prison, each)]
    assert {one.document for one in contents} == set(Document)
    for content in contents:
        for language in words.LANGUAGES:
            html = page(content, language)
            assert f'<html lang="{language}">' in html
            assert content.number in html
            shown = re.sub(r"<[^>]+>", " ", html)
            assert not re.search(r"\{\w+\}|(?<!\w)\?(?!\w)", shown), (content.document, language)
            assert re.findall(r"(?:src|href)=\"([^\"]+)\"", html) == ["/web/paper.css"]
            assert "style=" not in html
            assert "<script" not in html
            if content.person.name == papers.NAME:
                assert "Alma &lt;b&gt;Reyes&lt;/b&gt;" in html
    (copy,) = [one for one in contents if one.document == "record-copy"]
    (receipt,) = [one for one in contents if one.document == "release-receipt"]
    html = page(receipt, "en")
    assert "2026-03-08 09:00" in html, "the hour of the house, not UTC's"
    assert '<span class="said">2026-03-01 09:00</span>' in page(copy, "en"), "the arrest, in the record"
    check = fingerprint(receipt)
    assert check == "".join(re.findall(r"<span>([0-9a-f]{8})</span>", html))


def test_what_policies_may_name_can_be_written() -> None:
    assert {one.value for one in Named} <= set(Document)


def test_numbers_are_read_aloud_and_differ() -> None:
    zone = POLICY.scope.zone
    eve = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)
    drawn = {new_number("penal-norte", eve, zone) for _ in range(2000)}
    assert len(drawn) == 2000
    for one in drawn:
        assert re.fullmatch(rf"PENAL-NORTE-2026-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", one), one
