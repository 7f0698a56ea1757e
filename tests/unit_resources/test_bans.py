"""Bans and sanctions over HTTP: imposed by a supervisor, lifted once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.contract.gates import VisitEntryRequest, VisitExitRequest
from api.gates.decision import Outcome
from tests.support.house import ELSEWHERE, said, shown
from tests.support.offices import Offices, code

HERE = "/v1/bans"


def impose(
    offices: Offices, who: UUID, *, role: str = "supervisor", key: str = "", **changes: Any
) -> httpx.Response:
    body = {"person_id": str(who), "kind": "ban", "reason": "Brought a telephone in."} | changes
    return offices.send("POST", HERE, role, body, key=key)


def test_imposed_and_lifted(offices: Offices) -> None:
    who = offices.house.visitor(1)
    made = impose(offices, who, key="banning-1", until="2026-09-01T00:00:00Z")
    assert (made.status_code, made.json()["holds"], made.json()["imposed_by"]) == (201, True, "supervisor-1")
    assert impose(offices, who, key="banning-1", until="2026-09-01T00:00:00Z").text == made.text
    path = made.headers["Location"]
    lifted = offices.send("POST", f"{path}/lift", "supervisor", key="lifting-1").json()
    assert (lifted["holds"], lifted["lifted_by"], lifted["lifted_at"]) == (
        False,
        "supervisor-1",
        "2026-03-01T12:00:00Z",
    )
    assert offices.send("POST", f"{path}/lift", "supervisor", key="lifting-1").json() == lifted
    assert code(offices.send("POST", f"{path}/lift", "supervisor")) == (409, "conflict")
    assert offices.get(path, "gate-officer").json() == lifted


def test_it_holds_from_its_beginning_to_its_end(offices: Offices) -> None:
    who, day = offices.house.visitor(1), timedelta(days=1)
    path = impose(
        offices, who, since="2026-03-02T00:00:00Z", until="2026-03-03T00:00:00Z", facility=offices.house.code
    ).headers["Location"]
    seen = []
    for _ in range(3):
        seen.append(offices.get(path, "auditor").json()["holds"])
        offices.house.clock.advance(day)
    assert seen == [False, True, False]


def test_listed_page_by_page(offices: Offices) -> None:
    visitor, prisoner = offices.house.visitor(1), offices.house.prisoner(2)
    made = [impose(offices, visitor).json()["id"] for _ in range(3)]
    sanction = impose(offices, prisoner, kind="sanction").json()["id"]
    first = offices.get(HERE, "supervisor", person_id=visitor, limit=2).json()
    rest = offices.get(HERE, "supervisor", person_id=visitor, limit=2, after=first["next"]).json()
    assert [one["id"] for one in first["bans"] + rest["bans"]] == made
    assert [one["id"] for one in offices.get(HERE, "supervisor").json()["bans"]] == [*made, sanction]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"person_id": str(UUID(int=99))}, (404, "unknown-person")),
        ({"facility": "nowhere"}, (404, "not-on-record")),
        ({"until": "2026-03-01T12:00:00Z"}, (422, "invalid-request")),
        ({"reason": ""}, (422, "invalid-request")),
        ({"kind": "curse"}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_is_refused(
    offices: Offices, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code(impose(offices, offices.house.visitor(1), **changes)) == expected
    assert offices.get(HERE, "supervisor").json()["bans"] == []


def test_who_may_what(offices: Offices) -> None:
    who = offices.house.visitor(1)
    made = impose(offices, who).json()
    assert code(impose(offices, who, role="gate-officer")) == (403, "role-missing")
    assert code(offices.send("POST", f"{HERE}/{made['id']}/lift", "gate-officer")) == (403, "role-missing")
    assert code(offices.get(HERE, "case-system")) == (403, "role-missing")
    assert code(offices.send("POST", f"{HERE}/{UUID(int=5)}/lift", "supervisor")) == (404, "not-on-record")


def test_a_protective_order_keeps_a_visitor_from_one_prisoner_alone(offices: Offices) -> None:
    house = offices.house
    visitor, kept_from, other = house.visitor(11), house.prisoner(1), house.prisoner(2)
    house.expected(visitor, kept_from)
    house.expected(visitor, other)
    made = impose(offices, visitor, prisoner_id=str(kept_from)).json()
    assert made["prisoner_id"] == str(kept_from)
    outcomes = {}
    for prisoner in (kept_from, other):
        asked = VisitEntryRequest(
            facility=house.code, visitor_id=visitor, prisoner_id=prisoner, samples=shown(11)
        )
        outcomes[prisoner] = said(house.ask(house.gates.entry, asked))["not-banned"]
    assert outcomes == {kept_from: "visitor-banned", other: "visitor-not-banned"}
    house.registry.delete(kept_from)
    assert offices.get(HERE, "supervisor", person_id=str(visitor)).json()["bans"] == [], "it ended with them"


def test_only_a_ban_is_about_one_prisoner(offices: Offices) -> None:
    visitor, prisoner = offices.house.visitor(11), offices.house.prisoner(1)
    about = {"prisoner_id": str(prisoner)}
    assert code(impose(offices, visitor, kind="sanction", **about)) == (422, "invalid-request")
    assert code(impose(offices, prisoner, **about)) == (422, "invalid-request")
    assert code(impose(offices, visitor, prisoner_id=str(UUID(int=99)))) == (404, "unknown-person")


def test_whoever_is_banned_while_inside_is_told_of_at_once(offices: Offices) -> None:
    """Nobody is kept inside for it: they leave by the exit as before, and do not come in again."""
    house = offices.house
    prisoner, visitor = house.prisoner(2), house.visitor(1)
    another = house.prisoner(3)
    house.elsewhere()
    house.expected(visitor, prisoner)
    asked = VisitEntryRequest(facility=house.code, visitor_id=visitor, prisoner_id=prisoner, samples=shown(1))
    visit = house.ask(house.gates.entry, asked).passage.id
    for apart in ({"facility": ELSEWHERE}, {"prisoner_id": str(another)}, {"since": "2026-04-01T00:00:00Z"}):
        assert impose(offices, visitor, **apart).json()["visit_id"] is None
    assert "visit.ban-recognised" not in {kind for kind, _, _ in offices.told()}
    made = impose(offices, visitor, prisoner_id=str(prisoner)).json()
    assert made["visit_id"] == str(visit)
    (told,) = ((who, facts) for kind, who, facts in offices.told() if kind == "visit.ban-recognised")
    assert told == (visitor, {"visit_id": str(visit), "ban_id": made["id"], "assumed_identity": False})
    leaving = VisitExitRequest(facility=house.code, visit_id=visit, samples=shown(1, 2))
    assert house.ask(house.gates.exit, leaving).decision.outcome is Outcome.ADMIT
