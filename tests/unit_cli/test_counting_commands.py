"""`umbral roll-call`, `umbral clock` and `umbral injury`: counts, the court's word, what health staff see."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.cli.exits import Exit
from tests.support.house import House
from tests.support.pictures import colours, encoded
from tests.support.roll_calls import put

Run = Callable[..., Any]
ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def two_are_held(house: House) -> None:
    for number in (1, 2):
        put(house, house.prisoner(number), "B")


def test_a_count_is_opened_gone_on_with_and_closed(
    house: House, run: Run, told: Callable[..., str], captured: Callable[[int], list[str]]
) -> None:
    begun = run("roll-call", "open", house.code, "--wing", "B")
    assert (begun["expected"], begun["standing"]) == (2, "under-way")
    first = run("roll-call", "look", begun["id"], *captured(1))
    assert (first["found"], first["person_id"], first["awaited"]) == ("present", str(ONE), 1)
    again = ("roll-call", "look", begun["id"], "--person", TWO, "--reason", "bandaged", "--look", UUID(int=9))
    assert run(*again)["present"] == run(*again)["present"] == 2
    assert [one["id"] for one in run("roll-call", "list", house.code, "--running")] == [begun["id"]]
    assert "2 of 2 present" in told("roll-call", "show", begun["id"])
    assert run("roll-call", "close", begun["id"])["standing"] == "agrees"
    assert run("roll-call", "list", house.code, "--running") == []


def test_whoever_is_not_found_is_missing(
    house: House, run: Run, told: Callable[..., str], captured: Callable[[int], list[str]]
) -> None:
    house.prisoner(3)
    begun = run("roll-call", "open", house.code, "--person", ONE, "--person", TWO)
    assert "extra (unlisted)" in told("roll-call", "look", begun["id"], *captured(3))
    told("roll-call", "look", begun["id"], *captured(1))
    closed = run("roll-call", "close", begun["id"], code=Exit.NO_MATCH)
    assert (closed["missing"], [one["why"] for one in closed["extra"]]) == ([str(TWO)], ["unlisted"])
    assert f"missing   {TWO}" in told("roll-call", "show", begun["id"])
    told("roll-call", "open", house.code, "--wing", "B", "--person", str(ONE), code=Exit.USAGE)
    told("roll-call", "look", begun["id"], code=Exit.USAGE)


def test_the_courts_word_on_how_long(house: House, run: Run, told: Callable[..., str]) -> None:
    court = ("--authority", "Juzgado Tercero, 41/26")
    told("clock", "term", ONE, "--term", "2 years", code=Exit.USAGE)  # on what is not said yet
    begun = run("clock", "begin", ONE, "pre-trial", *court)
    assert (begun["basis"], begun["ends"]) == ("pre-trial", None)
    assert run("clock", "term", ONE, "--last-day", "2026-09-30")["last_day"] == "2026-09-30"
    assert len(run("clock", "extend", ONE, "--authority", "Sala Penal, 12/26")["extensions"]) == 1
    told("clock", "resume", ONE, code=Exit.USAGE)
    stopped = run("clock", "suspend", ONE, "defence-delay", "--begins", "2026-03-01T12:00Z")
    assert [one["ends"] for one in stopped["suspensions"]] == [None]
    shown = told("clock", "show", ONE)
    for words in ("pre-trial", "last day 2026-09-30", "extended 2026-03-01", "suspended 2026-03-01 lasts"):
        assert words in shown
    gone_on = run("clock", "resume", ONE, "--ends", "2026-03-02T12:00Z")
    assert gone_on["suspensions"][0]["ends"] is not None
    extension, stop = gone_on["extensions"][0]["id"], gone_on["suspensions"][0]["id"]
    told("clock", "revoke-extension", ONE, stop, "--yes", code=Exit.USAGE)
    told("clock", "revoke-extension", ONE, extension, code=1)  # nobody says yes
    assert run("clock", "revoke-extension", ONE, extension, "--yes")["extensions"][0]["revoked_at"]
    house.clock.advance_to(house.clock.now() + timedelta(days=1))
    run("clock", "begin", ONE, "sentenced", *court)
    told("clock", "revoke-suspension", ONE, extension, "--yes", code=Exit.USAGE)
    back = run("clock", "revoke-suspension", ONE, stop, "--yes")
    assert (back["id"], bool(back["suspensions"][0]["revoked_at"])) == (begun["id"], True), (
        "of a basis that ended"
    )
    shown = told("clock", "show", ONE)
    assert [line.count("revoked") for line in shown.splitlines()] == [0, 1, 1, 0]
    sentenced = ("clock", "begin", ONE, "sentenced", *court, "--term")
    assert told(*sentenced, "soon", code=Exit.USAGE) == ""
    assert told(*sentenced, "4 years", "--role", "gate-officer", code=Exit.REFUSED) == ""


def test_an_injury_is_entered_listed_and_its_picture_written(
    house: House, run: Run, told: Callable[..., str], tmp_path: Path
) -> None:
    photograph, written = tmp_path / "arm.png", tmp_path / "out.png"
    photograph.write_bytes(encoded(colours(24, 24), "PNG"))
    said = ("--place", "left forearm", "--description", "bruise, 4 cm", "--complaint")
    told("injury", "record", ONE, *said, "--picture", photograph, code=Exit.USAGE)
    noted = run("injury", "record", ONE, *said, "--consent", "--picture", photograph)
    assert "left forearm: bruise, 4 cm" in told("injury", "list", ONE)
    told("injury", "picture", ONE, noted["id"], noted["pictures"][0], written)
    assert written.read_bytes() == photograph.read_bytes()
    run("injury", "list", ONE, "--role", "administrator", code=Exit.REFUSED)
    assert run("custody", "find", house.code, "person 1")[0]["person_id"] == str(ONE)
