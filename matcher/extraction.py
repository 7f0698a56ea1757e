"""Sample -> template: decode in the child, find out the resolution, extract, encode."""

from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

from matcher import images
from matcher.domain import FingerPosition, Modality, Sample, Template
from matcher.face import template as face_template
from matcher.face.extract import FaceExtractor
from matcher.face.parameters import EXTRACTOR as FACE_EXTRACTOR
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.errors import UnknownResolution
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR as FINGER_EXTRACTOR

LOWEST_CREDIBLE_DPI = 150.0
"""Files that were never near a scanner state 72 or 96 dpi, a screen's: that is no statement about a print."""

MEDIA_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "JPEG2000": "image/jp2",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "WSQ": "image/x-wsq",
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """A sample's template and what was learned on the way; times in milliseconds of wall clock."""

    template: Template
    media_type: str
    dpi: float | None
    decode_ms: float
    extract_ms: float


class Extractors:
    """Both modalities' extractors, loaded when first needed. Thread-safe."""

    @cached_property
    def _finger(self) -> MinutiaeExtractor:
        return MinutiaeExtractor()

    @cached_property
    def _face(self) -> FaceExtractor:
        return FaceExtractor()

    def extract(self, sample: Sample) -> Extracted:
        """The template of one sample. Raises the errors of decoding and of the modality's extractor."""
        started = perf_counter()
        image = images.decode(sample.data)
        decoded = perf_counter()
        dpi = None
        if sample.modality is Modality.FINGER:
            dpi = resolution(sample, image)
            minutiae = self._finger.extract(images.grey(image), dpi)
            template = Template(
                Modality.FINGER, FINGER_EXTRACTOR, finger_template.encode(minutiae), sample.position
            )
        else:
            face = self._face.extract(images.rgb(image), principal=sample.principal)
            template = Template(
                Modality.FACE, FACE_EXTRACTOR, face_template.encode(face.embedding), FingerPosition.UNKNOWN
            )
        extracted = perf_counter()
        return Extracted(
            template,
            MEDIA_TYPES[image.format],
            dpi,
            decode_ms=1e3 * (decoded - started),
            extract_ms=1e3 * (extracted - decoded),
        )


def resolution(sample: Sample, image: images.Image) -> float:
    """A print's dpi: as the caller states it, else as the file does. Raises UnknownResolution."""
    if sample.dpi is not None:
        return sample.dpi
    if image.dpi is None or image.dpi < LOWEST_CREDIBLE_DPI:
        raise UnknownResolution("The image does not say at how many dots per inch it was scanned.")
    return image.dpi
