"""Why a picture was refused: one sentence for the person who handed it in, and what to do next."""

from matcher.decoding.formats import NAMES
from matcher.errors import DataError, IntegrityError, OperatorError

_FORMATS = ", ".join(NAMES)


class EmptyFile(OperatorError):
    """Zero bytes."""

    code = "empty-file"
    advice = "Choose the file again, or capture again."

    def __init__(self) -> None:
        super().__init__("The file is empty.")


class ImageFileTooLarge(DataError):
    """More encoded bytes than a picture may have."""

    code = "image-file-too-large"
    advice = "Send the picture at its capture resolution, as PNG or JPEG."

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The file has {size / 2**20:.1f} MB; a picture may have {limit / 2**20:.0f} MB.",
            size=size,
            limit=limit,
        )


class UnknownFormat(DataError):
    """No format that is read, or a variant of one that has no meaning as a picture (32-bit samples)."""

    code = "unknown-image-format"
    advice = f"Save the picture as one of: {_FORMATS}."

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The file is no picture that can be read here; it looks like {found}.",
            found=found,
            formats=_FORMATS,
        )


class TruncatedImage(OperatorError):
    """The signature is right, what follows is cut short or damaged."""

    code = "truncated-image"
    advice = "Send the file again, or capture again."

    def __init__(self, image_format: str) -> None:
        super().__init__(f"The {image_format} file is incomplete or damaged.", format=image_format)


class TooManyPixels(DataError):
    """The header states more pixels than are decoded; nothing was decompressed."""

    code = "too-many-pixels"
    advice = "Crop the picture to the finger or the face, or scan it at a lower resolution."

    def __init__(self, width: int, height: int, limit: int, side: int) -> None:
        super().__init__(
            f"The picture is {width:,} by {height:,} pixels; at most {limit:,} pixels in all and"
            f" {side:,} a side are read.",
            width=width,
            height=height,
            limit=limit,
            side=side,
        )


class DecoderFailed(DataError):
    """The child that read the file died or ran out of memory."""

    code = "image-decoder-failed"
    advice = "Do not send this file again as it is; save the picture anew as PNG, or capture again."

    def __init__(self, reason: str) -> None:
        super().__init__(f"The file could not be read: {reason}.", reason=reason)


class DecodeTimeout(OperatorError):
    """The child took too long, or no child came free in time."""

    code = "image-decoder-timeout"
    advice = "Try once more; if it happens again, save the picture anew as PNG, or capture again."

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The file could not be read within {seconds:g} seconds.", seconds=seconds)


class DecoderUnavailable(IntegrityError):
    """The decoding process does not start: the installation is broken, not the picture."""

    code = "image-decoder-unavailable"
    advice = "An administrator must look at the service's log and its installation."

    def __init__(self, reason: str) -> None:
        super().__init__(f"Pictures cannot be read at present: {reason}.", reason=reason)
