"""Visitors are enrolled and the visiting area is closed over HTTP: rights, repeats, reasons in words."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.contract.samples import SampleIn
from tests.support.house import House, person_id, shown
from tests.support.offices import Offices, code

CLOSING = "/v1/gates/visits/closing"
CARLA: dict[str, Any] = {
    "name": "Carla",
    "kind": "family",
    "born": "1980-05-01",
    "consent": "given",
    "notice": {"version": "2026-1", "language": "es"},
}


def wire(samples: tuple[SampleIn, ...]) -> list[Any]:
    return [one.model_dump(mode="json") for one in samples]


def enrol(
    offices: Offices, number: int, role: str = "gate-officer", key: str = "", **more: Any
) -> httpx.Response:
    body = CARLA | {"facility": offices.house.code, "samples": wire(shown(number, 2))} | more
    return offices.send("POST", "/v1/gates/visits/enrolment", role, body, key=key)


def enter(offices: Offices, visitor: int, prisoner: int) -> str:
    body = {
        "facility": offices.house.code,
        "visitor_id": str(person_id(visitor)),
        "prisoner_id": str(person_id(prisoner)),
        "samples": wire(shown(visitor, 2)),
    }
    came = offices.send("POST", "/v1/gates/visits/entry", "gate-officer", body).json()
    assert came["outcome"] == "admit", came["reasons"]
    assert came["visit_id"] == came["passage_id"]
    return str(came["passage_id"])


def inside(house: House) -> None:
    """Two prisoners, and a visitor for each who is expected."""
    for prisoner, visitor in ((1, 11), (2, 12)):
        house.prisoner(prisoner)
        house.expected(house.visitor(visitor), person_id(prisoner))


def close(
    offices: Offices, *, ended: bool = False, role: str = "gate-officer", **more: Any
) -> httpx.Response:
    body = {"facility": offices.house.code, "search_ended": ended}
    return offices.send("POST", CLOSING, role, body, **more)


def look(offices: Offices, closing: str, **body: Any) -> httpx.Response:
    return offices.send("POST", f"{CLOSING}/{closing}/looks", "gate-officer", {"id": str(uuid4())} | body)


def test_a_visitor_is_enrolled_once(offices: Offices) -> None:
    made = enrol(offices, 21, key="enrol-21")
    told = made.json()
    assert (made.status_code, told["outcome"], told["sentence"]) == (
        200,
        "admit",
        "The visitor is on record.",
    )
    assert enrol(offices, 21, key="enrol-21").text == made.text
    known = offices.get(f"/v1/visitors/{told['person_id']}", "supervisor").json()
    assert (known["consent"], known["notice"]["version"]) == ("given", "2026-1")
    again = enrol(offices, 21).json()
    assert again["outcome"] == "hold"
    assert "visitor-may-have-two-records" in {one["code"] for one in again["reasons"]}
    assert again["reviews"]
    assert again["deadlines"][0]["decider"] == "adjudicator"
    assert [(kind, person) for kind, person, _ in offices.told()][:2] == [
        ("visitor.enrolled", UUID(told["person_id"])),
        ("visitor.held", None),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"notice": None}, (422, "invalid-request")),
        ({"enrolled_as": str(UUID(int=99))}, (404, "unknown-person")),
        ({"guardian_id": str(UUID(int=99))}, (404, "unknown-person")),
        ({"facility": "nowhere"}, (404, "not-on-record")),
        ({"documents": [{"kind": "library-card"}]}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_is_refused(
    offices: Offices, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code(enrol(offices, 21, **changes)) == expected


def test_an_evening_at_the_visiting_area(offices: Offices) -> None:
    inside(offices.house)
    _, second = enter(offices, 11, 1), enter(offices, 12, 2)
    offices.house.clock.advance(timedelta(hours=3))
    begun = close(offices).json()
    assert (begun["outcome"], begun["decision_id"]) == ("hold", None)
    assert {one["standing"] for one in begun["visits"]} == {"unaccounted"}
    assert all(one["overdue"] for one in begun["visits"])
    found = look(offices, begun["id"], samples=wire(shown(11, 3))).json()
    assert {one["standing"] for one in found["visits"]} == {"still-inside", "unaccounted"}
    assert found["likeness"]["llr"] > found["likeness"]["needed_llr"], "a look tells how sure it was"
    assert set(found["calibration"].values()) == {"shipped"}
    stranger = look(offices, begun["id"], samples=wire(shown(77))).json()
    assert [one["found"] for one in stranger["looks"]] == ["unknown"]
    assert offices.get(f"{CLOSING}/{begun['id']}", "auditor").json()["likeness"] is None
    ended = close(offices, ended=True, key="end-0001").json()
    assert close(offices, ended=True, key="end-0001").json() == ended
    assert (ended["id"], ended["sentence"]) == (begun["id"], "Do not lock the visiting area yet.")
    assert {one["code"] for one in ended["findings"] if one["outcome"] == "hold"} == {
        "closing-still-inside",
        "closing-left-unseen",
        "closing-without-visit",
    }
    assert all(one["title"] and one["advice"] for one in ended["findings"])
    assert ended["deadlines"][0]["matter"] == "visits.closing"
    explained = offices.send(
        "POST",
        f"{CLOSING}/{begun['id']}/looks/{stranger['looks'][0]['id']}/explain",
        "supervisor",
        {"reason": "The cleaner, on her way home."},
    ).json()
    assert explained["looks"] == []
    done = reconcile(offices, second)
    assert done.status_code == 200
    (why, cleaner) = sorted(done.json()["reconciled"], key=lambda one: one["found"], reverse=True)
    assert (why["visit_id"], why["officer"], why["found"]) == (second, "supervisor-1", "left-unseen")
    assert cleaner["reason"] == "The cleaner, on her way home."
    assert code(reconcile(offices, second)) == (409, "conflict")
    listed = offices.get(CLOSING, "auditor", facility=offices.house.code, running=True).json()
    assert [one["id"] for one in listed["closings"]] == [begun["id"]]
    still = offices.get(f"{CLOSING}/{begun['id']}", "auditor").json()
    assert [one["standing"] for one in still["visits"]] == ["still-inside"]
    kinds = [kind for kind, _, _ in offices.told()]
    assert (kinds.count("visit.not-left"), kinds.count("visit.reconciled")) == (2, 1)


def reconcile(offices: Offices, visit: str, role: str = "supervisor") -> httpx.Response:
    body = {"found": "left-unseen", "reason": "Seen at the outer door."}
    return offices.send("POST", f"/v1/visits/{visit}/reconcile", role, body)


def test_who_may_what(offices: Offices) -> None:
    assert code(enrol(offices, 21, role="intake-officer")) == (403, "role-missing")
    assert code(enrol(offices, 21, role="partner")) == (403, "role-missing")
    assert code(close(offices, role="auditor")) == (403, "role-missing")
    begun = close(offices).json()["id"]
    assert code(reconcile(offices, str(uuid4()), role="gate-officer")) == (403, "role-missing")
    assert code(reconcile(offices, str(uuid4()))) == (404, "not-on-record")
    path = f"{CLOSING}/{begun}/looks/{uuid4()}/explain"
    assert code(offices.send("POST", path, "gate-officer", {"reason": "x"})) == (403, "role-missing")
    assert code(offices.send("POST", path, "supervisor", {"reason": "x"})) == (404, "not-on-record")
    assert code(offices.get(f"{CLOSING}/{uuid4()}", "auditor")) == (404, "not-on-record")
    assert code(offices.get(f"{CLOSING}/{begun}", "defender")) == (403, "role-missing")


def test_a_look_is_one_thing_or_the_other(offices: Offices) -> None:
    begun = close(offices).json()["id"]
    assert code(look(offices, begun)) == (422, "invalid-request")
    both = {"samples": wire(shown(1)), "person_id": str(person_id(1)), "reason": "declined"}
    assert code(look(offices, begun, **both)) == (422, "invalid-request")
    assert code(look(offices, begun, person_id=str(UUID(int=99)), reason="declined")) == (
        404,
        "unknown-person",
    )
    offices.house.visitor(11)
    early = {"person_id": str(person_id(11)), "reason": "declined", "at": "2026-01-01T00:00:00Z"}
    assert code(look(offices, begun, **early)) == (422, "invalid-request")
    assert close(offices, ended=True).json()["outcome"] == "admit"
    late = look(offices, begun, person_id=str(person_id(11)), reason="declined")
    assert code(late) == (409, "conflict")
