"""A board's figures as the tiles of a page: a number, what it counts, and how grave it is, said in three ways
(colour, shape and word), because a wall is read from afar and by people who tell no red from green."""

from dataclasses import dataclass
from enum import StrEnum

from api.contract import words
from api.contract.board import AwayFigure, BoardOut

CROWDED = 90.0
"""Per cent of the places from which on a house is looked after: the last tenth is gone in a bad week."""


class Tone(StrEnum):
    """How grave it is."""

    PLAIN = "plain"  # a figure that says nothing good or bad
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Tile:
    """key: of its words under `board.`. value: as it is shown. notes: what else is to be known, in words."""

    key: str
    value: str
    tone: Tone
    notes: tuple[str, ...] = ()


def tiles(board: BoardOut, language: str) -> list[Tile]:
    """In the order in which a shift asks for them."""

    def note(key: str, count: int) -> tuple[str, ...]:
        return (words.text(f"board.note.{key}", language, {"count": count}),) if count else ()

    def number(count: int) -> str:
        return words.number(count, language)

    def away(key: str, figure: AwayFigure) -> Tile:
        grave = Tone.BAD if figure.missing else Tone.WARN if figure.overdue else Tone.PLAIN
        return Tile(
            key,
            number(figure.out),
            grave,
            note("missing", figure.missing) + note("overdue", figure.overdue),
        )

    def wrong_if(key: str, count: int | None, tone: Tone, notes: tuple[str, ...] = ()) -> Tile:
        if count is None:
            return Tile(key, words.text("board.unknown", language), Tone.WARN)
        return Tile(key, number(count), tone if count else Tone.OK, notes)

    clock, gates = board.clock, board.gates
    silent = tuple(one.name for one in gates.gates if not one.online)
    wrong = sum(one.clock_off for one in gates.gates)
    gate_tone = Tone.BAD if silent else Tone.WARN if wrong else Tone.OK
    by_gate = tuple(
        f"{words.text(f'board.gate.{gate}', language)}: {number(count)}"
        for gate, count in board.waiting.by_gate.items()
    )
    return [
        _custody(board, language),
        away("court", board.away.court),
        away("transfer", board.away.transfer),
        away("temporary_release", board.away.temporary_release),
        Tile(
            "visitors",
            number(board.visitors.inside),
            Tone.WARN if board.visitors.past_end else Tone.PLAIN,
            note("past_end", board.visitors.past_end),
        ),
        wrong_if("clock_over", None if clock is None else clock.over, Tone.BAD),
        wrong_if("clock_near", None if clock is None else clock.near, Tone.WARN),
        wrong_if("without_case_file", board.without_case_file, Tone.BAD),
        wrong_if("waiting", board.waiting.waiting, Tone.WARN, by_gate),
        Tile("gates_offline", number(gates.offline), gate_tone, silent + note("clock_off", wrong)),
    ]


def _custody(board: BoardOut, language: str) -> Tile:
    custody = board.custody
    share = custody.occupancy
    notes = [words.text("board.note.places", language, {"count": custody.capacity})]
    if share is not None:
        notes.append(words.text("board.note.occupancy", language, {"percent": share}))
    if custody.over_capacity:
        notes.append(words.text("board.note.over", language, {"count": custody.over_capacity}))
    notes.append(words.text("board.note.present", language, {"count": custody.present}))
    if board.away.arriving:
        notes.append(words.text("board.note.arriving", language, {"count": board.away.arriving}))
    full = share is not None and share >= CROWDED
    tone = Tone.BAD if custody.over_capacity else Tone.WARN if full else Tone.OK
    return Tile("held", words.number(custody.held, language), tone, tuple(notes))
