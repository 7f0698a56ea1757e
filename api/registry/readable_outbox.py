"""Why columns of the outbox stay readable: the third part of `readable.py`.

What an event says, its type too, and a subscription's terms and secrets are sealed. What is left says that
something was told about a random number, when, and whether it arrived.
"""

_NUMBER = "a random number; joins rows"
_ORDER = "events are told in this order"

OUTBOX = {
    "event.ordinal": _ORDER,
    "event.id": _NUMBER,
    "event.position": _ORDER,
    "event.person_id": "a random number; events of one person are told in order",
    "event.sequence": _ORDER,
    "event.recorded_at": "retention is counted on it",
    "event_counter.name": "one of two words",
    "event_counter.last": "how many events there were",
    "event_stream.person_id": "a random number; numbers a person's events",
    "event_stream.last": "how many events of a person there were",
    "subscription.id": _NUMBER,
    "subscription.partner": "an account's code, not a person's name; a partner finds its own by it",
    "subscription.state": "one of two codes; whether it is told anything",
    "subscription.created_at": "says since when a partner is told",
    "subscription.from_position": "it is told of nothing before it subscribed",
    "subscription.version": "counts the row's changes, so that none is lost",
    "delivery.subscription_id": _NUMBER,
    "delivery.position": _ORDER,
    "delivery.person_id": "a random number; events of one person are told in order",
    "delivery.state": "one of four codes; finds what is to be told",
    "delivery.attempts": "how often it was tried, for the next wait",
    "delivery.refusals": "how often it was refused, for giving it up",
    "delivery.due_at": "finds what is to be tried now",
    "delivery.failing_since": "for giving it up",
    "delivery.failure": "why the last attempt failed, as a code",
    "delivery.settled_at": "when it arrived or was given up",
}
