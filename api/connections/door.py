"""The door of the service: counts connections, ends those that are too slow, and makes room for newcomers.

A slow caller costs nothing but its place, so places are what is rationed: while there are few connections
everybody has time, in a crowd only who gets on. An address that makes a crowd by itself is one to itself: the
others have all their time. When all places are taken, or all that one address may hold, the one that has kept
us waiting longest, from the address that holds most, gives way. What is being worked on is never ended. A
proxy that is trusted stands for a house: its address may hold what there is.

To answer somebody who then takes nothing is work for nothing. Of one address so many may stand before the
first answer that they ask for; while they do, no more of it come in than of those give way. Who is connected
already, or has taken something, is not counted: behind one address there may be a whole house.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from typing import Protocol

from api.connections.parameters import (
    CALM,
    CROWD,
    CROWD_OF_ONE,
    CROWD_SECONDS,
    CROWDED,
    EACH,
    IN_VAIN,
    JUST_COME,
    LEFTOVER_SECONDS,
    MOST,
    STALLED,
    STANDING,
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


GIVES_WAY = (Phase.HEADERS, Phase.TAKING, Phase.IDLE, Phase.LEFTOVER, Phase.BODY)
"""Who gives way to a newcomer, these first. Who was answered before on the same connection, as a gate that
stays connected was, goes after whoever was not, and only where most were."""


@dataclass(slots=True)
class Course:
    """How a connection gets on. since: monotonic seconds at which its phase, or its present window, began;
    octets: that have come or gone since then; told: whether a request of it was answered before."""

    phase: Phase
    since: float
    octets: int = 0
    told: bool = False

    def enter(self, phase: Phase, now: float) -> None:
        """Go on to a phase, if it is another."""
        if phase is not self.phase:
            self.phase, self.since, self.octets = phase, now, 0

    def gives_way(self, now: float) -> bool:
        """Whether it has kept us waiting so that it may be ended for a newcomer. Who gets on as a crowd must
        has not, nor who has only just come."""
        spent = now - self.since
        match self.phase:
            case Phase.HEADERS:
                return spent > JUST_COME
            case Phase.BODY | Phase.TAKING:
                return spent > STALLED and self.octets < CROWDED.rate * spent
            case Phase.IDLE | Phase.LEFTOVER:
                return spent > STALLED
        return False

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
    """One a listening socket. most, each: places in all, and for one address; standing: how many of one
    address may have taken nothing of a large first answer; crowd, crowd_of_one: with how many of them there
    is a crowd; proxy: whether an address is one of a trusted proxy; clock: monotonic seconds."""

    most: int = MOST
    each: int = EACH
    standing: int = STANDING
    crowd: int = CROWD
    crowd_of_one: int = CROWD_OF_ONE
    together: int = TOGETHER
    proxy: Callable[[str], bool] = lambda _address: False
    clock: Callable[[], float] = time.monotonic
    _crowded_until: float = 0.0
    _crowds_until: dict[str, float] = field(default_factory=dict)
    _inside: dict[Connection, None] = field(default_factory=dict)
    _by: dict[str, dict[Connection, None]] = field(default_factory=dict)
    _standing: dict[str, dict[Connection, None]] = field(default_factory=dict)
    _in_vain_until: dict[str, float] = field(default_factory=dict)
    _round: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._inside)

    def enter(self, newcomer: Connection, loop: asyncio.AbstractEventLoop) -> bool:
        """Let a connection in, in another's place if need be; False: all who might give way are served."""
        if full := self._full(newcomer.address):
            now = self.clock()
            if now < self._in_vain_until.get(newcomer.address, now):
                return False
            leaving = self._who_give_way(full)
            if not leaving:
                self._in_vain_until = {newcomer.address: now + IN_VAIN}
                return False
            for one in leaving:
                self.leave(one)
                one.end(HTTPStatus.REQUEST_TIMEOUT)
        self._inside[newcomer] = None
        self._by.setdefault(newcomer.address, {})[newcomer] = None
        if self._round is None:
            self._round = loop.call_later(TICK, self._look, loop)
        return True

    def leave(self, one: Connection) -> None:
        """It is closed."""
        self._inside.pop(one, None)
        for by in (self._by, self._standing):
            beside = by.get(one.address, {})
            beside.pop(one, None)
            if not beside:
                by.pop(one.address, None)

    def stand(self, one: Connection) -> None:
        """More lies before it than the system takes, of the first answer that it is to take."""
        if one in self._inside:
            self._standing.setdefault(one.address, {})[one] = None

    def move(self, one: Connection) -> None:
        """It has taken something."""
        self._standing.get(one.address, {}).pop(one, None)

    def end_slow(self) -> None:
        """Close whoever has had their time."""
        now = self.clock()
        self._remember_crowds(now)
        slow: list[Connection] = []
        for address, together in self._by.items():
            patience = self._patience(address, now)
            slow += [one for one in together if one.course(now).too_slow(now, patience)]
        for one in slow:
            one.end(HTTPStatus.REQUEST_TIMEOUT)

    def _full(self, address: str) -> Collection[Connection]:
        """Among whom one must give way before another of this address comes in; nobody: there is room."""
        if not self.proxy(address):
            for by, most in ((self._standing, self.standing), (self._by, self.each)):
                if len(beside := by.get(address, {})) >= most:
                    return beside
        return self._inside if len(self._inside) >= self.most else ()

    def _remember_crowds(self, now: float) -> None:
        if len(self._inside) >= self.crowd:
            self._crowded_until = now + CROWD_SECONDS
        self._crowds_until = {address: until for address, until in self._crowds_until.items() if now < until}
        for by, crowd in ((self._standing, self.standing), (self._by, self.crowd_of_one)):
            for address, together in by.items():
                if len(together) >= crowd and not self.proxy(address):
                    self._crowds_until[address] = now + CROWD_SECONDS

    def _patience(self, address: str, now: float) -> Patience:
        return CROWDED if now < self._crowded_until or address in self._crowds_until else CALM

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.end_slow()
        self._round = loop.call_later(TICK, self._look, loop) if self._inside else None

    def _who_give_way(self, among: Collection[Connection]) -> list[Connection]:
        """Several of one kind: to look for them one by one would be work for a flood to make."""
        now = self.clock()
        courses = {one: one.course(now) for one in among}
        most_told = 2 * sum(course.told for course in courses.values()) > len(courses)
        waiting = [
            one for one, course in courses.items() if course.gives_way(now) and (most_told or not course.told)
        ]

        def kind(one: Connection) -> tuple[int, str, bool, int]:
            course = courses[one]
            return -len(self._by[one.address]), one.address, course.told, GIVES_WAY.index(course.phase)

        waiting.sort(key=lambda one: (kind(one), courses[one].since))
        return [one for one in waiting[: self.together] if kind(one) == kind(waiting[0])]
