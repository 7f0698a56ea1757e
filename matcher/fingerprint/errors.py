"""What can be wrong with a fingerprint image or a stored fingerprint template, and who can mend it."""

from matcher.errors import DataError, IntegrityError, OperatorError


class UnknownResolution(DataError):
    """Neither the request nor the file states how many pixels an inch has."""

    code = "unknown-resolution"
    advice = (
        "State the scanner's resolution (dpi) with the image; without it sizes on the finger are unknown."
    )


class ResolutionOutOfRange(DataError):
    """The stated resolution is none that a fingerprint scanner works at."""

    code = "resolution-out-of-range"
    advice = "Check the scanner's resolution; most have 500 dpi."


class PrintTooSmall(OperatorError):
    """Too little of a finger is shown for a comparison to mean anything."""

    code = "print-too-small"
    advice = "Capture again with the whole fingertip on the scanner."


class PrintTooLarge(DataError):
    """More is shown than one finger: a whole hand, a page, or a wrong resolution."""

    code = "print-too-large"
    advice = "Send one finger in each image, and check the stated resolution."


class BlankPrint(OperatorError):
    """The image shows no ridge pattern."""

    code = "blank-print"
    advice = "Clean scanner and finger, then press the fingertip flat on the scanner again."


class TooFewMinutiae(OperatorError):
    """There are ridges, but too few ridge endings and bifurcations to tell this finger from others."""

    code = "too-few-minutiae"
    advice = "Press the finger's middle flat on the scanner, or use another finger."


class BadTemplate(IntegrityError):
    """A stored fingerprint template is not what was written."""

    code = "bad-fingerprint-template"
    advice = "The record was damaged or changed after it was stored: restore it from a backup or enrol again."
