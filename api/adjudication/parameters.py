"""How long a reviewer has, and how often a known answer comes, unless a facility's policy says otherwise."""

from datetime import timedelta
from typing import Final

LEASE: Final = timedelta(minutes=10)
"""Time for one pair: enough to count ridges twice, short enough that a case forgotten on a screen is back
in the queue long before a gate's deadline (hours)."""

KNOWN_SHARE: Final = 0.1
"""Of what a reviewer sees, pairs whose answer is known. Of 320 reviews about 16 are then of non-mated
pairs: no false "same" among them bounds that rate below 0.2; 150 of 3,000 reviews, below 0.025 (Wilson)."""

PROBE_KEPT: Final = timedelta(days=30)
"""How long a probe that is nobody's outlives its case: for a complaint, and as a known pair."""

PROBES_AT_ONCE: Final = 20
"""Of them destroyed on the way of handing out a review, so that no single one waits for a long erasure."""
