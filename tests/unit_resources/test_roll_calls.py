"""Roll-call over HTTP: counted look by look, across restarts and repeats, and nobody counts twice."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.adjudication.judgement import Judgement
from api.registry import custody, facilities
from api.registry.facilities import Wing
from tests.support.house import House, person_id, shown
from tests.support.offices import Offices, code, offices_over
from tests.support.roll_calls import (
    ONE_LIKE_SEVEN,
    begin,
    by_hand,
    close,
    leaves,
    look,
    opened,
    people,
    put,
    read,
    sent,
)

WING, OTHERS = (1, 2, 3), (4, 7)
"""Held in wing B, and in wing A."""
MINUTE = timedelta(minutes=1)


@pytest.fixture
def prison(offices: Offices) -> Offices:
    """Three in wing B, two in wing A."""
    for number in (*WING, *OTHERS):
        who = offices.house.prisoner(number)
        put(offices.house, who, "B" if number in WING else "A")
    return offices


def told(offices: Offices) -> list[tuple[str, UUID | None]]:
    """Events of roll-call, and whom they are about."""
    return [(kind, who) for kind, who, _ in offices.told() if kind.startswith("roll-call.")]


def test_a_wing_is_counted_until_it_agrees(prison: Offices) -> None:
    begun = begin(prison)
    assert (begun.status_code, begun.json()["standing"], begun.json()["expected"]) == (201, "under-way", 3)
    call = begun.json()["id"]
    first = look(prison, call, 1)
    assert (first.status_code, first.json()["found"], first.json()["person_id"]) == (
        201,
        "present",
        people(1)[0],
    )
    assert (first.json()["present"], first.json()["awaited"]) == (1, 2)
    look(prison, call, 2)
    assert read(prison, call)["awaited"] == people(3)
    word = by_hand(prison, call, 3).json()
    assert (word["found"], word["by_hand"], word["standing"]) == ("present", True, "under-way")
    done = close(prison, call).json()
    assert (done["standing"], done["present"], done["missing"]) == ("agrees", people(1, 2, 3), [])
    assert done["by_hand"] == people(3)
    assert told(prison) == [("roll-call.closed", None)]


def test_who_is_missing_and_who_is_too_many_is_told_when_it_is_closed(prison: Offices) -> None:
    prison.house.elsewhere()
    call = opened(prison)
    assert look(prison, call, 1).json()["found"] == "present"
    stray = look(prison, call, 4).json()
    assert (stray["found"], stray["why"], stray["standing"]) == ("extra", "another-wing", "differs")
    assert look(prison, call, 40).json()["found"] == "unknown"
    assert told(prison) == []
    done = close(prison, call).json()
    assert done["missing"] == done["awaited"] == people(2, 3)
    assert done["extra"] == [{"person_id": people(4)[0], "why": "another-wing"}]
    assert (len(done["unknown"]), done["standing"]) == (1, "differs")
    assert told(prison) == [
        ("roll-call.missing", person_id(2)),
        ("roll-call.missing", person_id(3)),
        ("roll-call.extra", person_id(4)),
        ("roll-call.closed", None),
    ]
    figures = prison.told()[-1][2]
    assert (figures["missing"], figures["extra"], figures["unknown"], figures["present"]) == (2, 1, 1, 1)


def test_a_person_counts_once_however_often_they_are_seen(prison: Offices) -> None:
    call = opened(prison)
    for _ in range(3):
        assert look(prison, call, 1).json()["present"] == 1
    by_hand(prison, call, 1)
    stands = read(prison, call)
    assert (stands["present"], stands["repeated"], stands["by_hand"]) == (people(1), people(1), [])


def test_a_look_tells_how_sure_it_is_and_an_officers_word_does_not(prison: Offices) -> None:
    call = opened(prison)
    seen = look(prison, call, 1).json()
    assert seen["likeness"]["band"] in ("very-strong", "extremely-strong")
    assert seen["likeness"]["llr"] > seen["likeness"]["needed_llr"]
    assert seen["likeness"]["chance"] < 0.01
    assert seen["likeness"]["sentence"]
    assert seen["likeness"]["chance_sentence"]
    assert set(seen["calibration"].values()) == {"shipped"}
    assert seen["calibration_note"]
    word = by_hand(prison, call, 3).json()
    assert (word["likeness"], word["calibration_note"]) == (None, None)


def test_a_look_that_is_sent_again_is_one_look(prison: Offices) -> None:
    call, number = opened(prison), str(uuid4())
    first = look(prison, call, 1, id=number, key="looking-1")
    assert look(prison, call, 1, id=number, key="looking-1").text == first.text
    told_once: dict[str, Any] = {"likeness": None, "calibration": {}, "calibration_note": None}
    assert look(prison, call, 1, id=number).json() == first.json() | told_once
    assert read(prison, call)["repeated"] == []
    assert code(look(prison, call, 2, id=number)) == (409, "observations-differ")
    assert code(look(prison, opened(prison), 1, id=number)) == (409, "observations-differ")
    close(prison, call)
    assert look(prison, call, 1, id=number).status_code == 201
    assert code(look(prison, call, 2)) == (409, "conflict")


def test_a_count_is_gone_on_with_after_a_restart(prison: Offices) -> None:
    call = opened(prison)
    look(prison, call, 1)
    again = House(prison.house.registry, prison.house.clock)
    with offices_over(again) as after:
        (running,) = after.get("/v1/roll-calls", "gate-officer", running=True).json()["roll_calls"]
        assert (running["id"], running["closed_at"]) == (call, None)
        look(after, call, 2)
        look(after, call, 3)
        assert close(after, call).json()["standing"] == "agrees"
        assert after.get("/v1/roll-calls", "gate-officer", running=True).json()["roll_calls"] == []


def test_who_leaves_during_the_count_is_not_missing(prison: Offices) -> None:
    house, call = prison.house, opened(prison)
    house.clock.advance(MINUTE)
    look(prison, call, 1)
    house.clock.advance(MINUTE)
    for number in (1, 2):
        leaves(house, number)
    house.clock.advance(MINUTE)
    stands = read(prison, call)
    assert (stands["present"], stands["awaited"], stands["extra"]) == (people(1), people(3), [])
    seen = look(prison, call, 2).json()
    assert (seen["found"], seen["why"]) == ("extra", "away")
    assert close(prison, call).json()["missing"] == people(3)


def test_who_comes_to_the_wing_during_the_count_belongs_there(prison: Offices) -> None:
    call = opened(prison)
    put(prison.house, person_id(4), "B")
    put(prison.house, person_id(3), "A")
    assert look(prison, call, 4).json()["found"] == "present"
    look(prison, call, 1)
    look(prison, call, 2)
    done = close(prison, call).json()
    assert (done["standing"], done["present"], done["missing"]) == ("agrees", people(1, 2, 4), [])


def test_what_was_counted_stays_whatever_becomes_of_its_people(prison: Offices) -> None:
    call = opened(prison)
    look(prison, call, 1)
    look(prison, call, 4)
    done = close(prison, call, key="closing-1")
    prison.house.clock.advance(MINUTE)
    with prison.house.registry.writing(prison.house.clock.now()) as unit:
        custody.end(unit, custody.open_of(unit, person_id(2)))
    leaves(prison.house, 3)
    put(prison.house, person_id(4), "B")
    assert read(prison, call) == done.json()
    assert close(prison, call, key="closing-1").text == done.text
    assert code(close(prison, call)) == (409, "conflict")


def test_a_doubt_goes_to_reviewers_and_their_word_settles_the_count(prison: Offices) -> None:
    put(prison.house, person_id(7), "B")
    call = opened(prison)
    for number in WING:
        look(prison, call, number)
    doubt = look(prison, call, samples=sent(ONE_LIKE_SEVEN)).json()
    assert (doubt["found"], doubt["person_id"]) == ("doubtful", people(7)[0])
    assert doubt["case_id"] is not None
    assert read(prison, call)["doubtful"] == [
        {"observation_id": doubt["id"], "perhaps": people(7)[0], "case_id": doubt["case_id"]}
    ]
    prison.house.review(Judgement.SAME)
    stands = read(prison, call)
    assert (stands["doubtful"], stands["awaited"], stands["present"]) == ([], [], people(*WING, 7))


def test_a_doubt_about_somebody_else_leaves_a_stranger(prison: Offices) -> None:
    call = opened(prison)
    look(prison, call, samples=sent(ONE_LIKE_SEVEN))
    prison.house.review(Judgement.DIFFERENT)
    assert (len(read(prison, call)["unknown"]), read(prison, call)["extra"]) == (1, [])


def test_a_list_is_counted_of_whom_the_house_holds(prison: Offices) -> None:
    free = prison.house.enrol(9, None)
    call = opened(prison, persons=people(1, 4))
    assert look(prison, call, 1).json()["found"] == "present"
    unlisted = look(prison, call, 2).json()
    assert (unlisted["found"], unlisted["why"]) == ("extra", "unlisted")
    refused = begin(prison, persons=[*people(1), str(free)])
    assert code(refused) == (409, "not-in-custody")
    assert code(by_hand(prison, call, 9)) == (409, "not-in-custody")
    assert code(by_hand(prison, call, 99)) == (404, "unknown-person")


def test_who_is_held_in_another_house_and_who_is_free_is_told_apart(prison: Offices) -> None:
    house = prison.house
    there, call = house.elsewhere(), opened(prison)
    with house.registry.writing(house.clock.now()) as unit:
        custody.place(unit, custody.open_of(unit, person_id(4)), facility_id=there, wing=None)
        custody.end(unit, custody.open_of(unit, person_id(7)))
    assert look(prison, call, 4).json()["why"] == "elsewhere"
    assert by_hand(prison, call, 7).json()["why"] == "free"


def test_a_wing_that_nobody_knows_is_not_counted(prison: Offices) -> None:
    assert code(begin(prison, wing="Z")) == (404, "not-on-record")
    house = prison.house
    with house.registry.writing(house.clock.now()) as unit:
        seen = facilities.one(unit, house.facility)
        facilities.change(unit, seen, wings=(Wing("Z", "Zeta"),))
    assert begin(prison, wing="Z").json()["expected"] == 0
    assert code(begin(prison, facility="nowhere")) == (404, "not-on-record")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"reason": "bandaged"},
        {"person_id": str(person_id(1))},
        {"person_id": str(person_id(1)), "reason": "whim"},
        {"person_id": str(person_id(1)), "reason": "covered", "samples": sent(shown(1))},
        {"person_id": str(person_id(1)), "reason": "covered", "at": "2026-03-01T11:59:00Z"},
        {"person_id": str(person_id(1)), "reason": "covered", "at": "2026-03-01T12:01:00Z"},
    ],
)
def test_a_look_that_cannot_be(prison: Offices, said: dict[str, Any]) -> None:
    assert code(look(prison, opened(prison), **said)) == (422, "invalid-request")


def test_a_device_that_was_offline_says_when_it_looked(prison: Offices) -> None:
    call = opened(prison)
    prison.house.clock.advance(5 * MINUTE)
    said = by_hand(prison, call, 1, at="2026-03-01T12:03:00Z").json()
    assert said["at"] == "2026-03-01T12:03:00Z"


def test_who_may_what(prison: Offices) -> None:
    for role in ("auditor", "case-system", "adjudicator"):
        assert code(begin(prison, role)) == (403, "role-missing")
    call = opened(prison, wing="B")
    assert code(prison.get(f"/v1/roll-calls/{call}", "partner")) == (403, "role-missing")
    assert code(prison.get(f"/v1/roll-calls/{uuid4()}", "auditor")) == (404, "not-on-record")
    assert code(begin(prison, wing="B", persons=people(1))) == (422, "invalid-request")
    once = begin(prison, key="counting-1")
    assert begin(prison, key="counting-1").text == once.text
    listed = prison.get("/v1/roll-calls", "auditor", facility=prison.house.code, limit=1).json()
    assert (len(listed["roll_calls"]), listed["next"]) == (1, call)
