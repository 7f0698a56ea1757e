"""What can be mended about a face picture: stable codes."""

from enum import StrEnum


class Reason(StrEnum):
    """What keeps a picture from being better; the words for an operator lie under `quality.CODE`."""

    UNSURE = "face-unsure"
    TURNED = "face-turned"
    RAISED = "face-raised"
    LOWERED = "face-lowered"
    LEANING = "face-leaning"
    FEW_PIXELS = "face-few-pixels"
    FAR = "face-far"
    NEAR = "face-near"
    CUT_OFF = "face-cut-off"
    NOT_ALONE = "face-not-alone"
    DARK = "face-dark"
    BRIGHT = "face-bright"
    LOW_CONTRAST = "face-low-contrast"
    HARSH_LIGHT = "face-harsh-light"
    SIDE_LIGHT = "face-side-light"
    COLOUR = "face-colour"
    BLURRED = "face-blurred"
