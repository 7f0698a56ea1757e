"""Every answer about somebody has its leaf before it leaves; where none can be written there is no answer."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import OperationalError

from api.audit.act import job
from api.audit.verify import subject_of
from api.registry import audit_log
from tests.support.offices import Offices, code
from tests.support.registry import add_person


def leaves(offices: Offices) -> list[dict[str, Any]]:
    with offices.house.registry.reading() as view:
        return [json.loads(one) for one in audit_log.leaves(view, 0, 1_000)]


def enrolled(offices: Offices) -> UUID:
    with job("set-up"):
        return add_person(offices.house.registry)


def subject(offices: Offices, person: UUID) -> str:
    with offices.house.registry.reading() as view:
        return subject_of(audit_log.secrets_of(view, [person])[person], str(person))


def test_a_view_is_accounted_for(offices: Offices) -> None:
    person = enrolled(offices)
    before = len(leaves(offices))
    assert offices.get(f"/v1/persons/{person}/names", "supervisor").status_code == 200
    (told,) = leaves(offices)[before:]
    assert told["act"] == "list_names"
    assert (told["actor"], told["roles"]) == ("supervisor-1", ["supervisor"])
    assert told["subjects"] == [subject(offices, person)]
    assert UUID(told["request"]).version == 7


def test_a_list_is_about_everybody_on_it(offices: Offices) -> None:
    people = {enrolled(offices) for _ in range(3)}
    assert offices.get("/v1/persons", "supervisor").status_code == 200
    assert set(leaves(offices)[-1]["subjects"]) == {subject(offices, one) for one in people}


def test_a_write_has_one_leaf(offices: Offices) -> None:
    before = len(leaves(offices))
    body = {"name": "San Pedro", "zone": "America/La_Paz", "capacity": 400}
    made = offices.send("PUT", "/v1/facilities/lpz-9", "administrator", body)
    assert made.status_code in {200, 201}, made.text
    (told,) = leaves(offices)[before:]
    assert told["act"] == "put_facility"


def test_who_is_refused_is_accounted_for_if_they_are_known(offices: Offices) -> None:
    person = enrolled(offices)
    before = len(leaves(offices))
    assert offices.get(f"/v1/persons/{person}/names", "partner").status_code == 403
    assert offices.http.get(f"/v1/persons/{person}/names").status_code == 401
    assert offices.get(f"/v1/persons/{uuid4()}/names", "supervisor").status_code == 404
    assert [one["actor"] for one in leaves(offices)[before:]] == ["partner-1"]


def test_what_is_about_nobody_has_no_leaf(offices: Offices) -> None:
    before = len(leaves(offices))
    for path in ("/v1/openapi.json", "/v1/policies", "/v1/status"):
        assert offices.get(path, "supervisor").status_code == 200
    assert len(leaves(offices)) == before


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_no_leaf_no_answer(offices: Offices, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    person = enrolled(offices)

    def full(*_: object) -> int:
        raise OperationalError("INSERT", {}, OSError("no space left on device"))

    with monkeypatch.context() as broken:
        broken.setattr(audit_log, "append", full)
        if method == "GET":
            answer = offices.get(f"/v1/persons/{person}/names", "supervisor")
        else:
            body = {"name": "San Pedro", "zone": "America/La_Paz", "capacity": 400}
            answer = offices.send("PUT", "/v1/facilities/lpz-9", "administrator", body)
    assert code(answer) == (503, "store-unavailable")
    assert "Alma" not in answer.text
    assert offices.get("/v1/facilities/lpz-9", "administrator").status_code == 404
    assert offices.get(f"/v1/persons/{person}/names", "supervisor").status_code == 200
