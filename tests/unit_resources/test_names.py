"""Names over HTTP: added, never changed, the official one first."""

from uuid import UUID

from tests.support.offices import Offices, code


def test_names_are_added_and_listed(offices: Offices) -> None:
    path = f"/v1/persons/{offices.house.enrol(1, None)}/names"
    made = offices.send("POST", path, "supervisor", {"name": "La Ñata"}, key="naming-01")
    assert (made.status_code, made.json()["kind"], made.json()["entered_by"]) == (
        201,
        "alias",
        "supervisor-1",
    )
    assert offices.send("POST", path, "supervisor", {"name": "La Ñata"}, key="naming-01").text == made.text
    official = {"name": "Ana Quispe", "kind": "official"}
    assert offices.send("POST", path, "intake-officer", official).status_code == 201
    listed = [(one["kind"], one["name"]) for one in offices.get(path, "auditor").json()["names"]]
    assert listed == [("official", "Ana Quispe"), ("claimed", "Person 1"), ("alias", "La Ñata")]
    assert code(offices.send("POST", path, "supervisor", {"name": "LA  ÑATA"})) == (409, "already-on-record")
    assert code(offices.send("POST", path, "supervisor", {"name": "b"}, key="naming-01")) == (
        409,
        "repeat-differs",
    )


def test_what_is_refused(offices: Offices) -> None:
    path = f"/v1/persons/{offices.house.enrol(1, None)}/names"
    assert code(offices.send("POST", path, "supervisor", {"name": ""})) == (422, "invalid-request")
    assert code(offices.send("POST", path, "gate-officer", {"name": "x"})) == (403, "role-missing")
    assert code(offices.get(path, "partner")) == (403, "role-missing")
    nobody = f"/v1/persons/{UUID(int=99)}/names"
    assert code(offices.get(nobody, "auditor")) == (404, "unknown-person")
    assert code(offices.send("POST", nobody, "supervisor", {"name": "x"})) == (404, "unknown-person")
