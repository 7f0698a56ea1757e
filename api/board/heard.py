"""Which gates are there: silent for too long is offline, whatever the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.board.parameters import CLOCK_OFF, OFFLINE_AFTER
from api.contract.board import GateFigure, GateFigures


@dataclass(frozen=True, slots=True)
class Heard:
    """One gate or station. ahead: seconds by which its clock went before ours when it was heard."""

    name: str
    heard_at: datetime
    ahead: int


def offline(one: Heard, now: datetime) -> bool:
    """Whether it was silent for longer than a heartbeat may be late."""
    return now - one.heard_at > OFFLINE_AFTER


def clock_off(one: Heard) -> bool:
    """Whether its clock is so far from ours that hours written by it mislead."""
    return abs(timedelta(seconds=one.ahead)) > CLOCK_OFF


def gate_figures(heard: Sequence[Heard], now: datetime) -> GateFigures:
    """All gates by name; when it was heard last is told of a silent one alone, as it stands still."""
    gates = [
        GateFigure(
            name=one.name,
            online=not offline(one, now),
            silent_since=one.heard_at if offline(one, now) else None,
            clock_off=clock_off(one),
        )
        for one in heard
    ]
    silent = sum(not one.online for one in gates)
    return GateFigures(online=len(gates) - silent, offline=silent, gates=gates)
