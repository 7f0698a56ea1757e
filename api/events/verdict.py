"""What an answer means for an event: told, to be told again later, or given up. Pure."""

from dataclasses import dataclass
from datetime import datetime

from api.events.backoff import Draw, retry_at
from api.events.parameters import LONGEST_FAILURE, MOST_REFUSALS
from api.events.sender import Answered, Silent
from api.registry.outbox_deliveries import Delivery

UNWELL = frozenset({408, 425, 429})
"""Statuses below 500 by which a receiver says "later" (RFC 9110, 8470, 6585), not "never"."""


@dataclass(frozen=True, slots=True)
class Failed:
    """failure: a code; refused: the receiver does not want this event; due_at: None gives it up."""

    failure: str
    refused: bool
    due_at: datetime | None


def judge(answer: Answered | Silent, told: Delivery, now: datetime, draw: Draw) -> Failed | None:
    """None: the subscriber has it. Only a 2xx says so."""
    if isinstance(answer, Answered) and 200 <= answer.status < 300:
        return None
    refused = isinstance(answer, Answered) and 300 <= answer.status < 500 and answer.status not in UNWELL
    failure = f"status-{answer.status}" if isinstance(answer, Answered) else answer.cause
    since = told.failing_since or now
    given_up = now - since >= LONGEST_FAILURE or told.refusals + refused >= MOST_REFUSALS
    return Failed(failure, refused, None if given_up else retry_at(now, told.attempts + 1, draw))
