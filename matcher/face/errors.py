"""Why a face could not be used, and why a stored one cannot be trusted."""

from math import ceil

from matcher.errors import IntegrityError, OperatorError


class NoFace(OperatorError):
    """No face was found."""

    code = "no-face"
    advice = "Have the person look straight into the camera, in good light, without mask or cap."

    def __init__(self) -> None:
        super().__init__("There is no face to be seen clearly in this picture.")


class SeveralFaces(OperatorError):
    """More than one face that may be the person's."""

    code = "several-faces"
    advice = "Have the others step aside, or cut the picture to the one person."

    def __init__(self, count: int) -> None:
        super().__init__(
            f"There are {count} faces in this picture; it must show one person only.", found=count
        )


class FaceTooSmall(OperatorError):
    """The eyes are too close together, in pixels, for the network to tell people apart."""

    code = "face-too-small"
    advice = "Have the person come closer, or use a larger picture."

    def __init__(self, eye_distance: float, needed: float, width: float) -> None:
        """eye_distance, needed: pixels between the eyes; width: of the face's box, for the officer."""
        super().__init__(
            f"The eyes are {eye_distance:.1f} pixels apart; at least {needed:.0f} are needed.",
            width=int(width),
            needed=ceil(width * needed / max(eye_distance, 1.0)),
        )


class FaceNotDescribed(OperatorError):
    """The network's answer for this face says nothing: zeros, or no numbers at all."""

    code = "face-not-described"
    advice = (
        "Take another picture. If every picture ends so, an administrator must look at the face models: "
        "the network or its entry is wrong."
    )

    def __init__(self) -> None:
        super().__init__("The face models answer nothing that tells this face from others.")


class CorruptFaceTemplate(IntegrityError):
    """Stored bytes that are not a face template, or no longer the one that was written."""

    code = "corrupt-template"
    advice = "Stop using this record; an administrator must restore it or enrol the person again."

    def __init__(self, reason: str) -> None:
        super().__init__(f"A stored face template cannot be used: {reason}.", reason=reason)


class ForeignFaceTemplate(IntegrityError):
    """A whole template, but another extractor's: the two are never compared."""

    code = "foreign-template"
    advice = "An administrator must extract the record's face again with the extractor in use."

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            f"A face template made by {found!r} cannot be used with {expected}.",
            found=found,
            expected=expected,
        )
