"""Release, departure and return over HTTP: what is asked, signed and answered, in the reader's language."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.gates.evidence import OrderKind
from tests.support.house import ELSEWHERE, person_id, shown
from tests.support.offices import Offices, actor, code

HELD, OTHER = 1, 2
OFFICER, SECOND = "gate-officer", "supervisor"


@pytest.fixture
def doors(offices: Offices) -> Offices:
    """Two are held."""
    for number in (HELD, OTHER):
        offices.house.prisoner(number)
    return offices


def asked(doors: Offices, gate: str, shows: int = HELD, **more: Any) -> dict[str, Any]:
    """What an officer is answered."""
    samples = [one.model_dump(mode="json") for one in shown(shows)]
    body = {"facility": doors.house.code, "person_id": str(person_id(HELD)), "samples": samples, **more}
    answer = doors.send("POST", f"/v1/gates/{gate}", OFFICER, body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def signed(doors: Offices, told: dict[str, Any], matter: str) -> dict[str, Any]:
    """What the second officer is answered."""
    address = f"/v1/passages/{told['passage_id']}/signatures"
    answer = doors.send("POST", address, SECOND, {"matter": matter})
    assert answer.status_code == 200, answer.text
    signed: dict[str, Any] = answer.json()
    return signed


def ordered(doors: Offices, kind: OrderKind) -> str:
    return str(doors.house.order(kind.value, kind, person_id=person_id(HELD)))


def test_two_officers_release_somebody_who_takes_papers_along(doors: Offices) -> None:
    held = asked(doors, "release", order_id=ordered(doors, OrderKind.RELEASE))
    assert (held["outcome"], held["awaited"], held["papers"]) == ("hold", ["release"], [])
    free = signed(doors, held, "release")
    assert (free["outcome"], free["sentence"]) == ("admit", "Release the person now.")
    assert {"release-receipt", "record-copy"} <= set(free["papers"])
    assert doors.get(f"/v1/persons/{person_id(HELD)}", OFFICER).json()["galleries"] == ["former"]


def test_what_is_held_can_be_read_again_without_being_decided_again(doors: Offices) -> None:
    """Each time it says what it said, deadlines and matters too, in the language of whoever reads it."""
    order = ordered(doors, OrderKind.RELEASE)
    held = asked(doors, "release", shows=OTHER, order_id=order)
    assert held["deadlines"]
    assert held["reviews"]
    address = f"/v1/passages/{held['passage_id']}/decision"
    assert doors.get(address, SECOND).json() == held == doors.get(address, OFFICER).json()
    spanish = doors.http.get(address, headers=actor(SECOND) | {"Accept-Language": "es"}).json()
    assert spanish["deadlines"] == held["deadlines"]
    assert spanish["sentence"] == "La libertad espera por esto."
    assert [one["code"] for one in spanish["reasons"]] == [one["code"] for one in held["reasons"]]
    assert not {one["title"] for one in spanish["reasons"]} & {one["title"] for one in held["reasons"]}
    unsigned = asked(doors, "release", order_id=order)
    again = doors.get(f"/v1/passages/{unsigned['passage_id']}/decision", OFFICER).json()
    assert again["awaited"] == unsigned["awaited"] == ["release"]
    assert code(doors.get(f"/v1/passages/{uuid4()}/decision", OFFICER)) == (404, "not-on-record")
    assert code(doors.get(address, "partner")) == (403, "role-missing")


def test_whoever_is_out_is_expected_back(doors: Offices) -> None:
    order = ordered(doors, OrderKind.COURT)
    due = doors.house.clock.now() + timedelta(hours=3)
    told = asked(doors, "departure", kind="court", order_id=order, due=due.isoformat())
    assert signed(doors, told, "departure")["outcome"] == "admit"

    def expected() -> list[dict[str, Any]]:
        here = doors.get("/v1/absences", OFFICER, facility=doors.house.code)
        found: list[dict[str, Any]] = here.json()["absences"]
        return found

    (out,) = expected()
    assert (out["person_id"], out["kind"], out["overdue"]) == (str(person_id(HELD)), "court", False)
    assert datetime.fromisoformat(out["due_back"]) == due
    doors.house.clock.advance(timedelta(hours=4))
    assert [one["overdue"] for one in expected()] == [True]
    assert signed(doors, asked(doors, "return"), "return")["outcome"] == "admit"
    assert expected() == []
    doors.house.elsewhere()
    assert doors.get("/v1/absences", OFFICER, facility=ELSEWHERE).json() == {"absences": []}
    assert code(doors.get("/v1/absences", "partner", facility=doors.house.code)) == (403, "role-missing")


def test_a_lookalike_is_told_by_when_and_by_whom_it_is_settled(doors: Offices) -> None:
    held = asked(doors, "release", shows=OTHER, order_id=ordered(doors, OrderKind.RELEASE))
    assert held["outcome"] == "hold"
    assert {(one["matter"], one["decider"]) for one in held["deadlines"]} == {
        ("release.identity", "adjudicator")
    }
    assert held["reviews"]


def test_out_and_back(doors: Offices) -> None:
    due = (doors.house.clock.now() + timedelta(hours=3)).isoformat()
    order = ordered(doors, OrderKind.COURT)
    out = signed(doors, asked(doors, "departure", kind="court", order_id=order, due=due), "departure")
    assert out["outcome"] == "admit", out["reasons"]
    back = signed(doors, asked(doors, "return"), "return")
    assert back["outcome"] == "admit", back["reasons"]
    assert [kind for kind, _, _ in doors.told()][-1] == "movement.returned"


def test_who_is_not_held_is_a_conflict(doors: Offices) -> None:
    body = {"facility": doors.house.code, "person_id": str(UUID(int=99))}
    for gate, more in (("release", {}), ("departure", {"kind": "court"}), ("return", {})):
        answer = doors.send("POST", f"/v1/gates/{gate}", OFFICER, body | more)
        assert code(answer) == (409, "not-in-custody")


@pytest.mark.parametrize(
    ("gate", "wrong"),
    [
        ("departure", {"kind": "holiday"}),
        ("departure", {"kind": "court", "due": "2026-03-01T12:00:00"}),
        ("departure", {"kind": "court", "due": "9999-12-31T23:59:59Z"}),
        ("return", {"wing": "B\x00"}),
        ("release", {"person_id": "somebody"}),
    ],
)
def test_what_cannot_be_is_refused_before_any_gate(doors: Offices, gate: str, wrong: dict[str, Any]) -> None:
    body = {"facility": doors.house.code, "person_id": str(person_id(HELD)), **wrong}
    assert doors.send("POST", f"/v1/gates/{gate}", OFFICER, body).status_code == 422
