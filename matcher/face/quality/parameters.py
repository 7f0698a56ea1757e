"""Every tuned number of face quality, named by what it buys; shown by benchmarks.accuracy.face_quality."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from matcher.face.detect import PointScheme
from matcher.face.quality.reason import Reason

# -- pose ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """An average head's points, in distances between the eyes: below these, and out of their plane."""

    nose_down: float
    nose_out: float
    mouth_down: float = 0.0
    mouth_out: float = 0.0


# Heights: where dlib's training put its points (align.py), and YuNet's mean points on faces looking ahead.
# Depths: anthropometry. The nose's tip stands out by about half of the distance between the pupils (63 mm),
# its base by a third; the mouth's corners hardly.
HEADS: Final = {
    PointScheme.EYE_CORNERS_NOSE: Head(nose_down=0.774, nose_out=0.35),
    PointScheme.EYES_NOSE_MOUTH: Head(nose_down=0.588, nose_out=0.5, mouth_down=1.045, mouth_out=0.15),
}
STEEPEST: Final = 80.0  # degrees: beyond it the points are no face's

# -- measures --------------------------------------------------------------------------------------------
EYES_TO_CHIN: Final = 1.8  # in distances between the eyes: 112 mm against 63 mm in an adult
UPRIGHT: Final = 96  # pixels a side of the face that is looked at: cheap, and no detail of skin
EYES_AT: Final = (0.3, 0.35)  # of that side: image-left eye; the other as far from the right edge
REGION_DOWN: Final = (0.2, 0.95)  # brows to chin
REGION_ACROSS: Final = (0.2, 0.8)  # between the cheeks' outlines
DARK: Final = 25  # grey level and below: the standard's range of what is under-exposed
BURNT: Final = 247  # and above: over-exposed
SIDE_BLUR: Final = 17  # grey levels: two halves in one light differ by fewer
SKIN_A: Final = (5.0, 25.0)  # the standard's range of a* and of b* in CIELAB
SKIN_B: Final = (5.0, 35.0)

# -- from native values to 0..100 ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """Knots (native, value) with straight lines between; beyond the ends the value stays.

    below, above: the reason where the value is low on either side of the best knot.
    """

    knots: tuple[tuple[float, float], ...]
    below: Reason
    above: Reason

    def __post_init__(self) -> None:
        assert all(one[0] < other[0] for one, other in pairwise(self.knots))  # noqa: S101 - our own tables


def _rising(reason: Reason, *knots: tuple[float, float]) -> Scale:
    return Scale(knots, reason, reason)


def _symmetric(below: Reason, above: Reason, *knots: tuple[float, float]) -> Scale:
    """Knots of the size alone, the best first, for either sign."""
    mirrored = tuple((-native, value) for native, value in reversed(knots))
    return Scale((*mirrored, *knots), below, above)


# Gating: measured to predict errors. The scheme of points names the detector, whose score it is. 0 where it
# just takes something for a face, 50 where it stands by it (face/parameters.py), 100 where more says no more.
DETECTOR_SCORES: Final = {
    PointScheme.EYE_CORNERS_NOSE: _rising(Reason.UNSURE, (-0.5, 0), (0.5, 50), (2.5, 100)),
    PointScheme.EYES_NOSE_MOUTH: _rising(Reason.UNSURE, (0.6, 0), (0.8, 50), (0.94, 100)),
}
GATING: Final = {
    # Coarse angles: 99 % of lfw_dev lies within 41 degrees of yaw and 35 of pitch.
    "HeadPoseYaw": _symmetric(Reason.TURNED, Reason.TURNED, (15, 100), (40, 50), (60, 0)),
    "HeadPosePitch": _symmetric(Reason.LOWERED, Reason.RAISED, (20, 100), (40, 50), (60, 0)),
    # FNMR at FMR 1/1000 at 6, 8, 10, 12 and 24 pixels: 66, 30, 15, 8 and 5 % (EYE_DISTANCE_LEAST).
    "InterEyeDistance": _rising(Reason.FEW_PIXELS, (6, 0), (8, 30), (12, 60), (24, 100)),
}

# Advice: what makes a portrait good for people, without a measured bearing on this matcher's errors. Limits
# looked at on planted faults (test_face_quality.py), and few of lfw_dev's press photographs are beyond one.
ADVICE: Final = {
    "HeadPoseRoll": _symmetric(Reason.LEANING, Reason.LEANING, (8, 100), (20, 50), (40, 0)),
    "HeadSize": Scale(
        ((0.05, 0), (0.1, 50), (0.2, 100), (0.45, 100), (0.6, 50), (0.8, 0)), Reason.FAR, Reason.NEAR
    ),
    "LeftwardCropOfTheFaceImage": _rising(Reason.CUT_OFF, (0.6, 0), (1.0, 50), (1.5, 100)),
    "RightwardCropOfTheFaceImage": _rising(Reason.CUT_OFF, (0.6, 0), (1.0, 50), (1.5, 100)),
    "UpwardCropOfTheFaceImage": _rising(Reason.CUT_OFF, (0.7, 0), (1.2, 50), (1.9, 100)),
    "DownwardCropOfTheFaceImage": _rising(Reason.CUT_OFF, (1.2, 0), (1.6, 50), (2.0, 100)),
    "SingleFacePresent": Scale(((0.0, 100), (0.25, 50), (1.0, 0)), Reason.NOT_ALONE, Reason.NOT_ALONE),
    "DynamicRange": _rising(Reason.LOW_CONTRAST, (4.0, 0), (5.5, 50), (7.0, 100)),
    "LuminanceMean": Scale(
        ((0.1, 0), (0.25, 50), (0.4, 100), (0.65, 100), (0.78, 50), (0.9, 0)), Reason.DARK, Reason.BRIGHT
    ),
    "LuminanceVariance": Scale(
        ((0.0, 0), (0.004, 50), (0.012, 100), (0.04, 100), (0.08, 50), (0.15, 0)),
        Reason.LOW_CONTRAST,
        Reason.HARSH_LIGHT,
    ),
    "UnderExposurePrevention": Scale(((0.0, 100), (0.15, 50), (0.5, 0)), Reason.DARK, Reason.DARK),
    "OverExposurePrevention": Scale(((0.0, 100), (0.1, 50), (0.4, 0)), Reason.BRIGHT, Reason.BRIGHT),
    "IlluminationUniformity": _rising(Reason.SIDE_LIGHT, (0.1, 0), (0.35, 50), (0.7, 100)),
    "NaturalColour": Scale(((0.0, 100), (10.0, 50), (30.0, 0)), Reason.COLOUR, Reason.COLOUR),
    "Sharpness": _rising(Reason.BLURRED, (0.005, 0), (0.02, 50), (0.08, 100)),
}
BLAMED: Final = 50  # a component below gives its reason
# A picture below is worth taking again, and its gating component says why: 7 % of lfw_dev with dlib's
# detector, 1 % with YuNet's (results/face_quality.json, as is what discarding them gains).
POOR: Final = 50
