"""One finger view of a minutiae record: what a standard's octets say, in our words and in our frame.

Whatever a record states beside its minutiae is kept, so that a record which is read and written again in the
same format says the same. Codes are those of the newer standards (ISO/IEC 19794-2:2011, ANSI INCITS
378-2009); the older ones are translated on the way in and out.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

import numpy as np

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange.parameters import OUR_RESOLUTION, UNKNOWN_OWNER
from matcher.fingerprint.minutiae import Minutiae

UNREPORTED: Final = 254  # ISO/IEC 19794-2:2011, minutia quality: none was computed
OTHER, ENDING, BIFURCATION = 0, 1, 2  # minutia types, the same in all standards


class Format(StrEnum):
    """The standards by their short names."""

    ISO_2005 = "ISO/IEC 19794-2:2005"
    ISO_2011 = "ISO/IEC 19794-2:2011"
    ANSI_2004 = "ANSI INCITS 378-2004"
    ANSI_2009 = "ANSI INCITS 378-2009"
    CARD_COMPACT = "ISO/IEC 19794-2 compact card form"
    CARD_NORMAL = "ISO/IEC 19794-2 normal card form"


class Impression(IntEnum):
    """How the print was made: codes of ANSI INCITS 378-2009, of which ISO/IEC 19794-2:2011 has a part."""

    LIVE_PLAIN = 0
    LIVE_ROLLED = 1
    NONLIVE_PLAIN = 2
    NONLIVE_ROLLED = 3
    LATENT_IMPRESSION = 4
    LATENT_TRACING = 5
    LATENT_PHOTO = 6
    LATENT_LIFT = 7
    SWIPE = 8
    VERTICAL_ROLL = 9
    OPTICAL_CONTACT_PLAIN = 20
    OPTICAL_CONTACT_ROLLED = 21
    OTHER_CONTACT_PLAIN = 22
    OTHER_CONTACT_ROLLED = 23
    CONTACTLESS_PLAIN = 24
    CONTACTLESS_ROLLED = 25
    OTHER_CONTACTLESS_PLAIN = 26
    OTHER_CONTACTLESS_ROLLED = 27
    OTHER = 28
    UNKNOWN = 29


class EndingPlace(IntEnum):
    """Where an ending's place is (ISO/IEC 19794-2:2011, ridge ending type): half a ridge period apart."""

    VALLEY_FORK = 0
    RIDGE_END = 1


class Assessment(NamedTuple):
    """The quality of a whole finger view, 0-100 (None = could not be computed), and whose it is."""

    score: int | None
    vendor: int = 0
    algorithm: int = 0


class CaptureTime(NamedTuple):
    """When the print was captured, in UTC; from some field on, the rest may be unknown (None)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    millisecond: int | None = None


class Certification(NamedTuple):
    """Who certified the capture device, and against which scheme."""

    authority: int
    scheme: int


class Device(NamedTuple):
    """The capture device as far as a record tells; 0 = unknown.

    compliance: the flags of the older standards in the newer one's octet, 0x80 = certified for image quality.
    """

    technology: int = 0
    vendor: int = 0
    model: int = 0
    compliance: int = 0
    certifications: tuple[Certification, ...] = ()


class Core(NamedTuple):
    """A core point: pixels at 500 dpi and radians, in the frame of `Minutiae`."""

    x: float
    y: float
    angle: float | None = None


class Delta(NamedTuple):
    """A delta point: pixels at 500 dpi, and the directions of its three arms in radians."""

    x: float
    y: float
    angles: tuple[float, float, float] | None = None


class RidgeCount(NamedTuple):
    """Ridges between two minutiae, by their index; (i, 255, 255): the i-th has no such neighbour."""

    first: int
    second: int
    ridges: int


class RidgeCounts(NamedTuple):
    """Ridge counts; method 0 = unspecified, 1 = the nearest in four quadrants, 2 = in eight octants."""

    method: int
    counts: tuple[RidgeCount, ...]


class Extension(NamedTuple):
    """An extended data area that we keep but do not interpret: zonal quality (3), vendors' own (from 256)."""

    kind: int
    data: bytes


_NO_TIME: Final = CaptureTime()
_NO_DEVICE: Final = Device()


@dataclass(frozen=True, slots=True)
class View:
    """One finger view.

    minutiae: at 500 dpi, in the record's order. kinds, qualities: one octet a minutia as stated (kinds
    0 other, 1 ending, 2 bifurcation; qualities 0-100, 254 = not reported). In `minutiae` a kind of other is
    an ending, quality q is confidence q / 100, and a quality that was not reported is confidence 0.5.
    size: (width, height) in pixels and resolution: (x, y) in pixels a centimetre, as stated; the card forms
    state neither, there size holds the furthest minutia. producer: CBEFF owner and type of the product.
    Raises ValueError where kinds or qualities do not fit the minutiae.
    """

    format: Format
    position: FingerPosition
    minutiae: Minutiae
    kinds: bytes
    qualities: bytes
    size: tuple[int, int]
    resolution: tuple[int, int]
    number: int = 0
    impression: Impression = Impression.LIVE_PLAIN
    assessments: tuple[Assessment, ...] = ()
    ending_place: EndingPlace = EndingPlace.VALLEY_FORK
    captured: CaptureTime = _NO_TIME
    device: Device = _NO_DEVICE
    producer: tuple[int, int] = (UNKNOWN_OWNER, 0)
    ridge_counts: RidgeCounts | None = None
    cores: tuple[Core, ...] = ()
    deltas: tuple[Delta, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.kinds) == len(self.qualities) == len(self.minutiae):
            raise ValueError("kinds and qualities must hold one octet for each minutia")
        if any(kind > BIFURCATION for kind in self.kinds):
            raise ValueError("a minutia's kind is none of 0, 1, 2")
        if any(quality > 100 and quality != UNREPORTED for quality in self.qualities):
            raise ValueError("a minutia's quality is neither 0-100 nor 254")

    @property
    def quality(self) -> int | None:
        """The whole view's quality, 0-100, by the first algorithm that was run; None = not reported."""
        return self.assessments[0].score if self.assessments else None

    @classmethod
    def of(
        cls,
        minutiae: Minutiae,
        position: FingerPosition = FingerPosition.UNKNOWN,
        quality: int | None = None,
        impression: Impression = Impression.LIVE_PLAIN,
    ) -> "View":
        """A view to be written, of minutiae that we extracted.

        quality: 0-100. A confidence below 0.5 / 100 is still written as 1: 0 means "not reported" in the
        older standards.
        """
        qualities = np.clip(np.rint(minutiae.confidence * 100.0), 1, 100).astype(np.uint8)
        return cls(
            format=Format.ISO_2011,
            position=position,
            minutiae=minutiae,
            kinds=np.where(minutiae.ending, ENDING, BIFURCATION).astype(np.uint8).tobytes(),
            qualities=qualities.tobytes(),
            size=(minutiae.width, minutiae.height),
            resolution=(OUR_RESOLUTION, OUR_RESOLUTION),
            impression=impression,
            assessments=() if quality is None else (Assessment(quality),),
            ending_place=EndingPlace.RIDGE_END,
        )
