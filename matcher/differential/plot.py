"""Rates by group as one SVG: a point and its 95 % interval for each group, a panel for each rate.

Drawn by hand, as the service carries no plotting library. Names of groups are hostile text.
"""

import math
from collections.abc import Sequence
from html import escape
from typing import Final

from matcher.differential.rates import RATES, GroupRate

_LEFT: Final = 190
_WIDTH: Final = 420  # of the scale, pixels
_ROW: Final = 22
_DECADES: Final = (-6, 0)
_LONGEST: Final = 24  # characters of a group's name
_INK, _SHOWN = "#0072B2", "#D55E00"  # Okabe and Ito's


def plot(rates: Sequence[GroupRate]) -> str:
    """The picture. A difference that is shown has the second colour; no error stands at the left edge."""
    panels = [[rate for rate in rates if rate.rate == name] for name in RATES]
    parts, top = [], 16
    for panel in filter(None, panels):
        top += 18
        parts.append(f'<text x="8" y="{top}" font-weight="bold">{panel[0].rate}</text>')
        height = _ROW * len(panel)
        parts += [_decade(decade, top + 6, height) for decade in range(_DECADES[0], _DECADES[1] + 1)]
        for rate in panel:
            top += _ROW
            parts.append(_point(rate, top))
        top += 26
    size = f'width="{_LEFT + _WIDTH + 30}" height="{top}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _decade(decade: int, top: int, height: int) -> str:
    x = _x(10.0**decade)
    share = f"{10.0**decade * 100:g} %"
    return (
        f'<line x1="{x}" x2="{x}" y1="{top}" y2="{top + height}" stroke="#ddd"/>'
        f'<text x="{x}" y="{top + height + 12}" text-anchor="middle" fill="#666">{share}</text>'
    )


def _point(rate: GroupRate, y: int) -> str:
    name = rate.group if len(rate.group) <= _LONGEST else rate.group[: _LONGEST - 1] + "…"
    text = f'<text x="20" y="{y + 4}">{escape(name)}</text>'
    if rate.value is None or rate.interval is None:
        return f'{text}<text x="{_LEFT}" y="{y + 4}" fill="#666">not measured</text>'
    colour = _SHOWN if rate.shown else _INK
    low, high = (_x(end) for end in rate.interval)
    return (
        f'{text}<line x1="{low}" x2="{high}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{_x(rate.value)}" cy="{y}" r="4" fill="{colour}"/>'
    )


def _x(share: float) -> float:
    """Logarithmic, from one in a million."""
    low, high = _DECADES
    place = (max(math.log10(share), low) if share > 0 else low) - low
    return round(_LEFT + _WIDTH * place / (high - low), 1)
