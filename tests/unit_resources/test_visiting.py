"""Authorisations, appointments and who is inside, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.registry import visits
from api.registry.ids import uuid7
from api.registry.visits import Visit
from tests.support.clock import START
from tests.support.offices import Offices, code

HOUR = timedelta(hours=1)


def pair(offices: Offices) -> dict[str, str]:
    return {"visitor_id": str(offices.house.visitor(1)), "prisoner_id": str(offices.house.prisoner(2))}


def granted(offices: Offices, two: dict[str, str], **more: Any) -> Any:
    body = two | {"relationship": "parent", "consents": ["prisoner"]} | more.pop("changes", {})
    return offices.send("POST", "/v1/authorisations", "supervisor", body, **more)


def booked(offices: Offices, two: dict[str, str], **changes: Any) -> Any:
    slot = {"begins": "2026-03-07T14:00:00Z", "ends": "2026-03-07T16:00:00Z"}
    body = two | slot | {"facility": offices.house.code} | changes
    return offices.send("POST", "/v1/appointments", "gate-officer", body)


def test_an_authorisation_is_granted_and_revoked(offices: Offices) -> None:
    two = pair(offices)
    made = granted(offices, two, key="grant-01")
    assert (made.status_code, made.json()["holds"]) == (201, True)
    assert granted(offices, two, key="grant-01").text == made.text
    assert code(granted(offices, two)) == (409, "already-on-record")
    path = made.headers["Location"]
    assert code(offices.send("POST", f"{path}/revoke", "supervisor")) == (428, "version-missing")
    assert code(offices.send("POST", f"{path}/revoke", "supervisor", seen='"9"')) == (412, "version-outdated")
    tag = offices.get(path, "auditor").headers["ETag"]
    assert offices.send("POST", f"{path}/revoke", "supervisor", seen=tag).json()["holds"] is False
    assert code(offices.send("POST", f"{path}/revoke", "supervisor", seen='"2"')) == (409, "conflict")
    later = granted(offices, two, changes={"since": "2026-04-01T00:00:00Z"}).json()
    assert later["holds"] is False
    listed = offices.get("/v1/authorisations", "gate-officer", prisoner_id=two["prisoner_id"]).json()
    assert [one["id"] for one in listed["authorisations"]] == [made.json()["id"], later["id"]]


def test_an_appointment_is_booked_and_cancelled(offices: Offices) -> None:
    two = pair(offices)
    made = booked(offices, two)
    path = made.headers["Location"]
    span = {"facility": offices.house.code, "begins": "2026-03-07T00:00:00Z", "ends": "2026-03-08T00:00:00Z"}
    assert offices.get("/v1/appointments", "gate-officer", **span).json() == {
        "appointments": [made.json()],
        "next": None,
    }
    later = span | {"begins": "2026-03-07T15:00:00Z"}
    assert offices.get("/v1/appointments", "gate-officer", **later).json()["appointments"] == []
    tag = offices.get(path, "gate-officer").headers["ETag"]
    done = offices.send("POST", f"{path}/cancel", "gate-officer", seen=tag)
    assert (done.json()["status"], done.headers["ETag"]) == ("cancelled", '"2"')
    assert code(offices.send("POST", f"{path}/cancel", "gate-officer", seen=tag)) == (412, "version-outdated")
    assert code(offices.send("POST", f"{path}/cancel", "gate-officer", seen='"2"')) == (409, "conflict")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"visitor_id": str(UUID(int=2))}, (422, "invalid-request")),
        ({"visitor_id": str(UUID(int=3))}, (404, "not-on-record")),
        ({"prisoner_id": str(UUID(int=99))}, (404, "unknown-person")),
        ({"ends": "2026-03-07T14:00:00Z", "until": "2026-03-01T12:00:00Z"}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_is_refused(
    offices: Offices, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    two = pair(offices)
    offices.house.enrol(3, None)
    slot = {name: value for name, value in changes.items() if name != "until"}
    grant = {name: value for name, value in changes.items() if name != "ends"}
    assert code(booked(offices, two, **slot)) == expected
    assert code(granted(offices, two, changes=grant)) == expected
    assert code(booked(offices, two, facility="nowhere")) == (404, "not-on-record")


def test_who_is_inside_page_by_page(offices: Offices) -> None:
    prisoner = offices.house.prisoner(9)
    stays = []
    for number in range(1, 4):
        stay = Visit(
            visitor_id=offices.house.visitor(number),
            prisoner_id=prisoner,
            facility_id=offices.house.facility,
            entered=START,
            entry_decision_id=uuid7(),
        )
        with offices.house.registry.writing(START) as unit:
            stays.append(str(visits.enter(unit, stay).id))
    with offices.house.registry.writing(START + HOUR) as unit:
        visits.leave(unit, UUID(stays[0]), uuid7())
    query = {"facility": offices.house.code, "inside": True, "limit": 1}
    first = offices.get("/v1/visits", "supervisor", **query).json()
    second = offices.get("/v1/visits", "supervisor", after=first["next"], **query).json()
    third = offices.get("/v1/visits", "supervisor", after=second["next"], **query).json()
    assert [one["id"] for page in (first, second) for one in page["visits"]] == stays[1:]
    assert third == {"visits": [], "next": None}
    gone = offices.get("/v1/visits", "supervisor", inside=False).json()["visits"]
    assert [(one["id"], one["left_at"]) for one in gone] == [(stays[0], "2026-03-01T13:00:00Z")]
    assert offices.get(f"/v1/visits/{stays[0]}", "auditor").json() == gone[0]
    assert code(offices.get("/v1/visits", "supervisor", facility="nowhere")) == (404, "not-on-record")


def test_who_may_what(offices: Offices) -> None:
    two = pair(offices)
    body = two | {"relationship": "parent"}
    assert code(offices.send("POST", "/v1/authorisations", "gate-officer", body)) == (403, "role-missing")
    assert code(offices.send("POST", "/v1/appointments", "auditor", two)) == (403, "role-missing")
    for path in ("/v1/authorisations", "/v1/visits"):
        assert code(offices.get(path, "case-system")) == (403, "role-missing")
