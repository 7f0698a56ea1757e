"""Whose face it is, by the rule's own words, on boxes alone; and a detector of another make at the seam."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.face.align import ChipTemplate
from matcher.face.detect import Box, DetectedFace, Pixels, PointScheme
from matcher.face.embed import Embeddings
from matcher.face.errors import NoFace, SeveralFaces
from matcher.face.extract import FaceExtractor
from matcher.face.principal import only_face, principal_face

PICTURE = (600, 900)  # rows, columns


def face(x: float, y: float, width: float, *, sure: bool = True) -> DetectedFace:
    """A face of some width around (x, y)."""
    corner = np.array([x - width / 2, y - width / 2])
    points = corner + width * np.array([(0.86, 0.21), (0.65, 0.23), (0.12, 0.21), (0.33, 0.23), (0.49, 0.63)])
    box = Box(corner[0], corner[1], width, width)
    return DetectedFace(box, points, PointScheme.EYE_CORNERS_NOSE, 1.0 if sure else 0.1, sure)


def test_no_face() -> None:
    with pytest.raises(NoFace):
        only_face((), PICTURE)
    with pytest.raises(NoFace):
        principal_face((), PICTURE)


def test_one_face_is_taken_wherever_it_is() -> None:
    alone = face(40, 40, 80)
    assert only_face((alone,), PICTURE) is alone


@pytest.mark.parametrize(("width", "refused"), [(99, False), (100, False), (101, True), (200, True)])
def test_half_the_width_is_the_background(width: float, refused: bool) -> None:
    """A quarter of the area and no more."""
    person, other = face(450, 300, 200), face(150, 300, width)
    if refused:
        with pytest.raises(SeveralFaces) as caught:
            only_face((other, person), PICTURE)
        assert caught.value.parameters == {"found": 2}
    else:
        assert only_face((other, person), PICTURE) is person


@pytest.mark.parametrize(("x", "y"), [(140, 300), (760, 300), (450, 95), (450, 505)])
def test_a_large_face_at_the_edge_leaves_it_open_who_is_meant(x: float, y: float) -> None:
    with pytest.raises(SeveralFaces):
        only_face((face(x, y, 200), face(450, 300, 60)), PICTURE)


def test_only_those_who_may_be_meant_are_counted() -> None:
    crowd = (face(300, 300, 200), face(520, 300, 190), face(700, 300, 150), face(850, 100, 40))
    with pytest.raises(SeveralFaces) as caught:
        only_face(crowd, PICTURE)
    assert caught.value.parameters == {"found": 3}


def test_what_the_detector_doubts_is_no_second_person() -> None:
    person, badge = face(450, 200, 120), face(400, 480, 150, sure=False)
    assert only_face((person, badge), PICTURE) is person


def test_where_all_are_doubtful_they_count() -> None:
    with pytest.raises(SeveralFaces):
        only_face((face(350, 300, 120, sure=False), face(550, 300, 120, sure=False)), PICTURE)


def test_the_principal_face_is_central_or_large() -> None:
    central, aside = face(450, 300, 100), face(100, 100, 110)
    assert principal_face((aside, central), PICTURE) is central
    huge = face(300, 300, 480)
    assert principal_face((central, huge), PICTURE) is huge


class _Fixed:
    """A detector that knows where the face is, and an embedder of another size: the seam's other side."""

    template = ChipTemplate(side=64, points={PointScheme.EYE_CORNERS_NOSE: face(32, 32, 40).points})

    def __init__(self) -> None:
        self.chips: Pixels = np.empty((0, 64, 64, 3), np.uint8)

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        return (face(rgb.shape[1] / 2, rgb.shape[0] / 2, 100),)

    def refine(self, rgb: Pixels, found: DetectedFace) -> DetectedFace:
        return replace(found, points=found.points + 10)

    def embed(self, chips: Pixels) -> Embeddings:
        self.chips = chips
        return np.eye(1, 256, dtype=np.float32)


def test_another_detector_and_embedder_fit_without_a_change() -> None:
    other = _Fixed()
    picture = np.random.default_rng(2).integers(0, 256, (200, 300, 3), np.uint8)
    result = FaceExtractor(other, other, "other-1").extract(picture)
    assert result.extractor == "other-1"
    assert result.embedding.shape == (256,)
    assert other.chips.shape == (1, 64, 64, 3)
    # a face of 100 pixels onto 40, refined by 10 pixels: the middle of the chip is 10 off that of the picture
    centre = picture[100:120, 150:170].mean(axis=(0, 1))
    assert np.abs(other.chips[0, 28:36, 28:36].mean(axis=(0, 1)) - centre).max() < 12
