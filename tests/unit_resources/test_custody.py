"""Custody over HTTP: the ledger, the clock on every read, and what else keeps somebody."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.gates.clock.policy import SuspensionReason
from api.registry import custody, legal_basis
from api.registry.custody import LegalStatus
from api.registry.legal_basis import BasisPeriod, Suspension
from tests.support.clock import START
from tests.support.house import POLICY
from tests.support.offices import Offices, code

DAY = timedelta(days=1)
WARRANT = {"ground": "warrant", "authority": "Juzgado Quinto", "case": "88/25"}


def read(offices: Offices, who: UUID, role: str = "case-system") -> Any:
    return offices.get(f"/v1/persons/{who}/custody", role).json()


def place(
    offices: Offices, who: UUID, *, role: str = "case-system", key: str = "", **changes: Any
) -> httpx.Response:
    return offices.send("POST", f"/v1/persons/{who}/custody/holds", role, WARRANT | changes, key=key)


def held_since(offices: Offices, who: UUID, begins: datetime) -> UUID:
    """The basis of the custody, from a day on; the period's id."""
    with offices.house.registry.writing(START) as unit:
        episode = custody.open_of(unit, who)
        period = BasisPeriod(
            episode_id=episode.id, person_id=who, basis="pre-trial", begins=begins, entered_by="court"
        )
        return legal_basis.begin(unit, period).id


def test_the_ledger_is_shown(offices: Offices) -> None:
    who = offices.house.prisoner(1)
    told = read(offices, who)
    assert (told["facility"], told["legal_status"], told["case"]) == (offices.house.code, "sentenced", "1/26")
    assert [(one["kind"], one["destination"]) for one in told["movements"]] == [
        ("admission", offices.house.code)
    ]
    assert told["ended_at"] is None


def test_the_clock_is_read_anew_every_time(offices: Offices) -> None:
    who = offices.house.prisoner(1, LegalStatus.PRE_TRIAL)
    statute = next(one for basis, one in POLICY.clock.statutes.items() if basis.value == "pre-trial")
    seen = {}
    first = read(offices, who)["clock"]
    assert (first["state"], first["days"]) == ("ok", 1)
    for ahead in (first["limit_days"] - statute.near_days, 1, statute.near_days - 1, 1):
        offices.house.clock.advance(ahead * DAY)
        clock = read(offices, who)["clock"]
        seen[clock["days"] - first["limit_days"]] = clock["state"]
    assert seen == {1 - statute.near_days: "near", 2 - statute.near_days: "near", 1: "over", 2: "over"}


def test_days_before_the_admission_count_where_the_policy_says_so_and_suspended_ones_do_not(
    offices: Offices,
) -> None:
    who = offices.house.prisoner(1, LegalStatus.PRE_TRIAL)
    period = held_since(offices, who, START - 9 * DAY)
    days = read(offices, who)["clock"]["days"]
    assert days == (10 if POLICY.clock.starts.value == "arrest" else 1)
    with offices.house.registry.writing(START) as unit:
        legal_basis.suspend(
            unit,
            Suspension(period_id=period, cause=SuspensionReason.ESCAPE, begins=START, entered_by="court"),
        )
    offices.house.clock.advance(5 * DAY)
    stood = read(offices, who)["clock"]
    counts = any(
        reason.value == "escape" for one in POLICY.clock.statutes.values() for reason in one.suspends
    )
    assert (stood["days"], stood["suspended_days"]) == ((days - 1, 6) if counts else (days + 5, 0))


