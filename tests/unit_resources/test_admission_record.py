"""The admission record over HTTP: how far it is, what is entered later, and what came late."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.contract.gates import IntakeRequest
from api.events.catalogue.intake import AdmissionRecordEntered
from api.gates.intake.policy import RecordField
from api.registry import outbox
from tests.support.house import POLICY, shown
from tests.support.offices import Offices, code

WITHIN = POLICY.intake.record.within
OWED = ("family", "lawyer")
OFFICER, SUPERVISOR = "intake-officer", "supervisor"


def received(offices: Offices, **changes: Any) -> UUID:
    """Somebody came through reception, where two fields of the record stayed open."""
    house = offices.house
    asked: dict[str, Any] = {
        "facility": house.code,
        "samples": [one.model_dump(mode="json") for one in shown(1)],
        "order_id": str(house.order("1")),
        "name": "Alma Reyes",
        "born": "1990-02-28",
        "nationalities": ["XA"],
        "legal_status": "pre-trial",
        "case_file": "present",
        "arrested_at": house.clock.now().isoformat(),
        "injured": False,
        "ill_treated": False,
        "record": {
            one.value: "written"
            for one in RecordField
            if one.value not in {*OWED, "claimed-name", "admission-hour", "injuries", "complaints"}
        },
        "exceptions": [
            {"modality": "finger", "reason": "bandaged", "positions": fingers, "photographed": True}
            for fingers in ([1, 3, 4, 5], [6, 8, 9, 10])
        ],
    }
    IntakeRequest.model_validate(asked | changes)
    held = offices.send("POST", "/v1/gates/intake", OFFICER, asked | changes).json()
    (matter,) = held["awaited"]
    signed = offices.send(
        "POST", f"/v1/passages/{held['passage_id']}/signatures", SUPERVISOR, {"matter": matter}
    )
    assert signed.json()["outcome"] == "admit", signed.text
    return UUID(signed.json()["person_id"])


def at(who: UUID) -> str:
    return f"/v1/persons/{who}/custody/admission-record"


def enter(offices: Offices, who: UUID, role: str = OFFICER, key: str = "", **entries: Any) -> dict[str, Any]:
    said = {"entries": {name.replace("_", "-"): value for name, value in entries.items()}}
    answer = offices.send("POST", at(who), role, said, key=key)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_what_is_missing_is_named_and_can_be_entered_in_time(offices: Offices) -> None:
    who = received(offices)
    record = offices.get(at(who), OFFICER).json()
    assert (record["missing"], record["complete"]) == (list(OWED), False)
    assert record["share"] == pytest.approx(17 / 19)
    written = {one["field"]: one for one in record["entries"]}
    assert written["claimed-name"]["value"] == "Alma Reyes"
    assert written["admission-hour"]["value"] == offices.house.clock.now().isoformat()
    offices.house.clock.advance(WITHIN)
    whole = enter(offices, who, family="two children, 4 and 7, with their aunt", lawyer="none yet")
    assert (whole["missing"], whole["complete"], whole["share"]) == ([], True, 1.0)
    assert not any(one["late"] for one in whole["entries"])


def test_what_comes_late_stays_marked_and_a_correction_makes_nothing_late(offices: Offices) -> None:
    who = received(offices)
    offices.house.clock.advance(WITHIN + timedelta(minutes=1))
    enter(offices, who, lawyer="Dr. Vaca", grounds="art. 201")
    offices.house.clock.advance(timedelta(hours=1))
    record = enter(offices, who, lawyer="Dr. Inés Vaca")
    written = {one["field"]: one for one in record["entries"]}
    assert (written["lawyer"]["value"], written["lawyer"]["late"]) == ("Dr. Inés Vaca", True)
    assert (written["grounds"]["value"], written["grounds"]["late"]) == ("art. 201", False)
    assert written["grounds"]["corrected_at"] is not None
    assert record["missing"] == ["family"]


@pytest.mark.parametrize(
    ("said", "hears"),
    [
        ({"lawyer": "Dr. Vaca"}, set()),
        ({"injuries": True}, {"health", "defender"}),
        ({"complaints": True}, {"health", "defender", "ombudsman"}),
        ({"complaints": False}, set()),
    ],
    ids=["lawyer", "injuries", "complaint", "no complaint"],
)
def test_who_must_hear_of_an_answer_hears_of_it_when_it_comes_later(
    offices: Offices, said: dict[str, Any], hears: set[str]
) -> None:
    who = received(offices)
    offices.told()
    enter(offices, who, **said)
    offices.told()
    with offices.house.registry.reading() as view:
        told = [one.content for one in outbox.after(view, 0, 500)]
    (one,) = (one for one in told if one.type == AdmissionRecordEntered.type)
    assert set(one.parties) == hears
    assert one.facts["items"] == sorted(said)
    assert "Vaca" not in str(one.facts)


def test_a_repeat_enters_nothing_twice(offices: Offices) -> None:
    who = received(offices)
    first = enter(offices, who, key="the-same-key-twice", lawyer="Dr. Vaca")
    offices.house.clock.advance(timedelta(hours=1))
    assert enter(offices, who, key="the-same-key-twice", lawyer="Dr. Vaca") == first


@pytest.mark.parametrize(
    "entries",
    [{}, {"lawyer": None}, {"lawyer": " "}, {"complaints": "beaten"}, {"injuries": None}, {"shoe-size": 44}],
    ids=["none", "null", "blanks", "words for an answer", "no answer", "no such field"],
)
def test_what_is_no_entry_is_refused(offices: Offices, entries: dict[str, Any]) -> None:
    who = received(offices)
    answer = offices.send("POST", at(who), OFFICER, {"entries": entries})
    assert code(answer) == (422, "invalid-request")


def test_whoever_was_never_inside_has_no_record(offices: Offices) -> None:
    who = offices.house.visitor(9)
    assert code(offices.get(at(who), OFFICER)) == (409, "not-in-custody")
    assert code(offices.send("POST", at(who), OFFICER, {"entries": {"lawyer": "x"}})) == (
        409,
        "not-in-custody",
    )


def test_a_case_system_and_a_gate_officer_read_none_of_it(offices: Offices) -> None:
    who = received(offices)
    for role in ("gate-officer", "case-system", "health-staff"):
        assert offices.get(at(who), role).status_code == 403
    assert offices.send("POST", at(who), "auditor", {"entries": {"lawyer": "x"}}).status_code == 403
