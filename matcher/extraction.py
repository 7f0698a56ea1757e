"""Sample -> templates: decode in the child, find out the resolution, take apart, extract, grade, encode."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter

from matcher import images, records, slap_fingers
from matcher.domain import FingerPosition, Modality, Sample, SlapKind, Template
from matcher.errors import Remark, UmbralError
from matcher.face import template as face_template
from matcher.face.choice import FALLBACK, FaceModels, face_models
from matcher.face.detect import DetectedFace
from matcher.face.extract import FaceExtractor
from matcher.face.liveness.screen import screen_pattern
from matcher.face.liveness.suspicion import Suspicion
from matcher.face.portrait import portrait
from matcher.face.quality.grade import grade as grade_face
from matcher.face.quality.quality import Quality as FaceQuality
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.errors import UnknownResolution
from matcher.fingerprint.extract import MinutiaeExtractor, Pixels
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import EXTRACTOR as FINGER_EXTRACTOR
from matcher.fingerprint.quality.grade import grade
from matcher.fingerprint.quality.quality import Quality as PrintQuality

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
    """One finger's or face's template and what was learned on the way; times in milliseconds of wall clock.

    sample: what the template was made from: the sample handed in, or this finger's part of it. quality: None
    for records, which show no print. dpi: the one that was used. suspicion: what a face's picture shows of a
    screen.
    """

    sample: Sample
    template: Template
    media_type: str
    dpi: float | None
    quality: PrintQuality | FaceQuality | None
    decode_ms: float
    extract_ms: float
    suspicion: Suspicion = field(default_factory=Suspicion)


class Extractors:
    """Both modalities' extractors, loaded when first needed. Thread-safe."""

    def __init__(self, faces: FaceModels | None = None) -> None:
        """faces: which detector and embedder; by default those that need no installing."""
        self._face_models = faces or face_models(FALLBACK)

    @property
    def face_extractor(self) -> str:
        """Name and version in the face templates made here."""
        return self._face_models.extractor

    @cached_property
    def _finger(self) -> MinutiaeExtractor:
        return MinutiaeExtractor()

    @cached_property
    def _face(self) -> FaceExtractor:
        return self._face_models.open()

    def extract(self, sample: Sample) -> Iterator[Extracted]:
        """The templates of one sample: one of a print or a face, one a finger of a slap or a record.

        Raises the errors of decoding, of taking apart and of the modality's extractor; where a sample shows
        several fingers, a remark on the error names the one that it is about.
        """
        if sample.modality is Modality.FACE:
            return self._of_face(sample)
        if records.is_record(sample.data):
            return _of_record(sample)
        if sample.slap is not None:
            return self._of_slap(sample, sample.slap)
        return self._of_finger(sample)

    def locate(self, rgb: Pixels, principal: bool = False) -> DetectedFace:
        """The face that a template would be made of in uint8 (H, W, 3). Raises the errors of detection."""
        return self._face.locate(rgb, principal)

    def portrait(self, sample: Sample) -> bytes:
        """A face sample cut out for people to look at, as PNG (see face/portrait.py).

        Raises the errors of decoding and of detection.
        """
        picture = images.rgb(images.decode(sample.data))
        return images.encode_png(portrait(picture, self._face.locate(picture, sample.principal)))

    def _of_face(self, sample: Sample) -> Iterator[Extracted]:
        clock = _Clock()
        image = images.decode(sample.data)
        decode_ms = clock.lap()
        picture = images.rgb(image)
        found = self._face.extract(picture, principal=sample.principal)
        payload = face_template.encode(found.embedding, found.extractor)
        quality = grade_face(picture, found.face, found.others)
        template = Template(Modality.FACE, found.extractor, payload, quality=quality.value)
        suspicion = screen_pattern(picture, found.face)
        kind = MEDIA_TYPES[image.format]
        yield Extracted(sample, template, kind, None, quality, decode_ms, clock.lap(), suspicion)

    def _of_finger(self, sample: Sample) -> Iterator[Extracted]:
        clock = _Clock()
        image = images.decode(sample.data)
        decode_ms = clock.lap()
        made = self._made(sample, images.grey(image), resolution(sample, image), clock)
        yield replace(made, media_type=MEDIA_TYPES[image.format], decode_ms=decode_ms)

    def _of_slap(self, sample: Sample, kind: SlapKind) -> Iterator[Extracted]:
        clock = _Clock()
        image = images.decode(sample.data)
        decode_ms = clock.lap()
        slap = images.grey(image)
        for finger, pixels in slap_fingers.fingers_of(slap, resolution(sample, image), kind, sample):
            assert finger.dpi is not None  # noqa: S101 - the slap's
            try:
                made = self._made(finger, pixels, finger.dpi, clock)
            except UmbralError as error:
                error.remarks = (Remark("about-finger", {"position": int(finger.position)}), *error.remarks)
                raise
            yield replace(made, decode_ms=decode_ms)
            decode_ms = 0.0  # the slap was decoded once

    def _made(self, sample: Sample, grey: Pixels, dpi: float, clock: "_Clock") -> Extracted:
        minutiae = self._finger.extract(grey, dpi)
        quality = grade(grey, dpi, minutiae)
        return Extracted(
            sample, _template(minutiae, sample.position), MEDIA_TYPES["PNG"], dpi, quality, 0.0, clock.lap()
        )


class _Clock:
    """Milliseconds of wall clock from one lap to the next."""

    def __init__(self) -> None:
        self._since = perf_counter()

    def lap(self) -> float:
        since, self._since = self._since, perf_counter()
        return 1e3 * (self._since - since)


def _of_record(sample: Sample) -> Iterator[Extracted]:
    clock = _Clock()
    for finger, view in records.fingers_of(sample):
        template = _template(view.minutiae, finger.position)
        yield Extracted(finger, template, records.MEDIA_TYPE, None, None, clock.lap(), 0.0)


def _template(minutiae: Minutiae, position: FingerPosition) -> Template:
    return Template(Modality.FINGER, FINGER_EXTRACTOR, finger_template.encode(minutiae), position)


def resolution(sample: Sample, image: images.Image) -> float:
    """A print's dpi: as the caller states it, else as the file does. Raises UnknownResolution."""
    if sample.dpi is not None:
        return sample.dpi
    if image.dpi is None or image.dpi < LOWEST_CREDIBLE_DPI:
        raise UnknownResolution("The image does not say at how many dots per inch it was scanned.")
    return image.dpi
