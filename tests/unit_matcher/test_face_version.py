"""One version of face templates a process: settled once, and everything that must agree with it does."""

import json
from pathlib import Path

import numpy as np
import pytest

from matcher import calibration
from matcher.calibration import CalibrationMissing, calibration_file
from matcher.domain import Modality, Template
from matcher.face import template, version
from matcher.face.parameters import EXTRACTOR
from matcher.face.version import FaceVersionFixed
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import ExtractorMismatch
from tests.support.browser import person_id as person

RECOMMENDED = "yunet-1.omz-0095-1"


@pytest.fixture(autouse=True)
def _unsettled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "_extractor", None)


def face(extractor: str, dimension: int) -> Template:
    vector = np.eye(1, dimension, dtype=np.float32)[0]
    return Template(Modality.FACE, extractor, template.encode(vector, extractor))


def test_it_is_the_fallbacks_where_nobody_chose() -> None:
    assert version.in_use() == EXTRACTOR
    with pytest.raises(FaceVersionFixed, match=RECOMMENDED):
        version.use(RECOMMENDED)
    version.use(EXTRACTOR)


def test_what_was_chosen_stays() -> None:
    version.use(RECOMMENDED)
    version.use(RECOMMENDED)
    assert version.in_use() == RECOMMENDED
    with pytest.raises(FaceVersionFixed):
        version.use(EXTRACTOR)


@pytest.mark.parametrize(
    ("chosen", "dimension", "other"), [(EXTRACTOR, 128, RECOMMENDED), (RECOMMENDED, 256, EXTRACTOR)]
)
def test_a_gallery_takes_the_version_in_use_alone(chosen: str, dimension: int, other: str) -> None:
    version.use(chosen)
    gallery = LocalGallery()
    gallery.upsert(person(1), [face(chosen, dimension)])
    with pytest.raises(ExtractorMismatch) as caught:
        gallery.upsert(person(2), [face(other, 384 - dimension)])
    assert caught.value.parameters == {"found": other, "expected": chosen}
    with pytest.raises(ExtractorMismatch):
        gallery.search([face(other, 384 - dimension)], 1)
    assert len(gallery) == 1
    found = gallery.search([face(chosen, dimension)], 1)
    assert found.candidates[0].person_id == person(1)


def test_every_version_has_its_own_calibration() -> None:
    version.use(RECOMMENDED)
    shipped = calibration.load(Modality.FACE)
    assert shipped.extractor == RECOMMENDED
    assert shipped.fit["cllr_test"] < 0.06
    assert shipped.slope != calibration._load(Modality.FACE, EXTRACTOR).slope


def test_a_version_without_calibration_and_one_under_anothers_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version.use("yunet-1.acme-face-1")
    with pytest.raises(CalibrationMissing):
        calibration.load(Modality.FACE)
    record = {"modality": "face", "extractor": EXTRACTOR, "slope": 1, "offset": 0, "cap": 1, "fit": {}}
    name = calibration_file(Modality.FACE, "yunet-1.acme-face-1")
    (tmp_path / name).write_text(json.dumps(record))
    monkeypatch.setattr(calibration, "files", lambda _: tmp_path)
    with pytest.raises(CalibrationMissing, match="not one"):
        calibration.load(Modality.FACE)
