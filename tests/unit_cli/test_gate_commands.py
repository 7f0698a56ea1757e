"""`umbral gate` and `umbral passage`: a script reads what a gate decided from the exit code."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.cli.exits import Exit
from api.gates.evidence import OrderKind
from api.gates.intake.policy import RecordField
from tests.support.house import POLICY, House

Run = Callable[..., Any]
Told = Callable[..., str]
Captured = Callable[[int], list[str]]

HELD = UUID(int=1)
SECOND = ["--actor", "officer-2", "--role", "supervisor"]


@pytest.fixture(autouse=True)
def somebody_is_held(house: House) -> None:
    house.prisoner(1)


def test_a_release_is_held_signed_and_admitted(house: House, run: Run, captured: Captured) -> None:
    order = house.order("1", OrderKind.RELEASE, person_id=HELD)
    asked = ["release", house.code, "--person", HELD, "--order", order, *captured(1)]
    held = run("gate", *asked, code=Exit.HELD)
    assert held["awaited"] == ["release"]
    assert [one["id"] for one in run("passage", "list", house.code)] == [held["passage_id"]]
    free = run("passage", "sign", held["passage_id"], "release", *SECOND)
    assert free["outcome"] == "admit"
    assert run("passage", "show", held["passage_id"])["state"] == "admitted"
    assert run("custody", "show", HELD)["ended_at"] is not None


def test_without_an_order_it_is_refused(house: House, run: Run, captured: Captured) -> None:
    told = run("gate", "release", house.code, "--person", HELD, *captured(1), code=Exit.TURNED_AWAY)
    assert told["outcome"] == "refuse"


def test_who_asked_does_not_sign_and_who_went_away_is_broken_off(
    house: House, run: Run, captured: Captured
) -> None:
    order = house.order("1", OrderKind.RELEASE, person_id=HELD)
    own = ["--actor", "officer-2"]
    held = run(
        "gate", "release", house.code, "--person", HELD, "--order", order, *captured(1), *own, code=Exit.HELD
    )
    refused = run("passage", "sign", held["passage_id"], "release", *SECOND, code=Exit.REFUSED)
    assert refused["code"] == "same-officer"
    assert run("passage", "decide", held["passage_id"], code=Exit.HELD)["outcome"] == "hold"
    assert run("passage", "abandon", held["passage_id"]) == {"abandoned": held["passage_id"]}
    assert run("passage", "show", held["passage_id"])["state"] == "abandoned"


def test_out_to_court_and_back(house: House, run: Run, captured: Captured) -> None:
    order = house.order("1", OrderKind.COURT, person_id=HELD)
    due = (house.clock.now() + timedelta(hours=3)).isoformat(timespec="seconds")
    going = ["--person", HELD, "--kind", "court", "--order", order, "--due", due]
    out = run("gate", "departure", house.code, *going, *captured(1), code=Exit.HELD)
    run("passage", "sign", out["passage_id"], out["awaited"][0], *SECOND)
    back = run("gate", "return", house.code, "--person", HELD, *captured(1), code=Exit.HELD)
    assert run("passage", "sign", back["passage_id"], back["awaited"][0], *SECOND)["outcome"] == "admit"


def test_in_and_out_of_a_visit(house: House, run: Run, told: Told, captured: Captured) -> None:
    visitor = house.visitor(5)
    house.expected(visitor, HELD)
    run("gate", "entry", house.code, "--visitor", visitor, "--prisoner", HELD, *captured(5))
    (inside,) = run("visit", "list", house.code, "--inside")
    assert "INSIDE" in told("visit", "list", house.code)
    another = run("gate", "exit", house.code, "--visit", inside["id"], *captured(1), code=Exit.HELD)
    assert another["reviews"], "somebody else wants to leave in the visitor's place"
    run("passage", "abandon", another["passage_id"])
    run("gate", "exit", house.code, "--visit", inside["id"], *captured(5))
    assert run("visit", "list", house.code, "--inside") == []


def test_somebody_is_received_with_what_was_written_down(
    house: House, run: Run, captured: Captured, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps({name.value: "written" for name in RecordField}))
    came = run(
        "gate", "intake", house.code, *captured(7), "--order", house.order("1"), "--name", "Alma Reyes",
        "--born", "1990-02-28", "--nationality", POLICY.scope.country, "--legal-status", "pre-trial",
        "--case-file", "present", "--arrested-at", "2026-03-01T06:00-04:00", "--uninjured", "--well-treated",
        "--record", record, "--missing", "bandaged=1,3,4,5", "--missing", "amputated=6,8,9,10",
        "--photographed",
        code=Exit.HELD,
    )  # fmt: skip
    for matter in came["awaited"][:-1]:
        run("passage", "sign", came["passage_id"], matter, *SECOND, code=Exit.HELD)
    came = run("passage", "sign", came["passage_id"], came["awaited"][-1], *SECOND)
    assert came["outcome"] == "admit"
    assert run("custody", "show", came["person_id"])["legal_status"] == "pre-trial"


def test_in_words_a_hold_says_how_it_goes_on(house: House, told: Told, captured: Captured) -> None:
    order = house.order("1", OrderKind.RELEASE, person_id=HELD)
    asked = ["release", house.code, "--person", HELD, "--order", order, *captured(1)]
    said = told("gate", *asked, "--language", "es", code=Exit.HELD)
    assert said.startswith("hold: ")
    passage = said.splitlines()[-1].removeprefix("passage ")
    assert f"umbral passage sign {passage} release" in said
    assert passage in told("passage", "list", house.code)
    assert "pre-trial" in told("custody", "show", HELD) or "sentenced" in told("custody", "show", HELD)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--missing", "bandaged"],
        ["--missing", "forgotten=face"],
        ["--missing", "bandaged=99"],
        ["--finger", "2=nowhere.png"],
    ],
)
def test_what_makes_no_sense_is_a_matter_of_usage(house: House, told: Told, wrong: list[str]) -> None:
    told("gate", "release", house.code, "--person", HELD, *wrong, code=Exit.USAGE)


def test_nobody_of_that_number(house: House, run: Run) -> None:
    nobody = UUID(int=99)
    assert run("passage", "show", nobody, code=Exit.NO_MATCH)["code"] == "not-on-record"
    assert run("custody", "show", nobody, code=Exit.NO_MATCH)["code"] == "unknown-person"
