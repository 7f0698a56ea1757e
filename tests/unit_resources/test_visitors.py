"""Visitors over HTTP: what they agreed to is kept with its hour, and taken back with what was captured."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.desks.groups import RosterGroups
from api.desks.looking import Rates, search
from api.desks.visits.withdrawal import Lapsing
from api.registry import coverage
from api.registry.galleries import Gallery
from api.sampling import captured
from tests.support.house import POLICY, shown
from tests.support.offices import Offices, code

FAMILY: dict[str, Any] = {
    "kind": "family",
    "born": "1980-05-01",
    "consent": "given",
    "notice": {"version": "2026-1", "language": "es"},
    "telephone": "+591 2 1234567",
}


def put(offices: Offices, who: UUID, changes: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
    return offices.send("PUT", f"/v1/visitors/{who}", "gate-officer", FAMILY | (changes or {}), **more)


def withdraw(offices: Offices, who: UUID, **more: Any) -> httpx.Response:
    body = {"facility": offices.house.code}
    return offices.send("POST", f"/v1/visitors/{who}/withdraw-consent", "gate-officer", body, **more)


def kept(offices: Offices, who: UUID) -> int:
    with offices.house.registry.reading() as view:
        return len(coverage.modalities(view, who))


def test_somebody_on_record_becomes_a_visitor(offices: Offices) -> None:
    who = offices.house.enrol(1, Gallery.VISITORS)
    made = put(offices, who, key="visitor-1")
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert put(offices, who, key="visitor-1").text == made.text
    told = offices.get(f"/v1/visitors/{who}", "auditor").json()
    assert told == made.json()
    assert told["consented_at"] == told["noticed_at"] == "2026-03-01T12:00:00Z"
    assert offices.get("/v1/visitors", "supervisor").json() == {"visitors": [told], "next": None}


def test_hours_stay_where_nothing_new_was_said(offices: Offices) -> None:
    who = offices.house.enrol(1, Gallery.VISITORS)
    put(offices, who)
    offices.house.clock.advance(timedelta(days=1))
    changed = put(offices, who, {"kind": "friend"}, seen='"1"').json()
    assert (changed["kind"], changed["noticed_at"]) == ("friend", "2026-03-01T12:00:00Z")
    newer = put(offices, who, {"notice": {"version": "2026-2", "language": "es"}}, seen='"2"').json()
    assert (newer["noticed_at"], newer["consented_at"]) == ("2026-03-02T12:00:00Z", "2026-03-01T12:00:00Z")
    assert code(put(offices, who, {"consent": "declined"}, seen='"3"')) == (409, "conflict")
    assert code(put(offices, who, seen='"1"')) == (412, "version-outdated")
    assert code(put(offices, who)) == (428, "version-missing")


def test_withdrawal_destroys_what_was_captured(offices: Offices) -> None:
    who = offices.house.enrol(1, Gallery.VISITORS)
    put(offices, who)
    assert kept(offices, who) == 2
    assert code(withdraw(offices, who)) == (428, "version-missing")
    done = withdraw(offices, who, seen='"1"', key="withdraw-1")
    assert (done.status_code, done.json()["consent"]) == (200, "withdrawn")
    assert withdraw(offices, who, seen='"1"', key="withdraw-1").text == done.text
    assert kept(offices, who) == 0
    assert who not in offices.house.service.roster
    assert code(withdraw(offices, who, seen='"2"')) == (409, "conflict")
    assert [(kind, person) for kind, person, _ in offices.told()] == [("consent.withdrawn", who)]
    again = put(offices, who, seen='"2"').json()
    assert (again["consent"], again["withdrawn_at"]) == ("given", None)


def test_what_the_law_took_is_not_the_visitors_to_withdraw(offices: Offices) -> None:
    who = offices.house.prisoner(1)
    put(offices, who)
    assert withdraw(offices, who, seen='"1"').json()["consent"] == "withdrawn"
    assert kept(offices, who) == 2


def test_whoever_declines_has_nothing_to_withdraw(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    assert put(offices, who, {"consent": "declined", "notice": None}).json()["consented_at"] is None
    assert code(withdraw(offices, who, seen='"1"')) == (409, "conflict")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"notice": None}, (422, "invalid-request")),
        ({"guardian_id": str(UUID(int=99))}, (404, "unknown-person")),
        ({"guardian_id": str(UUID(int=1))}, (422, "invalid-request")),
        ({"telephone": "call me"}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_is_refused(
    offices: Offices, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    who = offices.house.enrol(1, Gallery.VISITORS)
    assert code(put(offices, who, changes)) == expected
    assert code(offices.get(f"/v1/visitors/{who}", "supervisor")) == (404, "not-on-record")


def test_who_may_what(offices: Offices) -> None:
    assert code(put(offices, UUID(int=99))) == (404, "unknown-person")
    path = f"/v1/visitors/{offices.house.enrol(1, None)}"
    assert code(offices.send("PUT", path, "case-system", FAMILY)) == (403, "role-missing")
    assert code(offices.get(path, "defender")) == (403, "role-missing")


def ban(offices: Offices, who: UUID, **more: Any) -> str:
    body = {"person_id": str(who), "kind": "ban", "reason": "Brought a telephone in."} | more
    return str(offices.send("POST", "/v1/bans", "supervisor", body).json()["id"])


def found_as(offices: Offices, number: int) -> set[str]:
    """The galleries in which a search at an enrolment finds somebody."""
    house = offices.house
    seen = house.service.see(captured(shown(number, 2)))
    with house.registry.reading() as view:
        groups = RosterGroups(house.service.roster).of(
            view, POLICY.visits.enrolment_galleries, house.clock.now()
        )
    found = search(seen.gallery, groups, seen.probe, Rates(0.01, 0.0001))
    return set() if found is None else {one.gallery.value for one in found.candidates}


def test_a_ban_outlives_a_withdrawal_and_nothing_else_does(offices: Offices) -> None:
    who = offices.house.enrol(1, Gallery.VISITORS)
    put(offices, who)
    laid = ban(offices, who)
    assert found_as(offices, 1) == {"visitors", "banned-visitors"}
    done = withdraw(offices, who, seen='"1"').json()
    assert (done["consent"], done["kept_for_ban"], kept(offices, who)) == ("withdrawn", True, 2)
    assert found_as(offices, 1) == {"banned-visitors"}
    changed = put(offices, who, {"consent": "declined", "telephone": "4711"}, seen='"2"').json()
    assert changed["consent"] == "withdrawn"
    assert found_as(offices, 1) == {"banned-visitors"}, "a new telephone number is no consent"
    assert offices.send("POST", f"/v1/bans/{laid}/lift", "supervisor").status_code == 200
    assert kept(offices, who) == 0
    assert offices.get(f"/v1/visitors/{who}", "supervisor").json()["kept_for_ban"] is False
    assert who not in offices.house.service.roster


def test_what_a_ban_kept_goes_when_its_time_is_over(offices: Offices) -> None:
    who, house = offices.house.enrol(1, Gallery.VISITORS), offices.house
    put(offices, who)
    ban(offices, who, until="2026-03-02T12:00:00Z")
    withdraw(offices, who, seen='"1"')
    lapsing = Lapsing(house.registry, house.service, house.clock)
    assert (lapsing.erase(), kept(offices, who)) == (0, 2)
    house.clock.advance(timedelta(days=1))
    assert found_as(offices, 1) == set(), "a ban that has ended is searched no more"
    assert (lapsing.erase(), kept(offices, who)) == (1, 0)
    assert lapsing.erase() == 0
