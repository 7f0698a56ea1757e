"""Are made-up fingers as hard to tell apart as real ones? Scores of both, side by side."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.population import pairs_of_fingers
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.searchable import pack, prepare

QUANTILES = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999)
FINGERS, IMPRESSIONS = 80, 5

Scores = NDArray[np.float32]
Print = tuple[Hashable, Minutiae]


def likeness(real: Sequence[Print]) -> dict[str, object]:
    """Quantiles of mated and non-mated comparison scores, every pair once; `real` may be empty."""
    found: dict[str, object] = {"quantiles": list(QUANTILES)}
    for name, prints in (("crowd", pairs_of_fingers(FINGERS, IMPRESSIONS)), ("real", real)):
        if prints:
            mated, others = _scores(prints)
            found[name] = {
                "mated": _quantiles(mated),
                "non_mated": _quantiles(others),
                "minutiae": _quantiles(np.array([len(each) for _, each in prints], np.float32)),
                "comparisons": [len(mated), len(others)],
            }
    return found


def _scores(prints: Sequence[Print]) -> tuple[Scores, Scores]:
    fingers = [prepare(minutiae) for _, minutiae in prints]
    packed, mated, others = pack(fingers), [], []
    for number, ((owner, _), finger) in enumerate(zip(prints, fingers, strict=True)):
        same = np.array([whose == owner for whose, _ in prints[number + 1 :]], np.bool_)
        scores = compare_many(finger, packed)[number + 1 :]
        mated.append(scores[same])
        others.append(scores[~same])
    return np.concatenate(mated), np.concatenate(others)


def _quantiles(values: Scores) -> list[float]:
    return [round(float(value), 4) for value in np.quantile(values, QUANTILES)]
