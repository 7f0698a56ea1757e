"""umbral board: one screenful."""

from collections.abc import Callable
from typing import Any

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