def test_whoever_has_no_case_file_is_shown_so_until_it_is_linked(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    with offices.house.registry.writing(START) as unit:
        custody.admit(
            unit,
            custody.Episode(
                person_id=who,
                facility_id=offices.house.facility,
                admitted=START,
                legal_status=LegalStatus.PRE_TRIAL,
                case_reference=None,
            ),
        )
    assert read(offices, who)["clock"]["state"] == "no_case_file"
    path = f"/v1/persons/{who}/custody/case"
    assert code(offices.send("PUT", path, "case-system", {"case": "7/26"})) == (428, "version-missing")
    assert code(offices.send("PUT", path, "case-system", {"case": "7/26"}, seen='"8"')) == (
        412,
        "version-outdated",
    )
    tag = offices.get(f"/v1/persons/{who}/custody", "case-system").headers["ETag"]
    linked = offices.send("PUT", path, "case-system", {"case": "7/26"}, seen=tag, key="linking-1")
    assert (linked.json()["case"], linked.json()["clock"]["state"]) == ("7/26", "ok")
    again = offices.send("PUT", path, "case-system", {"case": "7/26"}, seen=tag, key="linking-1")
    assert again.text == linked.text
    assert [(kind, person) for kind, person, _ in offices.told()] == [("case.linked", who)]


def test_a_hold_is_placed_and_lifted(offices: Offices) -> None:
    who, other = offices.house.prisoner(1), offices.house.prisoner(2)
    made = place(offices, who, key="holding-1")
    assert (made.status_code, made.json()["holds"]) == (201, True)
    assert place(offices, who, key="holding-1").text == made.text
    assert read(offices, who)["holds"] == [made.json()]
    lift = f"custody/holds/{made.json()['id']}/lift"
    assert code(offices.send("POST", f"/v1/persons/{other}/{lift}", "supervisor")) == (404, "not-on-record")
    lifted = offices.send("POST", f"/v1/persons/{who}/{lift}", "supervisor").json()
    assert (lifted["holds"], lifted["lifted_by"]) == (False, "supervisor-1")
    assert code(offices.send("POST", f"/v1/persons/{who}/{lift}", "supervisor")) == (409, "conflict")
    assert read(offices, who)["holds"] == [lifted]


@pytest.mark.parametrize(
    "changes",
    [{"until": "2026-03-01T12:00:00Z"}, {"ground": "whim"}, {"authority": ""}, {"authority": "a\nb"}],
)
def test_a_hold_that_cannot_be(offices: Offices, changes: dict[str, Any]) -> None:
    assert code(place(offices, offices.house.prisoner(1), **changes)) == (422, "invalid-request")


def test_who_may_what(offices: Offices) -> None:
    who, free = offices.house.prisoner(1), offices.house.enrol(2, None)
    assert code(place(offices, who, role="gate-officer")) == (403, "role-missing")
    assert code(offices.get(f"/v1/persons/{who}/custody", "partner")) == (403, "role-missing")
    assert code(offices.get(f"/v1/persons/{free}/custody", "auditor")) == (404, "not-on-record")
    assert code(offices.get(f"/v1/persons/{UUID(int=99)}/custody", "auditor")) == (404, "unknown-person")
    assert code(place(offices, UUID(int=99))) == (404, "unknown-person")


def test_every_read_of_a_person_says_how_the_clock_stands(offices: Offices) -> None:
    who, free = offices.house.prisoner(1, LegalStatus.PRE_TRIAL), offices.house.enrol(2, None)
    limit = read(offices, who)["clock"]["limit_days"]

    def clocks() -> tuple[Any, dict[str, Any]]:
        listed = offices.get("/v1/persons", "auditor").json()["persons"]
        alone = offices.get(f"/v1/persons/{who}", "auditor").json()["clock"]
        return alone, {one["id"]: one["clock"] for one in listed}

    assert clocks() == ("ok", {str(who): "ok", str(free): None})
    offices.house.clock.advance(limit * DAY)
    assert clocks() == ("over", {str(who): "over", str(free): None})


def test_those_whose_time_is_over_are_listed(offices: Offices) -> None:
    house = offices.house
    over = house.prisoner(1, LegalStatus.PRE_TRIAL)
    limit = read(offices, over)["clock"]["limit_days"]
    house.clock.advance(limit * DAY)
    ok = [house.prisoner(number, LegalStatus.PRE_TRIAL) for number in (2, 3)]

    def listed(**query: Any) -> list[str]:
        found: list[str] = []
        after: dict[str, Any] = {}
        while True:
            page = offices.get(
                "/v1/custody", "case-system", facility=house.code, limit=1, **query, **after
            ).json()
            found += [one["person_id"] for one in page["held"]]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    assert listed(clock="over") == [str(over)]
    assert listed(clock="ok") == [str(one) for one in ok]
    assert listed() == [str(one) for one in (over, *ok)]
    assert listed(wing="Z") == []
    (line,) = offices.get("/v1/custody", "case-system", facility=house.code, clock="over").json()["held"]
    assert (line["days"], line["clock"], line["out_since"]) == (limit + 1, "over", None)
    assert code(offices.get("/v1/custody", "partner", facility=house.code)) == (403, "role-missing")
    assert code(offices.get("/v1/custody", "case-system", facility="nowhere")) == (404, "not-on-record")
