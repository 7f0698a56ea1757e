"""A face cut out for people to look at: upright, the eyes at the same two places in every portrait.

What stands around a face (a cell's wall, a height chart, a uniform) tells a reviewer which picture was taken
where; of that only what lies beside the head is left.
"""

from typing import Final

import numpy as np

from matcher.face.align import resampled
from matcher.face.detect import DetectedFace, Pixels

SIDE: Final = 480  # pixels
EYES: Final = np.array([(0.36, 0.42), (0.64, 0.42)]) * SIDE
"""Where the middles of image-left and image-right eye come to lie: the head fills the square."""


def portrait(rgb: Pixels, face: DetectedFace) -> Pixels:
    """uint8 (SIDE, SIDE, 3) of a face in uint8 (H, W, 3); black where it reaches over the picture's edge."""
    return resampled(rgb, face.eyes(), EYES, SIDE)
