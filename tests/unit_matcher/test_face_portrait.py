"""Portraits for reviewers: upright, the eyes always in the same places, nothing else of the picture."""

import math

import cv2
import numpy as np
import pytest

from matcher import images
from matcher.domain import Modality, Sample
from matcher.extraction import Extractors
from matcher.face.detect import Box, DetectedFace, PointScheme
from matcher.face.errors import NoFace
from matcher.face.portrait import EYES, SIDE, portrait
from tests.support.portraits import portrait_jpeg


@pytest.mark.parametrize("degrees", [0, 25, -70])
@pytest.mark.parametrize("distance", [40.0, 330.0])
def test_the_eyes_come_to_the_same_two_places(degrees: float, distance: float) -> None:
    turn = math.radians(degrees)
    middle, half = np.array([420.0, 380.0]), 0.5 * distance * np.array([math.cos(turn), math.sin(turn)])
    eyes = np.stack([middle - half, middle + half])
    picture = np.zeros((800, 900, 3), np.uint8)
    for eye, colour in zip(eyes, ((255, 0, 0), (0, 255, 0)), strict=True):
        cv2.circle(picture, tuple(np.round(eye).astype(int).tolist()), round(distance / 12), colour, -1)
    points = np.stack([*eyes, middle, middle, middle])
    face = DetectedFace(Box(300, 250, 200, 250), points, PointScheme.EYES_NOSE_MOUTH, 1.0, True)
    shown = portrait(picture, face)
    assert shown.shape == (SIDE, SIDE, 3)
    for channel, wanted in enumerate(EYES):
        y, x = np.nonzero(shown[..., channel] > 128)
        assert np.hypot(x.mean() - wanted[0], y.mean() - wanted[1]) < 4


def test_a_photo_becomes_a_portrait_without_its_file_s_own_data() -> None:
    shown = images.decode(Extractors().portrait(Sample(Modality.FACE, portrait_jpeg())))
    assert (shown.format, shown.pixels.shape) == ("PNG", (SIDE, SIDE, 3))


def test_a_picture_without_face_is_refused() -> None:
    blank = images.encode_png(np.full((300, 300, 3), 200, np.uint8))
    with pytest.raises(NoFace):
        Extractors().portrait(Sample(Modality.FACE, blank))
