"""Numbers of the telling of events, named by what they buy. Chosen, not measured: each says its reason."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=2)
"""Longest wait after the first failure; it doubles with each further one. Mends a receiver that restarts."""

LONGEST_WAIT = timedelta(minutes=15)
"""Cap of the wait: how late a partner learns of a release after its receiver is back."""

MOST_REFUSALS = 12
"""Answers that refuse one event (4xx, a redirect) before it is given up: about an hour of trying."""

LONGEST_FAILURE = timedelta(hours=72)
"""How long an event is tried while the receiver is away or unwell: a weekend and a night, unattended."""

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
"""From the end of the name look-up to the last byte that is read, whatever the receiver does meanwhile."""

LARGEST_ANSWER = 16 * 1024
"""Bytes of an answer that are read: the status decides, the rest tells nothing."""

AT_ONCE = 32
"""Persons whose next event a courier looks for with one query, which reads all that is open."""

A_ROUND = 256
"""Messages until it looks again, whether the subscription is as it was: each ends with its person's next."""

NUMBERED_AT_ONCE = 500
"""Events numbered in one transaction: bounds how long others wait for SQLite's write lock (about 50 ms)."""

POLL_SECONDS = 0.5
"""Longest until an event that nobody called for is seen."""

STOP_SECONDS = 5.0
"""How long a stop waits for a courier; its connection is cut at once, only a name look-up can take longer."""

ROTATION = timedelta(hours=24)
"""How long the earlier secret stays valid after a new one was made."""

KEPT = timedelta(days=30)
"""How long events can be read from the feed, and what was told can be told again."""

FORGET_EVERY = timedelta(hours=1)

MOST_SUBSCRIPTIONS = 64
"""Each with a receiver has a thread of its own, so that a slow one delays nobody else."""
