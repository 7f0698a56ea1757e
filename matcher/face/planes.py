"""Pixels as networks take them: one plane a colour."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.face.detect import Pixels


def planes_of(pictures: Sequence[Pixels] | NDArray[np.uint8], colours: str) -> NDArray[np.float32]:
    """uint8 (H, W, 3) RGB each, of one size -> float32 (n, 3, H, W), 0 to 255. colours: "RGB" or "BGR".

    By OpenCV, in a tenth of the time of moving NumPy's axes.
    """
    return np.asarray(cv2.dnn.blobFromImages(list(pictures), swapRB=colours == "BGR"), np.float32)
