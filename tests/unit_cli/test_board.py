"""umbral board: one screenful."""

from collections.abc import Callable
from typing import Any

from api.cli.exits import Exit
from api.registry import presence
from api.registry.presence import Presence, PresenceKind
from tests.support.house import House


def test_a_house_on_one_screen(house: House, told: Callable[..., str]) -> None:
    house.prisoner(1)
    lines = told("board", house.code).splitlines()
    assert lines[0].startswith(f"Penal Norte ({house.code})")
    assert lines[2].split() == ["In", "custody", "1", "/", "400", "·", "0.2", "%"]
    assert len(lines) <= 24
    assert any(
        line.strip().startswith("En custodia")
        for line in told("board", house.code, "--language", "es").splitlines()
    )


def test_the_same_as_json(house: House, run: Callable[..., Any]) -> None:
    assert run("board", house.code)["facility"] == house.code


def reported(house: House, gate: str) -> Presence:
    """A gate that is there now."""
    return Presence(
        facility_id=house.facility,
        kind=PresenceKind.GATE,
        name=gate,
        build="1",
        ahead=0,
        heard_at=house.clock.now(),
        reported_by="it",
    )


def test_a_desk_that_is_gone_is_taken_off_the_board(
    house: House, run: Callable[..., Any], told: Callable[..., str]
) -> None:
    """Its former name would stand there as a silent gate for ever."""
    for name in ("east", "east-old"):
        with house.registry.writing(house.clock.now()) as unit:
            presence.heard(unit, reported(house, name))
    assert [one["name"] for one in run("facility", "gates", house.code)] == ["east", "east-old"]
    left = told("facility", "retire-gate", house.code, "east-old")
    assert left.split()[:2] == ["east", "online"]
    assert "east-old" not in left
    assert run("board", house.code)["gates"]["online"] == 1
    assert (
        run("facility", "retire-gate", house.code, "east-old", code=Exit.NO_MATCH)["code"] == "not-on-record"
    )
