"""Do likelihood ratios say what they mean? Of the comparisons that claim a ratio, how often mates reach it
for each time that strangers do: what was observed over what was claimed, as numbers and as one picture.

Bröcker and Smith, "Increasing the reliability of reliability diagrams", Weather and Forecasting 22 (2007):
without intervals a sparse bin looks like a lie. Ours are of the two counts as independent Poisson numbers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

WIDTH: Final = 0.5  # of a bin, in log10 likelihood ratio
FEWEST: Final = 5  # mated or non-mated comparisons that a bin needs to say something
_Z: Final = 1.96
_LOWEST, _HIGHEST = -4.0, 8.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Comparisons that claim about the same ratio. claimed, observed, low, high: log10 likelihood ratios."""

    claimed: float
    observed: float
    low: float
    high: float
    mated: int
    non_mated: int


def reliability(genuine_llr: ArrayLike, impostor_llr: ArrayLike) -> list[Bin]:
    """The bins where both kinds are at least FEWEST; claimed is the mean, each side weighing the same."""
    mated, others = (np.asarray(side, np.float64).ravel() for side in (genuine_llr, impostor_llr))
    found = []
    for low in np.arange(_LOWEST, _HIGHEST, WIDTH).tolist():
        m, o = (side[(side >= low) & (side < low + WIDTH)] for side in (mated, others))
        if min(len(m), len(o)) < FEWEST:
            continue
        share_m, share_o = len(m) / len(mated), len(o) / len(others)
        claimed = float(m.mean() * share_m + o.mean() * share_o) / (share_m + share_o)
        observed = math.log10(share_m / share_o)
        spread = _Z * math.sqrt(1 / len(m) + 1 / len(o)) / math.log(10)
        found.append(Bin(claimed, observed, observed - spread, observed + spread, len(m), len(o)))
    return found


def picture(panels: Mapping[str, Sequence[Bin]], path: Path, title: str) -> None:
    """One SVG, a panel for each name. On the diagonal ratios mean what they say; above it they understate."""
    with mpl.rc_context({"svg.hashsalt": "umbral", "svg.fonttype": "path", "font.size": 11.0}):
        figure = Figure(figsize=(4.8 * len(panels), 4.8), facecolor="white", layout="constrained")
        for number, (name, bins) in enumerate(panels.items(), 1):
            axes = figure.add_subplot(1, len(panels), number)
            axes.axline((0, 0), slope=1, color="#999999", linewidth=0.8, linestyle=":")
            claimed, observed = [each.claimed for each in bins], [each.observed for each in bins]
            reach = [
                [each.observed - each.low for each in bins],
                [each.high - each.observed for each in bins],
            ]
            axes.errorbar(claimed, observed, reach, color="#D55E00", marker="o", capsize=3, linewidth=1.4)
            axes.set(title=name, aspect="equal", xlabel="log10 LR claimed")
            axes.set(ylabel="log10 LR observed on the other half" if number == 1 else "")
            axes.grid(color="#dddddd", linewidth=0.6)
        figure.suptitle(title, fontsize="medium")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})
