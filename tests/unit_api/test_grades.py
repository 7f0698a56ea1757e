"""Grades as they are kept: what comes back is what was graded, older ones are read as they were written."""

import json

import numpy as np
import pytest

from api.contract import words
from api.reasons import quality_out, suspicions_out
from api.registry.grades import Grade, GradeComponent
from matcher.domain import Modality
from matcher.errors import Remark
from matcher.face.detect import PointScheme
from matcher.face.liveness.suspicion import Suspicion
from matcher.face.quality.grade import grade
from tests.support.heads import points_of_head

TURNED = grade(np.full((480, 640, 3), 40, np.uint8), points_of_head(PointScheme.EYES_NOSE_MOUTH, yaw=50))
PATTERN = Suspicion((Remark("liveness-screen-pattern", {"strength": 12}),))


def test_a_faces_grade_comes_back_as_it_was_kept() -> None:
    made = Grade.of(TURNED, PATTERN)
    assert {each.name for each in made.components if each.gating} == {
        "DetectorScore",
        "HeadPoseYaw",
        "HeadPosePitch",
        "InterEyeDistance",
    }
    assert made.value == min(each.value for each in made.components if each.gating)
    assert made.suspicions == PATTERN.reasons
    assert Grade.read(json.loads(json.dumps(made.written()))) == made


def test_what_a_face_looks_like_is_kept_only_where_something_is_to_be_mended() -> None:
    """Brightness and colour of a face are nobody's business on a stolen disk."""
    kept = Grade.of(TURNED, None).written()
    assert {each["name"] for each in kept["components"] if each["reason"]} >= {"HeadPoseYaw", "LuminanceMean"}
    for each in kept["components"]:
        assert set(each) == {"name", "value", "gating", "reason"}


def test_a_prints_grade_from_before_faces_were_graded_is_read() -> None:
    older = {"value": 41, "reasons": [{"code": "dry", "parameters": {"ink": 0.2}}]}
    read = Grade.read(older)
    assert read == Grade(41, (Remark("dry", {"ink": 0.2}),))
    assert read.written() == older


def test_poor_is_what_the_modality_calls_poor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.face.quality.quality.POOR", 60)
    monkeypatch.setattr("matcher.fingerprint.quality.quality.POOR", 20)
    said = [quality_out(Grade(40, ()), modality, "en") for modality in (Modality.FACE, Modality.FINGER)]
    assert [each.poor for each in said if each is not None] == [True, False]
    assert quality_out(None, Modality.FACE, "en") is None
    assert suspicions_out(None, "en") == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_component_has_its_words(language: str) -> None:
    said = quality_out(Grade.of(TURNED, PATTERN), Modality.FACE, language)
    assert said is not None
    assert len(said.components) == len(TURNED.components) == len({each.title for each in said.components})
    turned = next(each for each in said.components if each.name == "HeadPoseYaw")
    assert turned.reason is not None
    assert turned.reason.title == words.text("quality.face-turned.title", language)
    assert all((each.reason is None) == (each.value >= 50) for each in said.components)


def test_a_component_without_fault_has_no_reason() -> None:
    said = quality_out(Grade(90, (), (GradeComponent("Sharpness", 90, False, None),)), Modality.FACE, "en")
    assert said is not None
    assert said.components[0].reason is None
