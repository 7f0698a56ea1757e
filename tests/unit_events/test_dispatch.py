"""The threads: they tell by themselves, a slow receiver delays nobody else, and they stop at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from api.events.events import Events
from api.registry.outbox_subscriptions import Subscription
from api.registry.outbox_tables import DeliveryState, SubscriptionState
from api.registry.store import Store
from api.registry.unit import View
from tests.support.clock import SimulatedClock
from tests.support.events import SOURCE, entered, left, tell, terms
from tests.support.receiver import LOOPBACK, Handler, Receiver, Request, accept, receiving

ANN, BEN = UUID(int=1), UUID(int=2)
PROMPTLY = 4.0  # seconds, on a busy machine; a stop that waits for a receiver takes ten


@contextmanager
def running(store: Store, clock: SimulatedClock) -> Iterator[Events]:
    events = Events(store, source=SOURCE, networks=LOOPBACK, clock=clock)
    events.start()
    try:
        yield events
    finally:
        began = time.monotonic()
        events.stop()
        assert time.monotonic() - began < PROMPTLY
        names = [thread.name for thread in threading.enumerate()]
        assert not [name for name in names if name.startswith("umbral-")]


def subscribe(events: Events, receiver: Receiver) -> Subscription:
    made = events.subscriptions.create("case-system", terms(receiver.url))
    events.changed()
    return made


class Counting:
    """A behaviour that accepts, and tells when as many came as a test waits for."""

    def __init__(self, wanted: int) -> None:
        self.all_here = threading.Event()
        self._left = wanted
        self._lock = threading.Lock()

    def __call__(self, handler: Handler, request: Request) -> None:
        accept(handler, request)
        with self._lock:
            self._left -= 1
            if self._left == 0:
                self.all_here.set()


def test_what_happens_is_told_without_being_asked(store: Store, clock: SimulatedClock) -> None:
    with receiving() as receiver, running(store, clock) as events:
        receiver.behaviour = counting = Counting(3)
        subscribe(events, receiver)
        tell(store, clock, entered(ANN), entered(BEN), left(ANN))
        events.wake()
        assert counting.all_here.wait(30)


def test_nobody_needs_to_wake_it(store: Store, clock: SimulatedClock) -> None:
    with receiving() as receiver, running(store, clock) as events:
        receiver.behaviour = counting = Counting(1)
        subscribe(events, receiver)
        tell(store, clock, entered(ANN))
        assert counting.all_here.wait(30)


def test_what_was_committed_before_the_start_is_told_after_it(store: Store, clock: SimulatedClock) -> None:
    with receiving() as receiver:
        receiver.behaviour = counting = Counting(1)
        idle = Events(store, source=SOURCE, networks=LOOPBACK, clock=clock)
        idle.subscriptions.create("case-system", terms(receiver.url))
        tell(store, clock, entered(ANN))
        with running(store, clock):
            assert counting.all_here.wait(30)


def test_a_receiver_that_hangs_delays_no_other_and_no_stop(store: Store, clock: SimulatedClock) -> None:
    with receiving() as hanging, receiving() as quick:
        arrived = threading.Event()

        def hang(_handler: Handler, _request: Request) -> None:
            arrived.set()
            hanging.over.wait()

        hanging.behaviour = hang
        quick.behaviour = counting = Counting(5)
        with running(store, clock) as events:
            slow = subscribe(events, hanging)
            subscribe(events, quick)
            tell(store, clock, *(entered(ANN) for _ in range(5)))
            events.wake()
            assert arrived.wait(30)
            assert counting.all_here.wait(30)
        counts = events.subscriptions.counts(slow.id)
        assert counts[DeliveryState.PENDING] == 5
        (first, *_) = events.subscriptions.deliveries(slow.id, None, None, 0, 1)
        assert first.attempts == 0, "what a stop cut off counts as not tried"


def test_pause_resume_and_delete_take_effect_at_once(store: Store, clock: SimulatedClock) -> None:
    with receiving() as receiver, running(store, clock) as events:
        receiver.behaviour = first = Counting(1)
        subscription = subscribe(events, receiver)
        tell(store, clock, entered(ANN))
        assert first.all_here.wait(30)
        events.subscriptions.set_state(subscription.id, SubscriptionState.PAUSED)
        events.changed()
        tell(store, clock, left(ANN))
        receiver.behaviour = second = Counting(1)
        events.subscriptions.set_state(subscription.id, SubscriptionState.ACTIVE)
        events.changed()
        assert second.all_here.wait(30)
        events.subscriptions.delete(subscription.id)
        events.changed()
    assert events.subscriptions.list(None) == ()


def test_a_fault_of_the_store_does_not_end_the_telling(store: Store, clock: SimulatedClock) -> None:
    with receiving() as receiver:
        receiver.behaviour = counting = Counting(1)
        failing = _FailsOnce(store)
        with running(failing, clock) as events:
            subscribe(events, receiver)
            assert failing.failed.wait(30)
            tell(store, clock, entered(ANN))
            events.wake()
            assert counting.all_here.wait(30)


class _FailsOnce(Store):
    """A store whose first reading by the dispatcher breaks."""

    def __init__(self, store: Store) -> None:
        self.__dict__.update(store.__dict__)  # the same store: PostgreSQL lends itself to one at a time
        self.failed = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Break once, in a thread of the dispatcher."""
        if threading.current_thread().name == "umbral-events" and not self.failed.is_set():
            self.failed.set()
            raise OSError("the disk is gone for a moment")
        with super().reading() as view:
            yield view
