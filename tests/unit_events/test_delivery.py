"""From the outbox to a real receiver on loopback: everything, once each by id, in each person's order."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.contract import webhook
from api.events.parameters import LONGEST_FAILURE, LONGEST_WAIT, MOST_REFUSALS
from api.registry import outbox_deliveries
from api.registry.ids import uuid7
from api.registry.outbox_tables import DeliveryState, SubscriptionState
from api.registry.store import Store
from tests.support.clock import SimulatedClock
from tests.support.events import Line, entered, left, tell
from tests.support.receiver import Behaviour, Handler, Receiver, Request, accept, free_port, receiving, status

HOUR = timedelta(hours=1)
ANN, BEN, EVA = (UUID(int=one) for one in (1, 2, 3))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def line(store: Store, clock: SimulatedClock, receiver: Receiver) -> Line:
    return Line(store, clock, receiver.url)


def events(requests: Sequence[Request]) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in requests]


def sequences(requests: Sequence[Request]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for event in events(requests):
        found[event["subject"]].append(int(event["sequence"]))
    return dict(found)


def counts(line: Line) -> dict[str, int]:
    return {state.value: n for state, n in line.subscriptions.counts(line.subscription.id).items() if n}


def test_everything_arrives_in_order_and_signed(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    told = tell(line.store, clock, entered(ANN), entered(BEN), left(ANN), entered(), left(BEN))
    line.run()
    assert {event["id"] for event in events(receiver.requests)} == {str(one) for one in told}
    for request in receiver.requests:
        message = webhook.verify(request.headers, request.body, line.secrets, clock.now().timestamp())
        assert message.event["specversion"] == "1.0"
        assert request.headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    of_persons = [request for request in receiver.requests if b"subject" in request.body]
    assert sequences(of_persons) == {str(ANN): [1, 2], str(BEN): [1, 2]}
    assert counts(line) == {"delivered": 5}


def test_a_receiver_that_was_down_for_an_hour_gets_everything_once_and_in_order(
    store: Store, clock: SimulatedClock
) -> None:
    port = free_port()
    line = Line(store, clock, f"http://127.0.0.1:{port}/events")
    persons = [uuid7() for _ in range(8)]
    told: list[UUID] = []
    began = clock.now()
    while clock.now() < began + HOUR:
        told += tell(store, clock, *(entered(person) for person in persons))
        line.run(at_most=timedelta(minutes=6))
        clock.advance(timedelta(minutes=6))
    assert counts(line) == {"pending": len(told)}
    with receiving(port) as receiver:
        line.run()
    assert clock.now() - began <= HOUR + 2 * LONGEST_WAIT
    assert [event["id"] for event in events(receiver.requests)] != []
    assert sorted(event["id"] for event in events(receiver.requests)) == sorted(map(str, told))
    per_person = len(told) // len(persons)
    assert sequences(receiver.requests) == {str(one): list(range(1, per_person + 1)) for one in persons}


def test_an_answer_that_was_lost_brings_the_same_event_again(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    def lose_the_first(handler: Handler, request: Request) -> None:
        if len(receiver.requests) == 1:
            handler.reset()
        else:
            accept(handler, request)

    receiver.behaviour = lose_the_first
    tell(line.store, clock, entered(ANN), left(ANN))
    line.run()
    first, again, next_ = receiver.requests
    assert first.body == again.body
    assert first.headers[webhook.ID] == again.headers[webhook.ID] != next_.headers[webhook.ID]
    assert first.headers[webhook.TIMESTAMP] < again.headers[webhook.TIMESTAMP]
    assert sequences(receiver.requests) == {str(ANN): [1, 1, 2]}


def test_what_one_person_is_refused_holds_up_nobody_else(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    def refuse_ann(handler: Handler, request: Request) -> None:
        handler.answer(500 if json.loads(request.body)["subject"] == str(ANN) else 204)

    receiver.behaviour = refuse_ann
    tell(line.store, clock, entered(ANN), entered(BEN), left(ANN), left(BEN), entered(EVA))
    line.run(at_most=HOUR)
    seen = sequences(receiver.requests)
    assert seen[str(BEN)] == [1, 2]
    assert seen[str(EVA)] == [1]
    assert set(seen[str(ANN)]) == {1}, "a later event was sent before the earlier was acknowledged"
    assert len(seen[str(ANN)]) > 3
    receiver.behaviour = accept
    line.run()
    assert sequences(receiver.requests)[str(ANN)][-2:] == [1, 2]
    assert counts(line) == {"delivered": 5}


def raw(data: bytes) -> Behaviour:
    return lambda handler, _request: handler.raw(data)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("name", "behaviour", "cause"),
    [
        ("500", status(500), "status-500"),
        ("429", status(429), "status-429"),
        ("redirect", status(302, Location="http://127.0.0.1:1/"), "status-302"),
        ("broken in the status line", raw(b"HTTP/1."), "broken-answer"),
        ("broken in the headers", raw(OK + b"Content-Le"), "broken-answer"),
        ("broken in the body", raw(OK + b"Content-Length: 9\r\n\r\nfour"), "broken-answer"),
        ("not HTTP", raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "broken-answer"),
        ("headers without end", raw(OK + b"a: b\r\n" * 10_000), "broken-answer"),
        ("torn down", lambda handler, _: handler.reset(), "no-connection"),
    ],
)  # fmt: skip
def test_only_a_whole_2xx_acknowledges(  # noqa: PLR0917 - pytest names them
    line: Line, clock: SimulatedClock, receiver: Receiver, name: str, behaviour: Behaviour, cause: str
) -> None:
    receiver.behaviour = behaviour
    tell(line.store, clock, entered(ANN))
    line.run(at_most=timedelta(seconds=1))
    (delivery,) = line.subscriptions.deliveries(line.subscription.id, None, None, 0, 10)
    assert (delivery.state, delivery.failure, delivery.attempts) == (DeliveryState.PENDING, cause, 1)
    assert len(receiver.requests) == 1, "a redirect was followed"
    receiver.behaviour = accept
    line.run()
    assert counts(line) == {"delivered": 1}


def test_an_endless_answer_is_taken_by_its_status(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    receiver.behaviour = raw(OK + b"Content-Length: 1000000000\r\n\r\n" + bytes(100_000))
    tell(line.store, clock, entered(ANN))
    line.run()
    assert counts(line) == {"delivered": 1}


def test_a_receiver_that_is_away_is_asked_with_its_earliest_event_alone(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    receiver.behaviour = lambda handler, _: handler.reset()
    tell(line.store, clock, *(entered(uuid7()) for _ in range(10)))
    line.run(at_most=HOUR)
    assert len({request.headers[webhook.ID] for request in receiver.requests}) == 1
    assert 5 < len(receiver.requests) < 20


def test_what_is_refused_too_often_is_given_up_and_holds_its_person_until_it_is_let_go(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    receiver.behaviour = status(400)
    first, _ = tell(line.store, clock, entered(ANN), left(ANN))
    line.run()
    assert len(receiver.requests) == MOST_REFUSALS
    assert counts(line) == {"dead": 1, "pending": 1}
    receiver.behaviour = accept
    line.run()
    assert len(receiver.requests) == MOST_REFUSALS, "what stands behind a dead letter went ahead"
    assert line.subscriptions.discard(line.subscription.id, [first]) == 1
    line.run()
    assert sequences(receiver.requests[MOST_REFUSALS:]) == {str(ANN): [2]}
    assert counts(line) == {"discarded": 1, "delivered": 1}


def test_what_was_given_up_can_be_told_again_and_order_holds(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    receiver.behaviour = status(410)
    tell(line.store, clock, entered(ANN), left(ANN), entered(BEN))
    line.run()
    assert counts(line) == {"dead": 2, "pending": 1}
    receiver.behaviour = accept
    assert line.subscriptions.redeliver(line.subscription.id, None) == 2
    before = len(receiver.requests)
    line.run()
    assert sequences(receiver.requests[before:]) == {str(ANN): [1, 2], str(BEN): [1]}
    assert counts(line) == {"delivered": 3}


def test_a_receiver_that_stays_away_costs_its_first_event_after_three_days(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    receiver.behaviour = lambda handler, _: handler.reset()
    began = clock.now()
    tell(line.store, clock, entered(ANN), left(ANN), entered(BEN))
    line.run(at_most=HOUR)
    clock.advance_to(began + LONGEST_FAILURE - HOUR)
    line.run(at_most=HOUR - LONGEST_WAIT)
    assert counts(line) == {"pending": 3}
    line.run(at_most=LONGEST_WAIT * 3)
    assert counts(line) == {"dead": 1, "pending": 2}
    assert clock.now() - began <= LONGEST_FAILURE + LONGEST_WAIT * 2


def test_an_event_that_was_delivered_can_be_told_again(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    first, _ = tell(line.store, clock, entered(ANN), left(ANN))
    line.run()
    assert line.subscriptions.redeliver(line.subscription.id, [first]) == 1
    line.run()
    assert sequences(receiver.requests) == {str(ANN): [1, 2, 1]}


def test_a_paused_subscription_is_told_afterwards(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    line.subscriptions.set_state(line.subscription.id, SubscriptionState.PAUSED)
    tell(line.store, clock, entered(ANN))
    line.run()
    assert receiver.requests == []
    line.subscriptions.set_state(line.subscription.id, SubscriptionState.ACTIVE)
    line.run()
    assert len(receiver.requests) == 1


def test_during_a_rotation_messages_are_signed_with_both_secrets(
    line: Line, clock: SimulatedClock, receiver: Receiver
) -> None:
    old = line.subscription.valid_secrets(clock.now())[0]
    new = line.subscriptions.renew_secret(line.subscription.id).valid_secrets(clock.now())[0]
    tell(line.store, clock, entered(ANN))
    line.run()
    clock.advance(timedelta(hours=25))
    tell(line.store, clock, left(ANN))
    line.run()
    during, after = receiver.requests
    then = int(during.headers[webhook.TIMESTAMP])
    for secret in (old, new):
        webhook.verify(during.headers, during.body, [secret], then)
    webhook.verify(after.headers, after.body, [new], clock.now().timestamp())
    with pytest.raises(webhook.MessageRefused, match="wrong signature"):
        webhook.verify(after.headers, after.body, [old], clock.now().timestamp())


def test_what_a_subscriber_waits_for_survives_a_restart(
    store: Store, clock: SimulatedClock, receiver: Receiver
) -> None:
    """A courier keeps nothing that the store does not hold: another one goes on where it was."""
    line = Line(store, clock, receiver.url)
    receiver.behaviour = status(503)
    tell(store, clock, entered(ANN), left(ANN))
    line.run(at_most=timedelta(seconds=1))
    with store.reading() as view:
        (waiting,) = outbox_deliveries.ready(view, line.subscription.id, clock.now() + HOUR, 10)
    assert waiting.attempts == 1
    receiver.behaviour = accept
    line.courier = line.another_courier()
    line.run()
    assert sequences(receiver.requests) == {str(ANN): [1, 1, 2]}
