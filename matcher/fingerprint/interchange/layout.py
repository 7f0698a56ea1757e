"""How a writer lays its views out: which pixels, which order, which numbers."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from matcher.fingerprint.interchange.grid import LARGEST_PLACE, Grid
from matcher.fingerprint.interchange.parameters import HIGHEST_RESOLUTION, OUR_RESOLUTION
from matcher.fingerprint.interchange.view import View

_MOST_VIEWS_OF_A_FINGER: Final = 16  # a view number has four bits
_LEAST_RESOLUTION: Final = 99  # pixels a centimetre: ISO/IEC 19794-2:2011, clause 8: 250 dpi or more


def grid_for(views: Sequence[View], steps: int) -> Grid:
    """The pixels that all of these views are written in: those that they were read in, else 500 dpi.

    Views of one record in an older standard share one image size: the largest of them.
    """
    resolutions = {view.resolution for view in views}
    if len(resolutions) == 1 and all(
        _LEAST_RESOLUTION <= value <= HIGHEST_RESOLUTION for value in views[0].resolution
    ):
        size = (max(view.size[0] for view in views), max(view.size[1] for view in views))
        if max(size) <= LARGEST_PLACE:
            return Grid(size, views[0].resolution, steps)
    ours = Grid((0, 0), (OUR_RESOLUTION, OUR_RESOLUTION), steps)
    across, down = ours.scale
    width = max(math.ceil(view.minutiae.width / across) for view in views)
    height = max(math.ceil(view.minutiae.height / down) for view in views)
    return Grid((width, height), ours.resolution, steps)


def numbered(views: Sequence[View]) -> Iterator[tuple[int, View]]:
    """The views finger by finger, each finger's numbered from 0 as every standard asks.

    Raises ValueError where there is none, or a finger has more than 16.
    """
    if not views:
        raise ValueError("a record needs at least one finger view")
    seen: Counter[int] = Counter()
    for view in sorted(views, key=lambda view: view.position):
        if seen[view.position] == _MOST_VIEWS_OF_A_FINGER:
            raise ValueError(f"a record holds at most {_MOST_VIEWS_OF_A_FINGER} views of a finger")
        yield seen[view.position], view
        seen[view.position] += 1
