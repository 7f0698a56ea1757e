"""The other side of `peers`: afis 1.2.7's bozorth3 (NBIS, native) and MCC, timed on given minutiae.

Run by the peer's own Python, with nothing of ours: a JSON list of prints on standard input, one JSON line on
standard output. A matcher that this installation lacks has no rate.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import combinations
from typing import Any

SECONDS = 5.0  # of processor time for each matcher


def main() -> int:
    """Every pair of prints, prepared beforehand; the first pass warms the compiler up."""
    import numpy as np
    from afis.algorithms import lfs, mcc

    prints = json.load(sys.stdin)
    pairs = list(combinations(range(len(prints)), 2))
    arrays = [
        np.column_stack(
            [p["x"], p["y"], p["angle"], [0 if e else 1 for e in p["ending"]], p["confidence"]]
        ).astype(np.float64)
        for p in prints
    ]
    heights = [p["size"][1] for p in prints]
    built = [mcc.build_cylinders(a, height=h) for a, h in zip(arrays, heights, strict=True)]

    def by_mcc(a: int, b: int) -> None:
        mcc.match_minutiae(
            arrays[a],
            arrays[b],
            height_a=heights[a],
            height_b=heights[b],
            cylinders_a=built[a],
            cylinders_b=built[b],
        )

    def by_bozorth3(a: int, b: int) -> None:
        sizes = {"height_a": heights[a], "width_a": heights[a], "height_b": heights[b], "width_b": heights[b]}
        lfs.bozorth3_match(arrays[a], arrays[b], **sizes)

    rates: dict[str, Any] = {"peer": f"afis {version('afis')}", "mcc_compares_per_s": _rate(by_mcc, pairs)}
    if lfs.available():
        rates["bozorth3_compares_per_s"] = _rate(by_bozorth3, pairs)
    print(json.dumps(rates), flush=True)
    return 0


def _rate(compare: Callable[[int, int], None], pairs: list[tuple[int, int]]) -> float:
    for a, b in pairs[:3]:
        compare(a, b)
    start = time.process_time()
    compared = 0
    while compared < len(pairs) and time.process_time() - start < SECONDS:
        compare(*pairs[compared])
        compared += 1
    return round(compared / (time.process_time() - start), 1)


if __name__ == "__main__":
    sys.exit(main())
