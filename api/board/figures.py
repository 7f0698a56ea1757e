"""From what the store counted to the figures on the board. Pure: what is read, a policy and an instant in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from api.contract.board import (
    AwayFigure,
    AwayFigures,
    BoardOut,
    CustodyFigures,
    VisitorFigures,
    WaitingFigures,
    WingFigure,
)

TAG = 32
"""Hexadecimal digits of a tag."""


@dataclass(frozen=True, slots=True)
class Places:
    """For how many there is room: in the house, and in each wing by its code and name."""

    house: int
    wings: Sequence[tuple[str, str, int | None]]


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody out. due: by when they should be back, None: nobody can tell. alarm: the grace is over."""

    kind: str
    due: datetime | None
    alarm: datetime | None


@dataclass(frozen=True, slots=True)
class Visiting:
    """A visitor inside. until: when they should be out; None: no hour was set."""

    visit_id: UUID
    since: datetime
    until: datetime | None


def custody_figures(held: dict[str | None, int], out: int, places: Places) -> CustodyFigures:
    """held: how many, by wing; None: of whom nobody said where. Wings that nobody set up are told too."""
    everybody = sum(held.values())
    known = {code for code, _, _ in places.wings}
    wings = [
        WingFigure(code=code, name=name, held=held.get(code, 0), capacity=room)
        for code, name, room in places.wings
    ]
    others = sorted((one for one in held if one not in known), key=lambda one: (one is None, one or ""))
    if places.wings or any(one is not None for one in others):
        wings += [WingFigure(code=one, name=None, held=held[one], capacity=None) for one in others]
    return CustodyFigures(
        held=everybody,
        present=everybody - out,
        capacity=places.house,
        over_capacity=max(0, everybody - places.house),
        occupancy=round(100 * everybody / places.house, 1) if places.house else None,
        wings=wings,
    )


def away_figures(absent: Sequence[Absent], arriving: int, now: datetime) -> AwayFigures:
    """Of everybody who is out."""

    def of_kind(kind: str) -> AwayFigure:
        those = [one for one in absent if one.kind == kind]
        missing = sum(one.alarm is not None and one.alarm <= now for one in those)
        late = sum(one.due is not None and one.due <= now for one in those)
        return AwayFigure(out=len(those), overdue=late - missing, missing=missing)

    return AwayFigures(
        court=of_kind("court"),
        transfer=of_kind("transfer"),
        temporary_release=of_kind("temporary-release"),
        next_due=min((one.due for one in absent if one.due is not None and one.due > now), default=None),
        arriving=arriving,
    )


def past_end(until: datetime | None, now: datetime) -> bool:
    """Whether somebody is inside longer than they should be."""
    return until is not None and until < now


def visitor_figures(inside: Sequence[Visiting], now: datetime) -> VisitorFigures:
    """Of everybody who visits."""
    return VisitorFigures(
        inside=len(inside),
        past_end=sum(past_end(one.until, now) for one in inside),
        longest_since=min((one.since for one in inside), default=None),
        list_tag=tag_of(f"{one.visit_id} {past_end(one.until, now)}" for one in inside),
    )


def waiting_figures(waiting: Sequence[tuple[str, datetime]]) -> WaitingFigures:
    """waiting: the gate of each passage that is held, and since when."""
    return WaitingFigures(
        waiting=len(waiting),
        longest_since=min((since for _, since in waiting), default=None),
        by_gate=dict(sorted(Counter(gate for gate, _ in waiting).items())),
    )


def tag_of(lines: Iterable[str]) -> str:
    """One short text for many: equal for equal ones, in this process and in any other."""
    return sha256("\n".join(lines).encode()).hexdigest()[:TAG]


def tag_of_board(board: BoardOut) -> str:
    """Of all that a board says but the instant at which it was read."""
    return tag_of([board.model_dump_json(exclude={"as_of"})])
