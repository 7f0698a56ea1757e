"""Facilities over HTTP: entered once, changed by whoever has seen the last version."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.offices import Offices, code

NORTH = {
    "name": "Penal Sur",
    "zone": "America/La_Paz",
    "capacity": 400,
    "wings": [{"code": "A", "name": "Norte", "capacity": 40}, {"code": "B", "name": "Sur"}],
}
PATH = "/v1/facilities/penal-sur"


def put(offices: Offices, *, path: str = PATH, role: str = "administrator", **more: Any) -> Any:
    body = NORTH | more.pop("changes", {})
    return offices.send("PUT", path, role, body, **more)


def test_entered_read_and_changed(offices: Offices) -> None:
    made = put(offices)
    assert (made.status_code, made.headers["ETag"], made.headers["Location"]) == (201, '"1"', PATH)
    read = offices.get(PATH, "gate-officer")
    assert read.json() == made.json()
    assert read.json()["wings"][1] == {"code": "B", "name": "Sur", "capacity": None}
    changed = put(offices, seen=read.headers["ETag"], changes={"capacity": 450, "wings": []})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert offices.get(PATH, "auditor").json() == NORTH | {"code": "penal-sur", "capacity": 450, "wings": []}


def test_the_list_goes_on_where_it_was_left(offices: Offices) -> None:
    for name in ("alto", "bajo", "centro"):
        put(offices, path=f"/v1/facilities/{name}")
    seen, after = [], None
    while True:
        query = {"limit": 2} | ({"after": after} if after else {})
        page = offices.get("/v1/facilities", "coordinator", **query).json()
        seen += [one["code"] for one in page["facilities"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["alto", "bajo", "centro", offices.house.code]


def test_a_repeat_is_answered_as_the_first_was(offices: Offices) -> None:
    first = put(offices, key="entering-1")
    again = put(offices, key="entering-1")
    assert (again.status_code, again.text, again.headers["ETag"]) == (201, first.text, '"1"')
    assert code(put(offices, key="entering-1", changes={"capacity": 1})) == (409, "repeat-differs")
    assert code(put(offices, key="entering-1", seen='"1"')) == (409, "repeat-differs")


def test_who_has_not_seen_the_last_version_changes_nothing(offices: Offices) -> None:
    assert code(put(offices, seen='"1"')) == (412, "version-outdated")
    put(offices)
    assert code(put(offices, changes={"capacity": 1})) == (428, "version-missing")
    put(offices, seen='"1"')
    assert code(put(offices, seen='"1"', changes={"capacity": 1})) == (412, "version-outdated")
    assert code(put(offices, seen="1")) == (422, "invalid-request")
    assert offices.get(PATH, "auditor").json()["capacity"] == 400


def test_of_two_at_once_one_changes_it(offices: Offices) -> None:
    put(offices)
    with ThreadPoolExecutor(8) as many:
        tried = list(
            many.map(lambda room: put(offices, seen='"1"', changes={"capacity": room}), range(500, 508))
        )
    won = [answer for answer in tried if answer.status_code == 200]
    assert len(won) == 1
    assert {code(answer) for answer in tried if answer not in won} <= {
        (412, "version-outdated"),
        (409, "overtaken"),
    }
    kept = offices.get(PATH, "auditor")
    assert (kept.json(), kept.headers["ETag"]) == (won[0].json(), '"2"')


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"zone": "Moon/Tycho"}, "facility-refused"),
        ({"zone": "../../etc/passwd"}, "invalid-request"),
        ({"capacity": -1}, "invalid-request"),
        ({"capacity": 10**12}, "invalid-request"),
        ({"name": "Penal\x00Sur"}, "invalid-request"),
        ({"wings": [NORTH["wings"][0]] * 2}, "facility-refused"),  # type: ignore[index] # a list
        ({"colour": "red"}, "invalid-request"),
    ],
)
def test_what_cannot_be_is_refused(offices: Offices, changes: dict[str, Any], expected: str) -> None:
    assert code(put(offices, changes=changes)) == (422, expected)
    assert code(offices.get(PATH, "auditor")) == (404, "not-on-record")


def test_who_may_what(offices: Offices) -> None:
    assert code(put(offices, role="supervisor")) == (403, "role-missing")
    assert code(offices.get("/v1/facilities", "partner")) == (403, "role-missing")
    assert code(offices.http.get("/v1/facilities")) == (401, "actor-missing")
    assert code(offices.http.put(PATH, json=NORTH, headers={"Umbral-Actor": "a; roles=administrator"})) == (
        422,
        "invalid-request",
    )
    assert code(put(offices, path="/v1/facilities/Penal%20Sur")) == (422, "invalid-request")
    assert code(offices.get("/v1/facilities", "auditor", after="a\x00b")) == (422, "invalid-request")
