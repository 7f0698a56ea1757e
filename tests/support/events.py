"""Stores with events in them, and couriers over them whose clock the test winds."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from api.events.addresses import Guard
from api.events.catalogue.visits import VisitEntered, VisitLeft
from api.events.courier import Courier, Means
from api.events.envelope import Envelope
from api.events.event import Event, emit
from api.events.sender import Sender
from api.events.sequencer import distribute
from api.events.subscriptions import Subscriptions
from api.registry.ids import uuid7
from api.registry.outbox_subscriptions import Terms
from api.registry.store import Store
from tests.support.clock import START, SimulatedClock
from tests.support.receiver import LOOPBACK

SOURCE = "urn:umbral:site:test"
FACILITY = "north"


def entered(person: UUID | None = None, *, facility: str = FACILITY) -> Event:
    """A visitor came in."""
    return Event(VisitEntered(visit_id=uuid7(), prisoner_id=uuid7(), biometric=True), facility, person)


def left(person: UUID | None = None) -> Event:
    """A visitor went out."""
    return Event(VisitLeft(visit_id=uuid7(), entered_at=START), FACILITY, person)


def tell(store: Store, clock: SimulatedClock, *events: Event) -> list[UUID]:
    """Emit events, each in a transaction of its own; their ids."""
    ids = []
    for event in events:
        with store.writing(clock.now()) as unit:
            ids.append(emit(unit, event))
    return ids


def terms(url: str | None, *types: str) -> Terms:
    """Everything about these types, at any facility."""
    return Terms(frozenset(types or ("visit.entered", "visit.left")), frozenset({"visit_id"}), url=url)


class Line:
    """One subscription and its courier: `run` winds the clock from one due moment to the next."""

    def __init__(self, store: Store, clock: SimulatedClock, url: str, *types: str) -> None:
        self.store = store
        self.clock = clock
        self.subscriptions = Subscriptions(store, clock, Guard(LOOPBACK))
        self.subscription = self.subscriptions.create("case-system", terms(url, *types))
        self.courier = self.another_courier()

    def another_courier(self) -> Courier:
        """A courier that knows nothing but what the store holds."""
        sender = Sender(Guard(LOOPBACK), connect_seconds=2.0, answer_seconds=2.0)
        means = Means(sender, self.clock, Envelope(SOURCE), draw=lambda most: most)
        return Courier(self.store, self.subscription.id, means)

    @property
    def secrets(self) -> Sequence[str]:
        """What the receiver has to verify with."""
        return self.subscription.valid_secrets(self.clock.now())

    def run(self, *, at_most: timedelta = timedelta(days=30)) -> None:
        """Tell until nothing is open, or the next attempt is further away than `at_most` from now."""
        end = self.clock.now() + at_most
        distribute(self.store, self.clock.now())
        while (due := self.courier.round()) is not None and due <= end:
            self.clock.advance_to(max(due, self.clock.now()))
