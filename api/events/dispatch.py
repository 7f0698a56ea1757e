"""Threads that tell: one that sees what is new, and one for each subscriber with a receiver.

A thread of its own for each, so that a receiver that is slow or away delays nobody else's events.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from api.clock import Clock
from api.events.courier import Courier
from api.events.parameters import FORGET_EVERY, KEPT, NUMBERED_AT_ONCE, POLL_SECONDS, STOP_SECONDS
from api.events.sequencer import distribute
from api.registry import outbox, outbox_subscriptions
from api.registry.outbox_tables import SubscriptionState
from api.registry.store import Store

log = logging.getLogger("umbral.events")

LONGEST_SLEEP = 5.0
"""Seconds until a courier looks again whatever it was told: the wall clock may be set meanwhile."""


class Dispatcher:
    """Runs from `start` to `stop`. `wake` saves a waiting event the rest of the poll, at any time."""

    def __init__(self, store: Store, clock: Clock, courier: Callable[[UUID], Courier]) -> None:
        self._store = store
        self._clock = clock
        self._courier = courier
        self._runners: dict[UUID, _Runner] = {}
        self._changed = True
        self._forgot_at: datetime | None = None
        self._loop = _Loop("umbral-events", self._turn)

    def start(self) -> None:
        """Begin to tell."""
        self._loop.start()

    def stop(self) -> None:
        """End all threads; what was being told is told again after the next start."""
        self._loop.stop()
        for runner in self._runners.values():
            runner.cut()
        for runner in self._runners.values():
            runner.stop()
        self._runners.clear()

    def wake(self) -> None:
        """Something may be new."""
        self._loop.wake()

    def changed(self) -> None:
        """A subscription was made, paused, resumed or deleted, or is to be told something again."""
        self._changed = True
        self._loop.wake()

    def _turn(self) -> float:
        told = distribute(self._store, self._clock.now())
        if self._changed:
            self._changed = False
            self._hire()
            told = self._runners.keys()
        for one in told & self._runners.keys():
            self._runners[one].wake()
        self._forget()
        return POLL_SECONDS

    def _hire(self) -> None:
        """One runner for each subscription that is to be told something."""
        with self._store.reading() as view:
            wanted = {
                one.id
                for one in outbox_subscriptions.every(view)
                if one.state is SubscriptionState.ACTIVE and one.terms.url is not None
            }
        for gone in self._runners.keys() - wanted:
            runner = self._runners.pop(gone)
            runner.cut()
            runner.stop()
        for new in wanted - self._runners.keys():
            self._runners[new] = _Runner(self._courier(new), self._clock)

    def _forget(self) -> None:
        now = self._clock.now()
        if self._forgot_at is not None and now - self._forgot_at < FORGET_EVERY:
            return
        with self._store.housekeeping(now) as unit:
            gone = outbox.forget(unit, KEPT, NUMBERED_AT_ONCE)
        if gone < NUMBERED_AT_ONCE:
            self._forgot_at = now


class _Runner:
    """A courier in its thread."""

    def __init__(self, courier: Courier, clock: Clock) -> None:
        self._courier = courier
        self._clock = clock
        self._loop = _Loop("umbral-courier", self._turn)
        self._loop.start()

    def cut(self) -> None:
        """Let go of the receiver."""
        self._courier.stop()

    def stop(self) -> None:
        """End the thread."""
        self._loop.stop()

    def wake(self) -> None:
        """Something is to be told."""
        self._loop.wake()

    def _turn(self) -> float:
        due = self._courier.round()
        if due is None:
            return LONGEST_SLEEP
        return min(max((due - self._clock.now()).total_seconds(), 0.0), LONGEST_SLEEP)


class _Loop:
    """A thread that takes turns. turn: one of them; seconds until the next, unless it is woken."""

    def __init__(self, name: str, turn: Callable[[], float]) -> None:
        self._turn = turn
        self._ended = False
        self._woken = threading.Event()
        # daemon: a name server that does not answer must not keep the process alive
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._ended = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._ended:
            self._woken.clear()
            try:
                seconds = self._turn()
            except Exception:  # a store that is busy or broken for a moment must not end the telling for good
                if not self._ended:
                    log.exception("telling events failed; it is tried again")
                seconds = LONGEST_SLEEP
            if not self._ended:
                self._woken.wait(seconds)
