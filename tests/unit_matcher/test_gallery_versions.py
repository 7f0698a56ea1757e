"""One version of face templates a gallery; galleries of two live side by side, their templates never meet."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from matcher import calibration
from matcher.calibration import CalibrationMissing, calibration_file
from matcher.domain import Decision, FingerPosition, Modality, Template
from matcher.face import template
from matcher.face.compare import compare
from matcher.face.parameters import EXTRACTOR
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.parameters import EXTRACTOR as FINGER
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import ExtractorMismatch
from matcher.identify import identify
from matcher.parameters import POOR_SAMPLE_FLOOR
from matcher.verify import verify
from tests.support.browser import person_id as person
from tests.support.random_fingers import scattered

RECOMMENDED = "yunet-1.omz-0095-1"
DIMENSIONS = {EXTRACTOR: 128, RECOMMENDED: 256}


def face(extractor: str, seed: int = 0, like: int | None = None) -> Template:
    """Of a made-up person; with `like`, somewhat like that one's."""
    drawn = np.random.default_rng(seed).normal(size=DIMENSIONS[extractor])
    if like is not None:
        drawn = 0.5 * drawn + np.random.default_rng(like).normal(size=DIMENSIONS[extractor])
    vector = (drawn / np.linalg.norm(drawn)).astype(np.float32)
    return Template(Modality.FACE, extractor, template.encode(vector, extractor))


def finger(seed: int) -> Template:
    minutiae = scattered(np.random.default_rng(seed), 35)
    return Template(Modality.FINGER, FINGER, finger_template.encode(minutiae), FingerPosition.RIGHT_INDEX)


def test_it_is_the_fallbacks_where_nobody_chose() -> None:
    assert LocalGallery().face_extractor == EXTRACTOR


@pytest.mark.parametrize(("chosen", "other"), [(EXTRACTOR, RECOMMENDED), (RECOMMENDED, EXTRACTOR)])
def test_a_gallery_takes_its_own_version_alone(chosen: str, other: str) -> None:
    gallery = LocalGallery(chosen)
    gallery.upsert(person(1), [face(chosen)])
    with pytest.raises(ExtractorMismatch) as caught:
        gallery.upsert(person(2), [face(other)])
    assert caught.value.parameters == {"found": other, "expected": chosen}
    with pytest.raises(ExtractorMismatch):
        gallery.search([face(other)], 1)
    with pytest.raises(ExtractorMismatch):
        gallery.compare(person(1), [face(other)])
    assert len(gallery) == 1
    assert gallery.search([face(chosen)], 1).candidates[0].person_id == person(1)


def test_two_galleries_answer_side_by_side_each_by_its_own_calibration() -> None:
    galleries = {extractor: LocalGallery(extractor) for extractor in DIMENSIONS}
    for extractor, gallery in galleries.items():
        gallery.upsert(person(1), [face(extractor)])
        gallery.upsert(person(2), [face(extractor, 2)])
    for extractor, gallery in galleries.items():
        probe, enrolled = face(extractor, 1, like=0), face(extractor)
        raw = compare(*(template.decode(each.payload, extractor) for each in (probe, enrolled)))
        answer = identify(gallery, [probe])
        assert answer.candidates[0].person_id == person(1)
        expected = calibration.load(Modality.FACE, extractor).llr(raw)
        assert answer.candidates[0].llr == pytest.approx(max(expected, POOR_SAMPLE_FLOOR))
        assert verify(gallery, person(1), [enrolled]).decision is Decision.MATCH
        assert verify(gallery, person(2), [enrolled]).decision is Decision.NO_MATCH


def test_a_missing_template_keeps_the_places_of_the_others() -> None:
    gallery = LocalGallery(RECOMMENDED)
    gallery.upsert(person(1), [None, finger(1), None, face(RECOMMENDED)])
    gallery.upsert(person(2), [None])
    assert gallery.counts() == {Modality.FINGER: 1, Modality.FACE: 1}
    found = gallery.search([finger(1), face(RECOMMENDED)], 2).candidates
    assert {evidence.reference for evidence in found[0].evidence} == {1, 3}
    assert gallery.compare(person(2), [face(RECOMMENDED)]).evidence == ()
    gallery.upsert(person(1), [None])
    gallery.delete(person(2))
    assert gallery.counts() == {Modality.FINGER: 0, Modality.FACE: 0}


def test_every_version_has_its_own_calibration() -> None:
    shipped = calibration.load(Modality.FACE, RECOMMENDED)
    assert shipped.extractor == RECOMMENDED
    assert shipped.fit["cllr_test"] < 0.06
    assert shipped.slope != calibration.load(Modality.FACE, EXTRACTOR).slope


def test_a_version_without_calibration_and_one_under_anothers_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CalibrationMissing):
        calibration.load(Modality.FACE, "yunet-1.acme-face-1")
    record = files("matcher.face").joinpath(calibration_file(Modality.FACE, EXTRACTOR)).read_text("utf-8")
    name = calibration_file(Modality.FACE, "yunet-1.acme-face-1")
    (tmp_path / name).write_text(record, "utf-8")
    monkeypatch.setattr(calibration, "files", lambda _: tmp_path)
    with pytest.raises(CalibrationMissing):
        calibration.load(Modality.FACE, "yunet-1.acme-face-1")
