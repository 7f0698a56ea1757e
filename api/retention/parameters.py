"""Numbers of retention, named by what they buy. Chosen, not measured: each says its reason."""

from datetime import timedelta

ROUND_SECONDS = 60.0
"""How late an acquittal takes effect where nothing wakes the round: after the release of whoever was held."""

ALL_EVERY_ROUNDS = 60
"""Limits are legal days, so an hour of looking at everybody once is soon enough."""

ANSWERS_KEPT = timedelta(days=7)
"""How long an answer waits for a repeat of its request: a program that was down over a long holiday."""
