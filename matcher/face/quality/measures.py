"""What of ISO/IEC 29794-5's components can be measured on a picture with five points and no further weights.

Inspired by the standard, never conformant: it marks the face by denser landmarks and a segmentation; here the
region is a rectangle from brows to chin, placed by the eyes.
"""

from collections.abc import Sequence
from math import cos, radians

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.face.align import resampled
from matcher.face.detect import DetectedFace, Pixels
from matcher.face.quality import parameters as p
from matcher.face.quality.pose import Pose, pose

Floats = NDArray[np.float64]


def measure(rgb: Pixels, face: DetectedFace, others: Sequence[DetectedFace]) -> dict[str, float]:
    """Every component's native value by name; `grade` says what each is. rgb: uint8 (H, W, 3)."""
    posed = pose(face)
    return {
        "DetectorScore": face.score,
        "HeadPoseYaw": posed.yaw,
        "HeadPosePitch": posed.pitch,
        "HeadPoseRoll": posed.roll,
        **_sizes(rgb, face, posed),
        "SingleFacePresent": max((other.box.area for other in others), default=0.0) / max(face.box.area, 1.0),
        **_looks(_upright(rgb, face)),
    }


def _sizes(rgb: Pixels, face: DetectedFace, posed: Pose) -> dict[str, float]:
    """InterEyeDistance in pixels, straightened for yaw; HeadSize: eyes to chin over the picture's height;
    crops: from the middle between the eyes to each edge, in inter-eye distances."""
    height, width = rgb.shape[:2]
    between = face.eye_distance() / cos(radians(posed.yaw))
    x, y = face.eyes().mean(axis=0).tolist()
    unit = max(between, 1.0)
    return {
        "InterEyeDistance": between,
        "HeadSize": p.EYES_TO_CHIN * between / height,
        "LeftwardCropOfTheFaceImage": (x + 0.5) / unit,
        "RightwardCropOfTheFaceImage": (width - x - 0.5) / unit,
        "UpwardCropOfTheFaceImage": (y + 0.5) / unit,
        "DownwardCropOfTheFaceImage": (height - y - 0.5) / unit,
    }


def _upright(rgb: Pixels, face: DetectedFace) -> Pixels:
    """uint8 (UPRIGHT, UPRIGHT, 3): the face with its eyes level on a fixed size; black beyond the picture."""
    eyes = np.array([(p.EYES_AT[0], p.EYES_AT[1]), (1 - p.EYES_AT[0], p.EYES_AT[1])])
    found = face.eyes()
    if face.eye_distance() < 1:
        found = found + np.array([(-0.5, 0.0), (0.5, 0.0)])
    return resampled(rgb, found, eyes * p.UPRIGHT - 0.5, p.UPRIGHT)


def _looks(upright: Pixels) -> dict[str, float]:
    """DynamicRange: entropy, bits. LuminanceMean: 0 to 1, and its variance. Exposure: shares of dark and of
    burnt pixels. IlluminationUniformity: shared part of both halves' histograms. NaturalColour: distance from
    skin's range in CIELAB. Sharpness: a stand-in for the standard's trained one, the Laplacian's variance
    over the luminance's, at one size of face."""
    top, bottom = (round(p.UPRIGHT * share) for share in p.REGION_DOWN)
    left, right = (round(p.UPRIGHT * share) for share in p.REGION_ACROSS)
    region = np.ascontiguousarray(upright[top:bottom, left:right])
    grey = np.asarray(cv2.cvtColor(region, cv2.COLOR_RGB2GRAY), np.uint8)
    shares = _histogram(grey)
    filled = shares[shares > 0]
    levels = np.arange(256) / 255
    mean = float(shares @ levels)
    variance = float(shares @ (levels - mean) ** 2)
    half = grey.shape[1] // 2
    both = np.minimum(_smooth(_histogram(grey[:, :half])), _smooth(_histogram(grey[:, -half:])))
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    return {
        "DynamicRange": float(-(filled * np.log2(filled)).sum()),
        "LuminanceMean": mean,
        "LuminanceVariance": variance,
        "UnderExposurePrevention": float(shares[: p.DARK + 1].sum()),
        "OverExposurePrevention": float(shares[p.BURNT :].sum()),
        "IlluminationUniformity": float(both.sum()),
        "NaturalColour": _unnatural(region),
        "Sharpness": float(edges.var()) / (255**2 * variance + 1.0),
    }


def _histogram(grey: Pixels) -> Floats:
    """Shares of the 256 levels."""
    return np.bincount(grey.ravel(), minlength=256) / max(grey.size, 1)


def _smooth(shares: Floats) -> Floats:
    """Over SIDE_BLUR levels, so that noise does not tell the halves apart."""
    return np.convolve(shares, np.full(p.SIDE_BLUR, 1 / p.SIDE_BLUR), "same")


def _unnatural(region: Pixels) -> float:
    """How far the mean a* and b* lie outside of the standard's range."""
    small = np.asarray(cv2.resize(region, (16, 16), interpolation=cv2.INTER_AREA), np.float32)
    colour = cv2.cvtColor(small / np.float32(255), cv2.COLOR_RGB2LAB)
    a, b = np.asarray(colour, np.float64).reshape(-1, 3)[:, 1:].mean(axis=0)
    beyond = [
        max(low - value, value - high, 0.0)
        for value, (low, high) in zip((a, b), (p.SKIN_A, p.SKIN_B), strict=True)
    ]
    return float(np.hypot(*beyond))
