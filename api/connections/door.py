"""The door of the service: counts connections, ends those that are too slow, and makes room for newcomers.

A slow caller costs nothing but its place, so places are what is rationed: while there are few connections
everybody has time, in a crowd only who gets on, and when all places are taken the one that has kept us
waiting longest, from the address that holds most, gives way. What is being worked on is never ended.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from typing import Protocol

from api.connections.parameters import (
    CALM,
    CROWD,
    CROWD_SECONDS,
    CROWDED,
    LEFTOVER_SECONDS,
    MOST,
    TICK,
    TOGETHER,
    Patience,
)


class Phase(Enum):
    """What a connection is at. WORKING: it waits for us; TAKING: it is to take an answer that lies ready;
    LEFTOVER: answered, but it still sends; IDLE: between requests, for as long as keep-alive allows."""

    HEADERS = auto()
    BODY = auto()
    WORKING = auto()
    TAKING = auto()
    LEFTOVER = auto()
    IDLE = auto()


GIVES_WAY = (Phase.HEADERS, Phase.IDLE, Phase.LEFTOVER, Phase.BODY)
"""Who gives way to a newcomer, these first."""


@dataclass(slots=True)
class Course:
    """How a connection gets on. since: monotonic seconds at which its phase, or its present window, began;
    octets: that have come or gone since then."""

    phase: Phase
    since: float
    octets: int = 0

    def enter(self, phase: Phase, now: float) -> None:
        """Go on to a phase, if it is another."""
        if phase is not self.phase:
            self.phase, self.since, self.octets = phase, now, 0

    def too_slow(self, now: float, patience: Patience) -> bool:
        """Whether it has had its time. A window that was good enough is followed by another."""
        spent = now - self.since
        match self.phase:
            case Phase.HEADERS:
                return spent > patience.headers
            case Phase.LEFTOVER:
                return spent > LEFTOVER_SECONDS
            case Phase.BODY | Phase.TAKING if spent > patience.window:
                if self.octets < patience.rate * patience.window:
                    return True
                self.since, self.octets = now, 0
        return False


class Connection(Protocol):
    """What the door has to do with."""

    @property
    def address(self) -> str:
        """From where."""

    def course(self, now: float) -> Course:
        """How it gets on, brought up to date."""

    def end(self, status: HTTPStatus) -> None:
        """Close it, with that answer where none has begun."""


@dataclass(slots=True)
class Door:
    """One a listening socket. clock: monotonic seconds."""

    most: int = MOST
    crowd: int = CROWD
    together: int = TOGETHER
    clock: Callable[[], float] = time.monotonic
    _crowded_until: float = 0.0
    _inside: dict[Connection, None] = field(default_factory=dict)
    _round: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._inside)

    def enter(self, newcomer: Connection, loop: asyncio.AbstractEventLoop) -> bool:
        """Let a connection in, in another's place if need be; False: everybody inside is being served."""
        if len(self._inside) >= self.most:
            leaving = self._who_give_way()
            if not leaving:
                return False
            for one in leaving:
                del self._inside[one]
                one.end(HTTPStatus.REQUEST_TIMEOUT)
        self._inside[newcomer] = None
        if self._round is None:
            self._round = loop.call_later(TICK, self._look, loop)
        return True

    def leave(self, one: Connection) -> None:
        """It is closed."""
        self._inside.pop(one, None)

    def end_slow(self) -> None:
        """Close whoever has had their time."""
        now = self.clock()
        if len(self._inside) >= self.crowd:
            self._crowded_until = now + CROWD_SECONDS
        patience = CROWDED if now < self._crowded_until else CALM
        for one in [one for one in self._inside if one.course(now).too_slow(now, patience)]:
            one.end(HTTPStatus.REQUEST_TIMEOUT)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.end_slow()
        self._round = loop.call_later(TICK, self._look, loop) if self._inside else None

    def _who_give_way(self) -> list[Connection]:
        """Several of one kind: to look for them one by one would be work for a flood to make."""
        now = self.clock()
        held = Counter(one.address for one in self._inside)
        courses = {one: one.course(now) for one in self._inside}
        waiting = [one for one in self._inside if courses[one].phase in GIVES_WAY]
        waiting.sort(
            key=lambda one: (-held[one.address], GIVES_WAY.index(courses[one].phase), courses[one].since)
        )
        alike = [
            one
            for one in waiting[: self.together]
            if (one.address, courses[one].phase) == (waiting[0].address, courses[waiting[0]].phase)
        ]
        return alike
