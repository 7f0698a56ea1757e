"""Which policies the gates go by, over HTTP."""

from pathlib import Path

from api.desks.policy_watch import PolicyWatch
from api.gates.reading.faults import PolicyRefused
from api.policies import SHIPPED, shipped, shipped_text
from matcher.errors import Remark
from tests.support.house import ELSEWHERE, POLICY
from tests.support.offices import Offices, code


def test_listed_for_everybody_who_acts(offices: Offices) -> None:
    told = offices.get("/v1/policies", "observer").json()
    assert [(one["facility"], one["sha256"]) for one in told["policies"]] == [
        (POLICY.scope.facility, POLICY.sha256),
        (ELSEWHERE, POLICY.sha256),
    ]
    assert {one["since"] for one in told["policies"]} == {None}
    assert told["refused"] is None
    assert code(offices.http.get("/v1/policies")) == (401, "actor-missing")


def test_since_when_and_what_was_refused(offices: Offices, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    house = offices.house
    shelf = house.gates.house.policies
    (folder / "one.toml").write_text(shipped_text(SHIPPED[0]), "utf-8")
    PolicyWatch(folder, shelf, house.registry, house.clock).look()
    shelf.refused = PolicyRefused("two.toml", [Remark("policy-nothing", {"line": 3, "key": "visits"})])
    answer = offices.http.get(
        "/v1/policies", headers={"Umbral-Actor": "a; roles=auditor", "Accept-Language": "es"}
    ).json()
    (listed,) = answer["policies"]
    assert (listed["name"], listed["since"]) == (shipped(SHIPPED[0]).scope.name, "2026-03-01T12:00:00Z")
    assert answer["refused"]["code"] == "policy-refused"
    assert answer["refused"]["detail"].startswith("La política two.toml")
    assert [one["parameters"]["line"] for one in answer["refused"]["reasons"]] == [3]
