"""Minutiae that came as a record compare as well as those that never left."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matcher.fingerprint.compare import compare
from matcher.fingerprint.interchange import (
    View,
    read,
    read_card,
    write_ansi2004,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
    write_normal,
)
from matcher.fingerprint.interchange.view import OTHER, UNREPORTED
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.searchable import prepare
from tests.support.fingers import some_minutiae

THROUGH: dict[str, Callable[[View], View]] = {
    "iso 2005": lambda view: read(write_iso2005([view]))[0],
    "iso 2011": lambda view: read(write_iso2011([view]))[0],
    "ansi 2004": lambda view: read(write_ansi2004([view]))[0],
    "ansi 2009": lambda view: read(write_ansi2009([view]))[0],
    "compact": lambda view: read(write_compact(view))[0],
    "normal": lambda view: read_card(write_normal(view), "normal")[0],
    "at 1000 dpi": lambda view: read(write_iso2005([at_1000_dpi(view)]))[0],
    "saying nothing of its minutiae": lambda view: read(write_iso2005([bare(view)]))[0],
}


def at_1000_dpi(view: View) -> View:
    return replace(view, size=(2 * view.size[0], 2 * view.size[1]), resolution=(394, 394))


def bare(view: View) -> View:
    """All of type "other", none with a quality."""
    count = len(view.minutiae)
    return replace(view, kinds=bytes([OTHER] * count), qualities=bytes([UNREPORTED] * count))


def another_impression(minutiae: Minutiae, seed: int) -> Minutiae:
    """The same finger pressed again: places and directions jitter, some minutiae are missed."""
    draw = np.random.default_rng(seed)
    kept = np.flatnonzero(draw.random(len(minutiae)) < 0.85)
    same = minutiae.take(kept)
    return Minutiae(
        x=np.clip(same.x + draw.normal(0, 1.5, len(same)), 0, same.width - 1).astype(np.float32),
        y=np.clip(same.y + draw.normal(0, 1.5, len(same)), 0, same.height - 1).astype(np.float32),
        angle=((same.angle + draw.normal(0, 0.06, len(same))) % 6.28).astype(np.float32),
        ending=same.ending,
        confidence=same.confidence,
        width=same.width,
        height=same.height,
    )


@pytest.mark.parametrize("through", THROUGH)
def test_scores_stay_where_they_were(through: str) -> None:
    for seed in range(4):
        finger, stranger = some_minutiae(45, seed), some_minutiae(45, 100 + seed)
        again = prepare(another_impression(finger, seed))
        received = prepare(THROUGH[through](View.of(finger)).minutiae)
        mated, non_mated = compare(again, received), compare(prepare(stranger), received)
        assert mated == pytest.approx(compare(again, prepare(finger)), abs=0.05)
        assert non_mated == pytest.approx(compare(prepare(stranger), prepare(finger)), abs=0.08)
        assert mated > non_mated + 0.2


def test_a_minutia_of_another_kind_is_taken_for_an_ending() -> None:
    view = read(write_iso2005([bare(View.of(some_minutiae(5)))]))[0]
    assert view.minutiae.ending.all()
    assert set(view.minutiae.confidence) == {np.float32(0.5)}
