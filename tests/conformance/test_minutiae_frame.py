"""Our minutiae mean what the standards mean: seen in the pixels, not in another program's word.

ISO/IEC 19794-2:2011, clause 6: an ending's direction runs along its ridge, a bifurcation's along the valley
between its arms; and our records say that an ending's place is the end of the ridge, not the fork of the
valley around it, half a ridge period behind.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from device_drivers.fingerprint.synthetic import EASY, person
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.interchange import View, read, write_iso2011
from matcher.fingerprint.interchange.view import EndingPlace
from matcher.fingerprint.minutiae import Minutiae

REACH = np.arange(-8, 9)  # pixels along the direction, about a ridge period to both sides
SURE = 0.7


def grey_along(image: NDArray[np.uint8], minutiae: Minutiae, ending: bool) -> NDArray[np.float64]:
    """The mean grey value at each step along the direction of all sure minutiae of a kind; dark = ridge."""
    chosen = minutiae.take((minutiae.ending == ending) & (minutiae.confidence >= SURE))
    assert len(chosen) >= 5
    x = chosen.x[:, None] + REACH * np.cos(chosen.angle)[:, None]
    y = chosen.y[:, None] - REACH * np.sin(chosen.angle)[:, None]
    grey = cv2.remap(image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(grey.mean(axis=0), np.float64)


def test_directions_and_places_are_those_that_the_record_states() -> None:
    impression = person(7).finger(2).impression(1, EASY)
    extracted = MinutiaeExtractor().extract(impression.image, float(impression.dpi))
    (view,) = read(write_iso2011([View.of(extracted)]))
    ending = grey_along(impression.image, view.minutiae, ending=True)
    bifurcation = grey_along(impression.image, view.minutiae, ending=False)
    ahead, behind = REACH > 2, (REACH < -2) & (REACH > -6)
    assert ending[ahead].mean() < ending[behind].mean() - 30
    assert bifurcation[ahead & (REACH < 6)].mean() > bifurcation[behind].mean() + 30
    # the step from valley to ridge lies at the place itself: the end of the ridge
    middle = (ending[ahead].mean() + ending[behind].mean()) / 2
    step = REACH[np.flatnonzero((ending < middle) & (REACH > -6))[0]]
    assert view.ending_place is EndingPlace.RIDGE_END
    assert abs(step) <= 2
