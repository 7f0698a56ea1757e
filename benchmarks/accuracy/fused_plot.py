"""FNIR of a face, of fingers, and of both together, as one picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

_COLOURS: Final = ("#D55E00", "#0072B2")  # Okabe and Ito's
PANELS: Final = ("measured", "resampled")  # the third is only there to check the second
_LEAST: Final = 1e-5  # where what has no error is drawn


def picture(figures: Mapping[str, Any], path: Path) -> None:
    """One SVG: a panel for each gallery, a row of points for each pair of models, 95 % intervals."""
    galleries = {
        name: gallery for name, gallery in next(iter(figures.values()))["galleries"].items() if name in PANELS
    }
    title = "FNIR at FPIR 1 % of virtual persons (score-level simulation)"
    with mpl.rc_context({"svg.hashsalt": "umbral", "svg.fonttype": "path", "font.size": 11.0}):
        figure = Figure(figsize=(5.2 * len(galleries), 4.8), facecolor="white", layout="constrained")
        for number, (name, gallery) in enumerate(galleries.items(), 1):
            axes = figure.add_subplot(1, len(galleries), number)
            kinds = list(gallery["fnir"])
            for row, ((models, found), colour) in enumerate(zip(figures.items(), _COLOURS, strict=False)):
                rows = [found["galleries"][name]["fnir"][kind] for kind in kinds]
                points = np.maximum([each["fnir"] for each in rows], _LEAST)
                low, high = np.maximum([each["interval"] for each in rows], _LEAST).T
                axes.errorbar(
                    points,
                    np.arange(len(kinds)) + 0.16 * (row - 0.5),
                    xerr=[np.maximum(points - low, 0.0), np.maximum(high - points, 0.0)],
                    fmt="o",
                    capsize=3,
                    color=colour,
                    label=models,
                )
            axes.set(xscale="log", xlim=(_LEAST, 1), yticks=np.arange(len(kinds)))
            axes.set_yticklabels(kinds if number == 1 else [])
            axes.invert_yaxis()
            axes.set_title(f"{gallery['population']:,} persons, {name}", fontsize="medium")
            axes.set_xlabel("FNIR")
            axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
            axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.legend(loc="lower right", frameon=False)
        figure.suptitle(title, fontsize="medium")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})
