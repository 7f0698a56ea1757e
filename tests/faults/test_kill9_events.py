"""`kill -9` between commit and delivery, and between delivery and acknowledgement, at random moments.

Afterwards every event whose transaction was acknowledged has arrived, no event arrived of a transaction that
was not committed, none of a person's came before the earlier one was acknowledged, and what came twice came
under the same id with the same body.
"""

import json
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from api.contract import webhook
from api.events.addresses import Guard
from api.events.courier import Courier, Means
from api.events.envelope import Envelope
from api.events.sender import Sender
from api.events.sequencer import distribute
from api.events.subscriptions import Subscriptions
from api.registry.store import Store
from tests.faults.telling_loop import opened
from tests.support.campaigns import record, share
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.events import SOURCE, terms
from tests.support.forking import Forked
from tests.support.receiver import LOOPBACK, Handler, Receiver, Request, accept, receiving

KILLS = share(100)  # on each of both databases
SEED = 20260303
MOMENTS = ("while writing", "before it is taken", "before the answer", "after the answer")
MOST_BEFORE_KILL = 12  # transactions, or messages
LONGEST_WAIT = 0.05  # seconds: a few commits and messages


@dataclass
class Ledger:
    """The receiver's own: what came, in the order it came, and what of it was answered with 204."""

    came: list[dict[str, Any]] = field(default_factory=list)
    bodies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    acknowledged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    too_early: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: Request, secrets: list[str]) -> dict[str, Any]:
        """A message came; it is one of ours, and none of its person's earlier ones is missing."""
        stamp = int(request.headers[webhook.TIMESTAMP])
        event = dict(webhook.verify(request.headers, request.body, secrets, stamp).event)
        with self.lock:
            self.came.append(event)
            self.bodies[event["id"]].add(request.body)
            if int(event["sequence"]) > self.acknowledged[event["subject"]] + 1:
                self.too_early.append(event["id"])
        return event

    def acknowledge(self, event: dict[str, Any]) -> None:
        """It is about to be answered with 204."""
        with self.lock:
            last = self.acknowledged[event["subject"]]
            self.acknowledged[event["subject"]] = max(last, int(event["sequence"]))


@dataclass(frozen=True)
class Verdict:
    """Of the events: lost though their transaction was acknowledged; told without; halves; out of order."""

    kills: int
    transactions: int
    events: int
    repeated: int
    lost: set[UUID]
    halves: set[str]
    too_early: list[str]
    changed: set[str]


