"""A search beside reading the gallery once, in pairs: the ratio of the two, and how sure it is.

A pair is the gallery read once and, right after, one search; the next pair has another probe. Both ways of
spending time so meet the same machine within a tenth of a second, and what slows it for a while slows both.
In turns with other people's libraries that is not so: a few searches after seconds of somebody else's work
tell how a processor wakes up (face_times.py tells them apart). What a pair does to a search goes both ways:
the read has filled all caches with embeddings, so the codes come from memory, but it has also touched every
page of the gallery, which turns do not: there a search of the recommended models takes 0.12 of a read among a
million persons, in pairs 0.04 (docs/adr/0008).

The ratio is that of the medians; its interval is a bootstrap over pairs (Efron, Tibshirani, "An introduction
to the bootstrap", 1993, chapter 13). What is timed is asked once before, untimed.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.timing import milliseconds

PAIRS: Final = 200
_REPLICATES: Final = 2000
_SEED: Final = 6

Times = NDArray[np.float64]
Search = Callable[[int], object]  # the number of a probe


def in_pairs(read: Callable[[], object], searches: Mapping[str, Search], probes: int) -> dict[str, Any]:
    """Each search's `ms_p50` and `ms_p99`, those of its reads, `over_read_once` and its 95 % interval."""
    return {name: _paired(read, search, probes) for name, search in searches.items()}


def _paired(read: Callable[[], object], search: Search, probes: int) -> dict[str, Any]:
    read()
    search(0)
    pairs = np.array(
        [(milliseconds(read), milliseconds(partial(search, pair % probes))) for pair in range(1, PAIRS + 1)]
    )
    reading, searching = pairs.T
    low, high = ratio_interval(searching, reading)
    return {
        "ms_p50": round(float(np.median(searching)), 3),
        "ms_p99": round(float(np.quantile(searching, 0.99)), 3),
        "read_once_ms_p50": round(float(np.median(reading)), 3),
        "read_once_ms_p99": round(float(np.quantile(reading, 0.99)), 3),
        "over_read_once": round(float(np.median(searching) / np.median(reading)), 4),
        "over_read_once_95": [round(low, 4), round(high, 4)],
        "pairs": len(pairs),
    }


def ratio_interval(ours: Times, theirs: Times) -> tuple[float, float]:
    """Percentiles 2.5 and 97.5 of median(ours) / median(theirs), pairs (n,) each drawn with replacement."""
    drawn = np.random.default_rng(_SEED).integers(0, len(ours), (_REPLICATES, len(ours)))
    ratios = np.median(ours[drawn], axis=1) / np.median(theirs[drawn], axis=1)
    low, high = np.quantile(ratios, (0.025, 0.975))
    return float(low), float(high)
