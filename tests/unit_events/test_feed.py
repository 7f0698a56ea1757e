"""The feed: the same events as a webhook brings, under the same terms, without a gap that nobody notices."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.events.addresses import Guard
from api.events.envelope import Envelope
from api.events.errors import FeedPassed, SubscriptionPaused, UnknownSubscription
from api.events.event import Event, emit
from api.events.feed import LOOKED_AT, Feed
from api.events.parameters import KEPT
from api.events.subscriptions import Subscriptions
from api.gates.decision import Party
from api.registry import outbox
from api.registry.ids import uuid7
from api.registry.outbox_subscriptions import Subscription, Terms
from api.registry.outbox_tables import SubscriptionState
from api.registry.store import Store
from tests.support.clock import SimulatedClock
from tests.support.events import SOURCE, entered, left, tell

ANN, BEN = UUID(int=1), UUID(int=2)


@pytest.fixture
def subscriptions(store: Store, clock: SimulatedClock) -> Subscriptions:
    return Subscriptions(store, clock, Guard())


@pytest.fixture
def feed(store: Store, clock: SimulatedClock) -> Feed:
    return Feed(store, clock, Envelope(SOURCE))


def everything(feed: Feed, subscription: Subscription, most: int = 3) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    last, more = 0, True
    while more:
        page = feed.page(subscription.id, None, last, most)
        assert len(page.events) <= most
        found += page.events
        last, more = page.last, page.more
    return found


def test_all_types_named_and_no_other(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    only = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    told = tell(store, clock, entered(ANN), left(ANN), entered(BEN), left(BEN))
    assert [event["id"] for event in everything(feed, only)] == [str(told[1]), str(told[3])]


def test_nothing_of_what_was_before_the_subscription(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    tell(store, clock, left(ANN), left(BEN))
    subscription = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    (told,) = tell(store, clock, left(ANN))
    assert [event["id"] for event in everything(feed, subscription)] == [str(told)]


def test_of_an_event_the_attributes_named_and_no_other(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    types = frozenset({"visit.entered"})
    nothing = subscriptions.create("court", Terms(types))
    some = subscriptions.create("court", Terms(types, frozenset({"visit_id", "biometric"})))
    event = entered(ANN)
    tell(store, clock, event)
    (bare,) = everything(feed, nothing)
    assert bare["data"] == {}
    (shown,) = everything(feed, some)
    assert shown["data"] == {"visit_id": str(event.facts.model_dump()["visit_id"]), "biometric": True}


def test_of_a_facility_or_of_all(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    types = frozenset({"visit.entered"})
    south = subscriptions.create("court", Terms(types, facilities=frozenset({"south"})))
    both = subscriptions.create("court", Terms(types))
    tell(store, clock, entered(ANN), entered(ANN, facility="south"))
    assert [event["facility"] for event in everything(feed, south)] == ["south"]
    assert [event["facility"] for event in everything(feed, both)] == ["north", "south"]


def test_an_event_of_no_facility_names_none(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    """An attribute that is there and empty is none that CloudEvents allows."""
    everywhere = subscriptions.create("court", Terms(frozenset({"visit.entered"})))
    tell(store, clock, entered(ANN, facility=""))
    (told,) = everything(feed, everywhere)
    assert "facility" not in told


def test_what_addresses_a_party(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    types = frozenset({"visit.entered"})
    court = subscriptions.create("court", Terms(types, party="court"))
    one = entered(ANN)
    addressed = Event(one.facts, one.facility, ANN, {Party.COURT, Party.DEFENDER})
    elsewhere = Event(one.facts, one.facility, ANN, {Party.POLICE})
    told = tell(store, clock, one, addressed, elsewhere)
    found = everything(feed, court)
    assert [event["id"] for event in found] == [str(told[1])]
    assert "defender" not in str(found), "who else is told is nobody's business"


def test_an_event_is_a_cloud_event(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    subscription = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    (told,) = tell(store, clock, left(ANN))
    assert everything(feed, subscription) == [
        {
            "specversion": "1.0",
            "id": str(told),
            "source": SOURCE,
            "type": "umbral.visit.left",
            "subject": str(ANN),
            "sequence": "000000000001",
            "time": "2026-03-01T12:00:00Z",
            "facility": "north",
            "datacontenttype": "application/json",
            "dataschema": "urn:umbral:event-schema:visit.left:1",
            "data": {},
        }
    ]


def test_what_is_about_nobody_known_has_neither_subject_nor_sequence(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    subscription = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    tell(store, clock, left())
    (event,) = everything(feed, subscription)
    assert not event.keys() & {"subject", "sequence"}


def test_each_partner_can_be_given_names_of_its_own(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions
) -> None:
    """The seam for pairwise pseudonyms: the subject and every person in the data go through it."""
    feed = Feed(store, clock, Envelope(SOURCE, lambda partner, person: f"{partner}/{person.int}"))
    attributes = frozenset({"prisoner_id", "visit_id"})
    subscription = subscriptions.create(
        "court", Terms(frozenset({"visit.entered", "visit.left"}), attributes)
    )
    event = entered(ANN)
    tell(store, clock, event, left(ANN))
    first, second = everything(feed, subscription)
    facts = event.facts.model_dump()
    assert first["subject"] == "court/1"
    assert first["data"] == {
        "prisoner_id": f"court/{facts['prisoner_id'].int}",
        "visit_id": str(facts["visit_id"]),
    }
    assert second["data"]["prisoner_id"] is None


def test_a_rare_event_is_found_among_many_others(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    rare = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    with store.writing(clock.now()) as unit:
        for _ in range(LOOKED_AT + 5):
            emit(unit, entered(ANN))
        told = emit(unit, left(ANN))
    page = feed.page(rare.id, None, 0, 10)
    assert (page.events, page.last, page.more) == ([], LOOKED_AT, True)
    assert [event["id"] for event in everything(feed, rare)] == [str(told)]


def test_a_gap_is_told(store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed) -> None:
    subscription = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    tell(store, clock, left(ANN), left(ANN))
    read = feed.page(subscription.id, None, 0, 1).last
    clock.advance(KEPT + timedelta(seconds=1))
    with store.writing(clock.now()) as unit:
        outbox.forget(unit, KEPT, 100)
    with pytest.raises(FeedPassed):
        feed.page(subscription.id, None, read, 10)
    young = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    tell(store, clock, left(BEN))
    assert len(everything(feed, young)) == 1


def test_another_partners_subscription_is_unknown(
    store: Store, clock: SimulatedClock, subscriptions: Subscriptions, feed: Feed
) -> None:
    subscription = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    for wrong, partner in ((subscription.id, "police"), (uuid7(), "court"), (uuid7(), None)):
        with pytest.raises(UnknownSubscription):
            feed.page(wrong, partner, 0, 10)
    assert feed.page(subscription.id, "court", 0, 10).events == []


def test_paused_is_paused(store: Store, subscriptions: Subscriptions, feed: Feed) -> None:
    subscription = subscriptions.create("court", Terms(frozenset({"visit.left"})))
    subscriptions.set_state(subscription.id, SubscriptionState.PAUSED)
    with pytest.raises(SubscriptionPaused):
        feed.page(subscription.id, "court", 0, 10)
