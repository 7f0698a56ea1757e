"""The head-turn challenge: look ahead, turn to your left or right as asked, several times in a random order.

A state machine without I/O and clock: each frame's face and its instant go in, the next state comes out. A
still picture cannot turn, and a recording follows an order of its own. Done is no proof of life: it says
that something turned as asked.
"""

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

import numpy as np

from matcher.errors import Remark
from matcher.face.detect import DetectedFace
from matcher.face.liveness import parameters as p
from matcher.face.liveness.suspicion import Suspicion
from matcher.face.quality.pose import pose


class Instruction(StrEnum):
    """What the person is asked to do; left and right are their own."""

    LOOK_AHEAD = "look-ahead"
    TURN_LEFT = "turn-left"
    TURN_RIGHT = "turn-right"


class State(StrEnum):
    """Only RUNNING goes on."""

    RUNNING = "running"
    DONE = "done"
    TIMED_OUT = "timed-out"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a frame showed. at: its instant, seconds; yaw: degrees to the picture's right, which is the
    person's left; eyes: the place between them, pixels; between: the distance of them."""

    at: float
    yaw: float
    eyes: tuple[float, float]
    between: float

    @classmethod
    def of(cls, face: DetectedFace, at: float) -> Self:
        """Of a frame's face."""
        x, y = face.eyes().mean(axis=0).tolist()
        return cls(at, pose(face).yaw, (x, y), max(face.eye_distance(), 1.0))


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge on its way. turns: what will be asked; step: how many are done; ahead: the yaw that the
    person began with, None until they look ahead; turning: whether a turn is asked now, not to look ahead."""

    turns: tuple[Instruction, ...]
    started: float
    step: int = 0
    turning: bool = False
    ahead: float | None = None
    wrong_ways: int = 0
    last: Seen | None = None
    state: State = State.RUNNING
    suspicion: Suspicion = field(default_factory=Suspicion)

    @classmethod
    def begun(cls, seed: bytes, at: float) -> Self:
        """seed: 16 bytes or more of the system's randomness (`secrets.token_bytes`), used once; at: seconds
        of a clock that never goes back. ValueError for a shorter seed."""
        if len(seed) < 16:
            raise ValueError("a seed has 16 bytes or more")
        bits = hashlib.sha256(b"umbral head turn" + seed).digest()[0]
        ways = (Instruction.TURN_LEFT, Instruction.TURN_RIGHT)
        return cls(tuple(ways[bits >> place & 1] for place in range(p.TURNS)), at)

    @property
    def instruction(self) -> Instruction:
        """What to ask of the person now."""
        return self.turns[self.step] if self.turning else Instruction.LOOK_AHEAD

    @property
    def progress(self) -> float:
        """Share of the turns that are done, 0 to 1."""
        return self.step / len(self.turns)

    def seen(self, face: DetectedFace | None, at: float) -> Self:
        """The state after a frame: its one face, None where it shows none; at: its instant.

        A challenge that has ended stays as it is. ValueError where the instant lies before the last one.
        """
        if self.state is not State.RUNNING:
            return self
        if at < (self.last.at if self.last else self.started):
            raise ValueError("frames come in the order of their instants")
        if at - self.started > p.SECONDS:
            asked = {"done": self.step, "asked": len(self.turns), "seconds": round(p.SECONDS)}
            return self._ended(State.TIMED_OUT, Remark("liveness-not-turned", asked))
        if face is None:
            return self._without_face(at)
        now = Seen.of(face, at)
        if self.last is not None and jumped(self.last, now):
            took = {"milliseconds": round(1e3 * (at - self.last.at))}
            return self._ended(State.SUSPICIOUS, Remark("liveness-jump", took))
        return replace(self, last=now)._moved(now.yaw)

    def _without_face(self, at: float) -> Self:
        since = self.last.at if self.last else at
        if at - since <= p.LOST_SECONDS:
            return self
        return self._ended(State.SUSPICIOUS, Remark("liveness-lost", {"seconds": round(at - since, 1)}))

    def _moved(self, yaw: float) -> Self:
        if self.ahead is None:
            return replace(self, ahead=yaw, turning=True) if abs(yaw) <= p.AHEAD else self
        turned = yaw - self.ahead
        if not self.turning:
            return replace(self, turning=True) if abs(turned) <= p.BACK else self
        if abs(turned) < p.TURNED:
            return self
        # a person's left is the picture's right, where yaw is positive
        way = Instruction.TURN_LEFT if turned > 0 else Instruction.TURN_RIGHT
        return self._right_way() if way is self.instruction else self._wrong_way()

    def _right_way(self) -> Self:
        after = replace(self, step=self.step + 1, turning=False)
        return replace(after, state=State.DONE) if after.step == len(self.turns) else after

    def _wrong_way(self) -> Self:
        after = replace(self, wrong_ways=self.wrong_ways + 1, turning=False)
        if after.wrong_ways < p.WRONG_WAYS:
            return after
        return after._ended(State.SUSPICIOUS, Remark("liveness-wrong-way", {"times": after.wrong_ways}))

    def _ended(self, state: State, reason: Remark) -> Self:
        return replace(self, state=state, suspicion=Suspicion((reason,)))


def jumped(before: Seen, now: Seen) -> bool:
    """Whether no head moves so far in that time; frames further apart than JUMP_SECONDS say nothing."""
    if now.at - before.at > p.JUMP_SECONDS:
        return False
    between = max(before.between, now.between)
    moved = float(np.hypot(now.eyes[0] - before.eyes[0], now.eyes[1] - before.eyes[1])) / between
    grown = between / min(before.between, now.between)
    return abs(now.yaw - before.yaw) > p.JUMP_YAW or moved > p.JUMP_PLACE or grown > p.JUMP_SIZE
