"""Figures as tiles: how grave each is, in every language."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.console.board_tiles import Tone, tiles
from api.contract import words
from api.contract.board import BoardOut

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NONE = {"out": 0, "overdue": 0, "missing": 0}
QUIET: dict[str, Any] = {
    "facility": "penal-norte",
    "name": "Penal Norte",
    "zone": "America/Santiago",
    "as_of": NOW,
    "custody": {
        "held": 80, "present": 80, "capacity": 100, "over_capacity": 0, "occupancy": 80.0, "wings": [],
    },
    "away": {"court": NONE, "transfer": NONE, "temporary_release": NONE, "next_due": None, "arriving": 0},
    "visitors": {"inside": 0, "past_end": 0, "longest_since": None, "list_tag": "x"},
    "clock": {"over": 0, "near": 0},
    "without_case_file": 0,
    "waiting": {"waiting": 0, "longest_since": None, "by_gate": {}},
    "gates": {"online": 1, "offline": 0, "gates": []},
}  # fmt: skip


def tones(**changes: Any) -> dict[str, Tone]:
    """Of all tiles that are not as on a quiet day."""
    quiet = {one.key: one.tone for one in tiles(BoardOut.model_validate(QUIET), "en")}
    told = {one.key: one.tone for one in tiles(BoardOut.model_validate(QUIET | changes), "en")}
    return {key: tone for key, tone in told.items() if tone is not quiet[key]}


def gate(**changes: Any) -> dict[str, Any]:
    return {"name": "east", "online": True, "silent_since": None, "clock_off": False} | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"custody": QUIET["custody"] | {"occupancy": 90.0}}, {"held": Tone.WARN}),
        ({"custody": QUIET["custody"] | {"held": 101, "over_capacity": 1}}, {"held": Tone.BAD}),
        ({"away": QUIET["away"] | {"court": {"out": 2, "overdue": 0, "missing": 0}}}, {}),
        ({"away": QUIET["away"] | {"court": {"out": 2, "overdue": 1, "missing": 0}}}, {"court": Tone.WARN}),
        ({"away": QUIET["away"] | {"transfer": NONE | {"missing": 1}}}, {"transfer": Tone.BAD}),
        ({"visitors": QUIET["visitors"] | {"inside": 5}}, {}),
        ({"visitors": QUIET["visitors"] | {"inside": 5, "past_end": 1}}, {"visitors": Tone.WARN}),
        ({"clock": {"over": 1, "near": 1}}, {"clock_over": Tone.BAD, "clock_near": Tone.WARN}),
        ({"clock": None}, {"clock_over": Tone.WARN, "clock_near": Tone.WARN}),
        ({"without_case_file": 1}, {"without_case_file": Tone.BAD}),
        ({"waiting": {"waiting": 1, "longest_since": NOW, "by_gate": {"intake": 1}}}, {"waiting": Tone.WARN}),
        ({"gates": QUIET["gates"] | {"gates": [gate(clock_off=True)]}}, {"gates_offline": Tone.WARN}),
        (
            {"gates": {"online": 0, "offline": 1, "gates": [gate(online=False, silent_since=NOW)]}},
            {"gates_offline": Tone.BAD},
        ),
    ],
)  # fmt: skip
def test_how_grave_a_figure_is(changes: dict[str, Any], expected: dict[str, Tone]) -> None:
    assert tones(**changes) == expected


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_tile_has_words(language: str) -> None:
    for one in tiles(BoardOut.model_validate(QUIET), language):
        assert words.text(f"board.{one.key}", language)
        assert one.tone is Tone.PLAIN or words.text(f"board.tone.{one.tone}", language)


def test_a_silent_gate_is_named_and_what_waits_is_told_by_gate() -> None:
    silent = {"online": 0, "offline": 1, "gates": [gate(online=False, silent_since=NOW)]}
    waits = {"waiting": 2, "longest_since": NOW, "by_gate": {"intake": 2}}
    told = {
        one.key: one
        for one in tiles(BoardOut.model_validate(QUIET | {"gates": silent, "waiting": waits}), "es")
    }
    assert told["gates_offline"].notes == ("east",)
    assert told["waiting"].notes == ("Ingreso: 2",)
