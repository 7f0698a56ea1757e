"""Numbers of the board, named by what they buy. Chosen, not measured: each says its reason."""

from datetime import timedelta

HEARTBEAT = timedelta(seconds=20)
"""How often a gate should say that it is there."""

OFFLINE_AFTER = timedelta(seconds=65)
"""Silence after which a gate counts as offline: three heartbeats were lost, and a busy moment is no fault."""

CLOCK_OFF = timedelta(seconds=30)
"""Difference of a gate's clock from ours that an officer is told of: hours of visits and returns go by it."""

POLL_SECONDS = 2.0
"""How old a figure on a followed board may be. One reading serves all who follow, and takes 28 ms of a
core among 100,000 persons with 5,000 held (`benchmarks/results/board.json`)."""

CLOCKS_KEPT = timedelta(minutes=1)
"""How long a followed board shows detention clocks as they were counted: they change by days, and to count
those of 5,000 people costs 246 ms, nine times all other figures (`benchmarks/results/board.json`)."""

HEARTBEAT_SECONDS = 15.0
"""Longest silence of a stream: proxies and clients give up on one at 30 to 60 seconds."""

WATCH_SECONDS = 3.0
"""How long a stream may outlive the session of whoever follows: all 64 look some 21 times a second."""

SLOW_SECONDS = 10.0
"""How long one message may take to leave before a listener that does not read is let go."""

MOST_LISTENERS = 64
"""Streams at a time. A screen at each of 20 gates and offices, twice, and some: each holds a connection."""

LIFETIME_SECONDS = 3600.0
"""After how long a stream ends and its reader asks again: rights that were taken away hold from then on."""

RETRY_MS = 3000
"""After how long a page asks again when its stream broke off."""