class Campaign:
    """One store, one receiver, one process after the other."""

    def __init__(self, home: Path, database: str, receiver: Receiver, moments: Sequence[str]) -> None:
        self.moments = moments
        self.home = home
        self.database = database
        self.receiver = receiver
        self.ledger = Ledger()
        self.committed: set[UUID] = set()
        self.random = Random(SEED)
        store = opened(home, database)
        self.clock = SimulatedClock(datetime.now(UTC))
        made = Subscriptions(store, self.clock, Guard(LOOPBACK)).create("court", terms(receiver.url))
        store.close()
        self.subscription = made.id
        self.secrets = made.valid_secrets(self.clock.now())

    def run(self, kind: str, kills: int) -> Verdict:
        """Kill `kills` processes, then tell what is left."""
        for _ in range(kills):
            self._tell_and_kill(kind)
        self.receiver.behaviour = self._accept
        store = opened(self.home, self.database)
        try:
            self._drain(store)
        finally:
            store.close()
        return self._verdict(kills)

    def _tell_and_kill(self, kind: str) -> None:
        with Forked("tests.faults.telling_loop", [self.home, self.database, kind]) as process:
            moment = self.random.choice(self.moments)
            count = self.random.randint(1, MOST_BEFORE_KILL)
            killed = threading.Event()
            self.receiver.behaviour = self._accept
            if moment != "while writing":
                self.receiver.behaviour = self._killing(process.pid, count, moment, killed)
            lines = [process.stdout.readline() for _ in range(count)]
            if moment == "while writing":
                threading.Event().wait(self.random.uniform(0, LONGEST_WAIT))
                process.kill()
            else:
                lines += _read_until(process, killed)
            lines += process.stdout.readlines()
        self.committed |= {UUID(line.decode().strip()) for line in lines if line.endswith(b"\n")}

    def _accept(self, handler: Handler, request: Request) -> None:
        event = self.ledger.note(request, self.secrets)
        if self.random.random() < 0.05:  # the receiver, too, has its moments
            handler.answer(503)
            return
        self.ledger.acknowledge(event)
        accept(handler, request)

    def _killing(self, pid: int, count: int, moment: str, killed: threading.Event) -> Any:
        """Kills the sender while its message number `count` is here: before or right after the answer."""
        came = iter(range(1, 1 << 30))

        def behave(handler: Handler, request: Request) -> None:
            last = next(came) == count
            if last and moment.startswith("before"):
                if moment == "before the answer":
                    self.ledger.note(request, self.secrets)
                os.kill(pid, signal.SIGKILL)
                killed.set()
                handler.reset()
                return
            self._accept(handler, request)
            if last:
                os.kill(pid, signal.SIGKILL)
                killed.set()

        return behave

    def _drain(self, store: Store) -> None:
        means = Means(Sender(Guard(LOOPBACK)), self.clock, Envelope(SOURCE))
        courier = Courier(store, self.subscription, means)
        self.clock.advance_to(max(self.clock.now(), datetime.now(UTC)))
        distribute(store, self.clock.now())
        while (due := courier.round()) is not None:
            self.clock.advance_to(max(due, self.clock.now()))

    def _verdict(self, kills: int) -> Verdict:
        told: dict[str, set[str]] = defaultdict(set)
        for event in self.ledger.came:
            told[event["data"]["visit_id"]].add(event["type"])
        return Verdict(
            kills=kills,
            transactions=len(self.committed),
            events=len(self.ledger.bodies),
            repeated=len(self.ledger.came) - len(self.ledger.bodies),
            lost={one for one in self.committed if len(told[str(one)]) < 2},
            halves={visit for visit, types in told.items() if types and len(types) < 2},
            too_early=self.ledger.too_early,
            changed={one for one, bodies in self.ledger.bodies.items() if len(bodies) > 1},
        )


def _read_until(process: Forked, killed: threading.Event) -> list[bytes]:
    """What is printed until the process is killed by the receiver, which reading alone must not hold up."""
    lines = []
    while not killed.is_set() and (line := process.stdout.readline()):
        lines.append(line)
    return lines


def campaign(home: Path, where: Where, kind: str, kills: int, moments: Sequence[str] = MOMENTS) -> Verdict:
    """Everything."""
    home.mkdir(exist_ok=True)
    with receiving() as receiver:
        database = "sqlite" if isinstance(where, Path) else where
        return Campaign(home, database, receiver, moments).run(kind, kills)


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 120)
def test_nothing_is_lost_and_every_person_keeps_its_order(tmp_path: Path, where: Where) -> None:
    verdict = campaign(tmp_path / "home", where, "real", KILLS)
    record(
        "event_kills",
        "tests/faults/test_kill9_events.py",
        json.loads(json.dumps(vars(verdict), default=sorted)),
    )
    assert verdict.transactions >= KILLS
    assert (verdict.lost, verdict.halves) == (set(), set())
    assert (verdict.too_early, verdict.changed) == ([], set())


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_the_campaign_finds_a_courier_that_marks_before_it_sends(tmp_path: Path) -> None:
    assert campaign(tmp_path / "home", tmp_path, "marks-first", 1, MOMENTS[1:2]).lost


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_the_campaign_finds_a_courier_that_keeps_no_order(tmp_path: Path) -> None:
    assert campaign(tmp_path / "home", tmp_path, "any-order", 1, MOMENTS[1:2]).too_early
