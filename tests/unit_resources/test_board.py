"""A house's board over HTTP: every figure from something that happened, and who may see it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.board.parameters import OFFLINE_AFTER
from api.gates.decision import Gate
from api.gates.visits.evidence import Path
from api.registry import custody, facilities, movements, passages, visits
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Wing
from api.registry.ids import uuid7
from api.registry.movements import Movement, MovementKind
from api.registry.passages import Passage, PassageState
from api.registry.visits import Visit
from tests.support.house import POLICY, House
from tests.support.offices import Offices, code

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def path(offices: Offices, more: str = "") -> str:
    return f"/v1/facilities/{offices.house.code}/board{more}"


def board(offices: Offices, role: str = "gate-officer") -> dict[str, Any]:
    answer = offices.get(path(offices), role)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def leave(house: House, person: UUID, kind: MovementKind, due: timedelta, to: UUID | None = None) -> UUID:
    """Somebody goes out."""
    now = house.clock.now()
    with house.registry.writing(now) as unit:
        episode = custody.open_of(unit, person)
        gone = Movement(
            episode_id=episode.id,
            person_id=person,
            kind=kind,
            at=now,
            origin_id=house.facility,
            destination_id=to,
            due_back=now + due,
        )
        movements.enter(unit, gone)
    return gone.id


def come_in(house: House, number: int, prisoner: UUID, **changes: Any) -> Visit:
    """A visitor is inside."""
    visitor = house.visitor(number)
    came = Visit(
        visitor_id=visitor,
        prisoner_id=prisoner,
        facility_id=house.facility,
        entered=house.clock.now(),
        entry_decision_id=uuid7(),
        appointment_id=house.book(visitor, prisoner),
        path=Path.DOCUMENT,
    )
    with house.registry.writing(house.clock.now()) as unit:
        return visits.enter(unit, replace(came, **changes))


def test_an_empty_house(offices: Offices) -> None:
    told = board(offices)
    assert told["custody"] == {
        "held": 0, "present": 0, "capacity": 400, "over_capacity": 0, "occupancy": 0.0, "wings": [],
    }  # fmt: skip
    assert told["waiting"] == {"waiting": 0, "longest_since": None, "by_gate": {}}
    assert told["clock"] == {"over": 0, "near": 0}
    assert told["gates"] == {"online": 0, "offline": 0, "gates": []}


def test_who_is_held_and_who_is_out(offices: Offices) -> None:
    house = offices.house
    people = [house.prisoner(number, LegalStatus.PRE_TRIAL) for number in range(1, 6)]
    south = house.elsewhere()
    with house.registry.writing(house.clock.now()) as unit:
        facilities.change(
            unit, facilities.one(unit, house.facility), capacity=4, wings=(Wing("A", "North", 3),)
        )
        custody.place(unit, custody.open_of(unit, people[0]), facility_id=house.facility, wing="A")
    leave(house, people[1], MovementKind.COURT, HOUR)
    leave(house, people[2], MovementKind.TEMPORARY_RELEASE, 20 * DAY)
    leave(house, people[3], MovementKind.TRANSFER, 2 * HOUR, south)
    told = board(offices)
    assert told["custody"] == {
        "held": 5, "present": 2, "capacity": 4, "over_capacity": 1, "occupancy": 125.0,
        "wings": [
            {"code": "A", "name": "North", "held": 1, "capacity": 3},
            {"code": None, "name": None, "held": 4, "capacity": None},
        ],
    }  # fmt: skip
    assert told["away"]["court"] == {"out": 1, "overdue": 0, "missing": 0}
    house.clock.advance(HOUR)
    assert board(offices)["away"]["court"] == {"out": 1, "overdue": 1, "missing": 0}
    house.clock.advance(POLICY.absence.grace)
    assert board(offices)["away"]["court"] == {"out": 1, "overdue": 0, "missing": 1}
    elsewhere = offices.get("/v1/facilities/penal-sur/board", "supervisor").json()
    assert (elsewhere["custody"]["held"], elsewhere["away"]["arriving"]) == (0, 1)


def test_clocks_and_case_files(offices: Offices) -> None:
    house = offices.house
    house.prisoner(1, LegalStatus.PRE_TRIAL)
    who, now = house.enrol(2, None), house.clock.now()
    without = Episode(
        person_id=who,
        facility_id=house.facility,
        admitted=now,
        legal_status=LegalStatus.PRE_TRIAL,
        case_reference=None,
    )
    with house.registry.writing(now) as unit:
        custody.admit(unit, without)
    assert board(offices)["clock"] == {"over": 0, "near": 0}
    house.clock.advance(365 * 4 * DAY)
    house.prisoner(3, LegalStatus.PRE_TRIAL)
    told = board(offices)
    assert told["clock"] == {"over": 2, "near": 0}
    assert told["without_case_file"] == 1  # whoever is over the limit too is counted in both


def test_visitors_inside_with_their_hours(offices: Offices) -> None:
    house = offices.house
    prisoner = house.prisoner(1)
    first = come_in(house, 2, prisoner)
    house.clock.advance(HOUR)
    child = come_in(house, 3, prisoner, appointment_id=None, brought_by_id=first.id, path=Path.ACCOMPANIED)
    told = board(offices)["visitors"]
    assert (told["inside"], told["past_end"]) == (2, 0)
    listed = offices.get(path(offices, "/visitors"), "gate-officer").json()["visitors"]
    assert [one["visit_id"] for one in listed] == [str(first.id), str(child.id)]
    assert [one["name"] for one in listed] == ["Person 2", "Person 3"]
    assert listed[0]["until"] == listed[1]["until"] == listed[0]["until"]
    assert listed[1]["until"] is not None  # a child's hour is that of whoever brought it
    house.clock.advance(HOUR + timedelta(seconds=1))
    later = board(offices)["visitors"]
    assert later["past_end"] == 2
    assert later["list_tag"] != told["list_tag"]
    assert offices.get(path(offices, "/visitors"), "gate-officer").json()["visitors"][0]["past_end"]
    with house.registry.writing(house.clock.now()) as unit:
        visits.leave(unit, child.id, uuid7())
    assert board(offices)["visitors"]["inside"] == 1


def test_the_list_of_visitors_goes_on_where_it_was_left(offices: Offices) -> None:
    prisoner = offices.house.prisoner(1)
    for number in (2, 3, 4):
        come_in(offices.house, number, prisoner)
    first = offices.get(path(offices, "/visitors"), "auditor", limit=2).json()
    rest = offices.get(path(offices, "/visitors"), "auditor", limit=2, after=first["next"]).json()
    assert [one["name"] for one in first["visitors"] + rest["visitors"]] == [
        "Person 2",
        "Person 3",
        "Person 4",
    ]
    assert rest["next"] is None


def test_what_waits_at_a_gate(offices: Offices) -> None:
    house = offices.house
    opened = Passage(
        id=uuid7(),
        gate=Gate.RELEASE,
        facility_id=house.facility,
        asked_at=house.clock.now(),
        officer="ana",
        person_id=house.prisoner(1),
        state=PassageState.OPEN,
        settled_at=None,
        decision_id=None,
        asked=b"what was asked",
    )
    with house.registry.writing(house.clock.now()) as unit:
        passages.begin(unit, opened)
    since = opened.asked_at.isoformat().replace("+00:00", "Z")
    assert board(offices)["waiting"] == {"waiting": 1, "longest_since": since, "by_gate": {"release": 1}}
    house.gates.house.abandon(opened.id)
    assert board(offices)["waiting"]["waiting"] == 0


def test_an_etag_stands_for_the_figures_and_not_for_the_time(offices: Offices) -> None:
    first = offices.get(path(offices), "supervisor")
    offices.house.clock.advance(HOUR)
    headers = {"Umbral-Actor": "a; roles=supervisor", "If-None-Match": f'"x", {first.headers["ETag"]}'}
    again = offices.http.get(path(offices), headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    offices.house.prisoner(1)
    changed = offices.http.get(path(offices), headers=headers)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_stream_begins_with_the_board_under_its_tag(offices: Offices) -> None:
    offices.house.prisoner(1)
    tag = offices.get(path(offices), "supervisor").headers["ETag"].strip('"')
    streamed = offices.get(path(offices, "/events"), "supervisor")
    assert streamed.headers["content-type"].startswith("text/event-stream")
    event = dict(
        line.split(": ", 1) for line in streamed.text.split("\n") if not line.startswith(":") and line
    )
    assert (event["event"], event["id"]) == ("board", tag)
    assert '"held":1' in event["data"]


@pytest.mark.parametrize("more", ["", "/events", "/visitors"])
def test_who_may_see_it(offices: Offices, more: str) -> None:
    assert code(offices.get(path(offices, more), "observer")) == (403, "role-missing")
    assert code(offices.get(path(offices, more), "partner")) == (403, "role-missing")
    assert code(offices.http.get(path(offices, more))) == (401, "actor-missing")
    assert code(offices.get(f"/v1/facilities/nowhere/board{more}", "supervisor")) == (404, "not-on-record")


def test_names_are_for_the_gate_alone(offices: Offices) -> None:
    assert offices.get(path(offices), "intake-officer").status_code == 200
    assert code(offices.get(path(offices, "/visitors"), "intake-officer")) == (403, "role-missing")


def say(offices: Offices, name: str = "east", role: str = "gate-officer", ahead: int = 0, **more: Any) -> Any:
    clock = (offices.house.clock.now() + timedelta(seconds=ahead)).isoformat()
    body = {"build": "0.1.0", "clock": clock} | more
    headers = {"Umbral-Actor": f"{role}-1; roles={role}"}
    return offices.http.put(f"/v1/facilities/{offices.house.code}/gates/{name}", json=body, headers=headers)


def test_a_gate_says_that_it_is_there_until_it_falls_silent(offices: Offices) -> None:
    first = say(offices, ahead=40)
    assert first.status_code == 200, first.text
    (listed,) = offices.get(f"/v1/facilities/{offices.house.code}/gates", "auditor").json()["gates"]
    assert first.json() == {
        "id": listed["id"], "name": "east", "build": "0.1.0", "heard_at": "2026-03-01T12:00:00Z",
        "ahead_seconds": 40, "online": True, "again_within_seconds": 20,
    }  # fmt: skip
    assert board(offices)["gates"]["gates"] == [
        {"name": "east", "online": True, "silent_since": None, "clock_off": True}
    ]
    tag = offices.get(path(offices), "auditor").headers["ETag"]
    offices.house.clock.advance(OFFLINE_AFTER)
    assert say(offices, build="0.2.0", ahead=45).json()["build"] == "0.2.0"
    assert offices.get(path(offices), "auditor").headers["ETag"] == tag  # a heartbeat is no news
    heard = offices.house.clock.now()
    offices.house.clock.advance(OFFLINE_AFTER + timedelta(seconds=1))
    gates = board(offices)["gates"]
    assert (gates["online"], gates["offline"]) == (0, 1)
    assert gates["gates"][0]["silent_since"] == heard.isoformat().replace("+00:00", "Z")
    gone = offices.send("DELETE", f"/v1/facilities/{offices.house.code}/gates/east", "supervisor")
    assert gone.status_code == 204
    assert board(offices)["gates"]["gates"] == []


def test_what_a_gate_cannot_say(offices: Offices) -> None:
    assert code(say(offices, role="auditor")) == (403, "role-missing")
    assert code(say(offices, name="East%20Gate")) == (422, "invalid-request")
    assert code(say(offices, build="a b")) == (422, "invalid-request")
    assert code(say(offices, clock="2026-03-01T12:00:00")) == (422, "invalid-request")
    assert say(offices, clock="1900-01-01T00:00:00Z").json()["ahead_seconds"] == -(2**31 - 1)
    missing = f"/v1/facilities/{offices.house.code}/gates/west"
    assert code(offices.send("DELETE", missing, "supervisor")) == (404, "not-on-record")
    assert code(offices.send("DELETE", missing, "gate-officer")) == (403, "role-missing")
    assert code(offices.get("/v1/facilities/nowhere/gates", "auditor")) == (404, "not-on-record")
    assert [
        one["name"]
        for one in offices.get(f"/v1/facilities/{offices.house.code}/gates", "auditor").json()["gates"]
    ] == ["east"]
