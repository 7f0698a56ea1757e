"""Why two prints were called alike, as a picture: paired minutiae under one number and colour.

The picture is one self-contained SVG without script, style sheet or text in any language: numbers alone,
so that a strict content policy and every reader's language are served. The largest share has number 1.
"""

import base64
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from matcher.fingerprint.compare import Pair
from matcher.fingerprint.minutiae import Minutiae

# Okabe and Ito's colours, told apart by colour-blind readers too; those that are too pale on grey left out.
_COLOURS: Final = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_UNPAIRED: Final = "#808080"
_GAP: Final = 24
_PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"


def svg(
    probe_png: bytes,
    reference_png: bytes,
    probe: Minutiae,
    reference: Minutiae,
    pairs: Sequence[Pair],
) -> str:
    """Both prints side by side, the probe on the left, one unit = one pixel at 500 dpi.

    probe_png, reference_png: the images at any resolution; they are laid under the minutiae at their
    Minutiae's size. The page that shows it says in words what it is. Raises ValueError where
    an image is not PNG or a pair names a minutia that is not there.
    """
    shift = probe.width + _GAP
    paired = [_numbered(pair, probe, reference, shift) for pair in _ordered(pairs, probe, reference)]
    drawn = [
        _image(probe_png, probe, 0),
        _image(reference_png, reference, shift),
        _unpaired(probe, {pair.probe for pair in pairs}, 0),
        _unpaired(reference, {pair.reference for pair in pairs}, shift),
        _joins(paired),
        *(_mark(*side, number) for number, sides in enumerate(paired, 1) for side in sides),
        *(_label(*side, number) for number, sides in enumerate(paired, 1) for side in sides),
    ]
    width, height = shift + reference.width, max(probe.height, reference.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"{''.join(drawn)}</svg>"
    )


def as_dict(probe: Minutiae, reference: Minutiae, pairs: Sequence[Pair]) -> dict[str, Any]:
    """The same as data for JSON: both prints' minutiae, the numbered pairs, their share of the score."""
    return {
        "probe": _print(probe),
        "reference": _print(reference),
        "pairs": [
            {
                "number": number,
                "probe": pair.probe,
                "reference": pair.reference,
                "share": round(pair.share, 4),
                "probe_at": _at(probe, pair.probe),
                "reference_at": _at(reference, pair.reference),
            }
            for number, pair in enumerate(_ordered(pairs, probe, reference), 1)
        ],
    }


def _ordered(pairs: Sequence[Pair], probe: Minutiae, reference: Minutiae) -> list[Pair]:
    """The largest share first. Raises ValueError where a pair does not belong to these prints."""
    for pair in pairs:
        if not (0 <= pair.probe < len(probe) and 0 <= pair.reference < len(reference)):
            raise ValueError(f"there are no minutiae {pair.probe} and {pair.reference} to pair")
    return sorted(pairs, key=lambda pair: -pair.share)


def _print(minutiae: Minutiae) -> dict[str, Any]:
    return {
        "width": minutiae.width,
        "height": minutiae.height,
        "minutiae": [
            {
                "at": _at(minutiae, index),
                "angle": round(math.degrees(float(minutiae.angle[index])), 1),
                "kind": "ending" if minutiae.ending[index] else "bifurcation",
                "confidence": round(float(minutiae.confidence[index]), 3),
            }
            for index in range(len(minutiae))
        ],
    }


def _at(minutiae: Minutiae, index: int) -> list[float]:
    return [round(float(minutiae.x[index]), 2), round(float(minutiae.y[index]), 2)]


_Side = tuple[tuple[float, float], float]


def _numbered(pair: Pair, probe: Minutiae, reference: Minutiae, shift: float) -> tuple[_Side, _Side]:
    """Place and direction of both minutiae of a pair in the picture."""
    return _side(probe, pair.probe, 0), _side(reference, pair.reference, shift)


def _side(minutiae: Minutiae, index: int, shift: float) -> _Side:
    return (float(minutiae.x[index]) + shift, float(minutiae.y[index])), float(minutiae.angle[index])


def _image(png: bytes, minutiae: Minutiae, shift: float) -> str:
    if not png.startswith(_PNG_MAGIC):
        raise ValueError("a print is drawn from a PNG")
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<image x="{shift:g}" y="0" width="{minutiae.width}" height="{minutiae.height}" '
        f'preserveAspectRatio="none" opacity="0.75" href="data:image/png;base64,{data}"/>'
    )


def _unpaired(minutiae: Minutiae, paired: set[int], shift: float) -> str:
    """The minutiae that found no partner, faintly."""
    marks = "".join(
        _symbol(*_side(minutiae, index, shift), radius=3.0)
        for index in range(len(minutiae))
        if index not in paired
    )
    return f'<g fill="none" stroke="{_UNPAIRED}" stroke-width="1" opacity="0.7">{marks}</g>'


def _joins(paired: Iterable[tuple[_Side, _Side]]) -> str:
    """A thin line from each minutia to its partner, under the marks."""
    lines = "".join(
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_colour(number)}"/>'
        for number, (((x1, y1), _), ((x2, y2), _)) in enumerate(paired, 1)
    )
    return f'<g stroke-width="0.8" opacity="0.45">{lines}</g>'


def _mark(at: tuple[float, float], angle: float, number: int) -> str:
    """A paired minutia: circle and direction, with a white edge that stands out on dark ridges."""
    symbol = _symbol(at, angle, radius=5.0)
    return (
        f'<g fill="none" stroke="#ffffff" stroke-width="4">{symbol}</g>'
        f'<g fill="none" stroke="{_colour(number)}" stroke-width="2">{symbol}</g>'
    )


def _label(at: tuple[float, float], angle: float, number: int) -> str:
    """The pair's number, behind the minutia: neither its own line nor its ridge is there."""
    x, y = at[0] - 13 * math.cos(angle), at[1] + 13 * math.sin(angle) + 4
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="11" font-weight="bold" '
        f'text-anchor="middle" fill="{_colour(number)}" stroke="#ffffff" stroke-width="3" '
        f'paint-order="stroke">{number}</text>'
    )


def _symbol(at: tuple[float, float], angle: float, radius: float) -> str:
    """A circle on the minutia with a line along its direction (y down, hence the minus)."""
    x, y = at
    reach = 3.0 * radius
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'
        f'<line x1="{x + radius * math.cos(angle):.1f}" y1="{y - radius * math.sin(angle):.1f}" '
        f'x2="{x + reach * math.cos(angle):.1f}" y2="{y - reach * math.sin(angle):.1f}"/>'
    )


def _colour(number: int) -> str:
    return _COLOURS[(number - 1) % len(_COLOURS)]
