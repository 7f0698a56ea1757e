"""Detection error trade-off: FNMR over FMR at every threshold, as numbers and as one picture.

ISO/IEC 19795-1:2021, clause 8: DET curves compare systems whose scores have no common scale. Both axes are
logarithmic: what matters lies below one per cent, where normal deviates would be as narrow.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike

from benchmarks.accuracy.rates import error_curve

Curve = Sequence[tuple[float, float]]

POINTS_A_DECADE: Final = 20
# Okabe and Ito's colours, which people with any colour vision tell apart, the strongest for ours
_COLOURS: Final = ("#D55E00", "#0072B2", "#000000", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_OURS: Final = 2


def det(genuine: ArrayLike, impostor: ArrayLike) -> list[tuple[float, float]]:
    """(FMR, FNMR) from FMR 1 downwards to one false match: at each the lowest FNMR whose FMR is not above it.

    At FMR 1/100 and 1/1000 this is FVC's FMR100 and FMR1000.
    """
    curve = error_curve(genuine, impostor)
    steps = range(math.floor(math.log10(curve.impostor) * POINTS_A_DECADE + 1e-9) + 1)
    fmrs = [10 ** (-step / POINTS_A_DECADE) for step in steps]
    # false matches fall as the threshold rises, so the first that is allowed misses least
    allowed = np.floor(np.array(fmrs) * curve.impostor + 1e-9)
    first = np.searchsorted(-curve.false_matches, -allowed, side="left")
    return list(zip(fmrs, (curve.misses[first] / curve.genuine).tolist(), strict=True))


def picture(curves: Mapping[str, Curve], path: Path, title: str) -> None:
    """One SVG with every curve, in the given order; the first two are drawn thick.

    Paper and ink are both drawn, so that it reads the same on a light page and on a dark one.
    """
    with mpl.rc_context({"svg.hashsalt": "umbral", "svg.fonttype": "path", "font.size": 11.0}):
        figure = Figure(figsize=(9.6, 5.2), facecolor="white", layout="constrained")
        axes = figure.add_subplot()
        axes.plot([1e-5, 1], [1e-5, 1], color="#999999", linewidth=0.8, linestyle=":", zorder=1)
        for number, ((name, curve), colour) in enumerate(zip(curves.items(), _COLOURS, strict=False)):
            fmr, fnmr = np.array(curve).T
            shown = np.where(fnmr > 0, fnmr, np.nan)  # no error has no place on this axis
            axes.plot(fmr, shown, color=colour, linewidth=2.6 if number < _OURS else 1.4, label=name)
        lowest = min(fmr for curve in curves.values() for fmr, _ in curve)
        misses = [fnmr for curve in curves.values() for _, fnmr in curve if fnmr > 0]
        axes.set(xscale="log", yscale="log", xlim=(lowest, 1), ylim=(min([*misses, 0.1]) * 0.8, 1))
        axes.set(xlabel="FMR: impostors accepted", ylabel="FNMR: genuine refused", title=title)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(_per_cent))
        axes.grid(which="major", color="#cccccc", linewidth=0.7)
        axes.grid(which="minor", color="#eeeeee", linewidth=0.4)
        figure.legend(loc="outside right upper", frameon=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})


def _per_cent(share: float, _: int | None) -> str:
    return f"{100 * share:g} %"
