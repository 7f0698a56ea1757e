"""The calibration that ships: made for the extractor in use, and right about the two portraits."""

import math

from matcher.calibration import load
from matcher.domain import Modality
from matcher.face.compare import compare
from matcher.face.extract import FaceExtractor
from matcher.face.parameters import EXTRACTOR
from tests.support.faces import collins, collins_head, hopper, resized


def test_it_belongs_to_the_extractor_and_says_where_it_comes_from() -> None:
    shipped = load(Modality.FACE, EXTRACTOR)
    assert shipped.extractor == EXTRACTOR
    assert shipped.fit["data"] == ["lfw_dev"]
    assert shipped.fit["cllr"] < 0.1
    assert shipped.fit["cllr_test"] < 0.1
    assert shipped.fit["command"].startswith("python -m benchmarks.accuracy.calibrate_face")


def test_no_ratio_exceeds_what_the_impostors_behind_the_fit_can_tell() -> None:
    shipped = load(Modality.FACE, EXTRACTOR)
    assert math.isclose(shipped.cap, math.log10(shipped.fit["impostor"]), abs_tol=0.01)
    assert shipped.llr(1.0) <= shipped.cap
    assert shipped.llr(2.0) == shipped.cap


def test_the_same_person_has_evidence_for_and_another_against() -> None:
    extractor, shipped = FaceExtractor(), load(Modality.FACE, EXTRACTOR)
    reference = extractor.extract(collins()).embedding
    again = extractor.extract(resized(collins_head(), 120, 160)).embedding
    other = extractor.extract(hopper()).embedding
    assert shipped.llr(compare(reference, again)) > 3
    assert shipped.llr(compare(reference, other)) < -0.5
