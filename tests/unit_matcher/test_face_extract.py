"""One, none, several, too small: what a picture gives, on portraits and on pictures made of them."""

import math
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from matcher.face.align import DLIB_CHIP
from matcher.face.compare import Embedding, compare
from matcher.face.embed import Chips, Embeddings, with_mirror_images
from matcher.face.errors import FaceNotDescribed, FaceTooSmall, NoFace, SeveralFaces
from matcher.face.extract import FaceExtractor
from matcher.face.parameters import EXTRACTOR
from tests.support.faces import Pixels, collins, collins_head, hopper, on_canvas, pasted, resized

SAME = 0.97
"""Between altered copies of one picture; the two women have 0.89, strangers on average 0.84."""


@pytest.fixture(scope="module")
def extractor() -> FaceExtractor:
    return FaceExtractor()


@pytest.fixture(scope="module")
def collins_embedding(extractor: FaceExtractor) -> Embedding:
    return extractor.extract(collins()).embedding


def side_by_side() -> Pixels:
    """Both women with faces of about the same width."""
    left, right = resized(collins_head(), 360, 480), resized(hopper()[60:], 408, 430)
    return pasted(on_canvas(left, 900, 520, 40, 20), right, 450, 40)


def test_one_face_gives_its_embedding_box_and_points(extractor: FaceExtractor) -> None:
    result = extractor.extract(collins())
    assert result.extractor == EXTRACTOR
    assert result.embedding.shape == (128,)
    assert result.embedding.dtype == np.float32
    assert np.linalg.norm(result.embedding) == pytest.approx(1, abs=1e-6)
    left_eye, right_eye = result.face.eyes()
    # where a reader of the picture sees her eyes
    assert np.hypot(*(left_eye - (204, 103))) < 5
    assert np.hypot(*(right_eye - (246, 105))) < 5
    assert result.face in result.faces


@pytest.mark.parametrize(
    "picture",
    [
        np.full((480, 640, 3), 128, np.uint8),
        np.random.default_rng(1).integers(0, 256, (240, 320, 3), np.uint8),
    ],
    ids=["blank", "noise"],
)
def test_no_face_is_an_outcome(extractor: FaceExtractor, picture: Pixels) -> None:
    with pytest.raises(NoFace) as caught:
        extractor.extract(picture)
    assert caught.value.code == "no-face"
    with pytest.raises(NoFace):
        extractor.extract(picture, principal=True)


def test_two_people_side_by_side_are_refused(extractor: FaceExtractor) -> None:
    with pytest.raises(SeveralFaces) as caught:
        extractor.extract(side_by_side())
    assert caught.value.code == "several-faces"
    assert caught.value.parameters == {"found": 2}


def test_the_principal_face_can_be_asked_for(extractor: FaceExtractor) -> None:
    whole = side_by_side()
    # the picture cut so that the right face is in its middle
    cut = np.ascontiguousarray(whole[:, 230:])
    face = extractor.extract(cut, principal=True)
    assert compare(face.embedding, extractor.extract(hopper()).embedding) > SAME


def test_a_small_face_in_the_background_is_not_a_second_person(extractor: FaceExtractor) -> None:
    room = on_canvas(hopper(), 1100, 600, 300, 0)
    picture = pasted(room, resized(collins_head(), 180, 240), 60, 40)
    result = extractor.extract(picture)
    assert len(result.faces) > 1, "the small face must be seen for this test to mean something"
    assert compare(result.embedding, extractor.extract(hopper()).embedding) > SAME


def test_a_badge_is_not_a_second_person(extractor: FaceExtractor) -> None:
    turned = cv2.warpAffine(collins(), cv2.getRotationMatrix2D((223, 127), 5, 1), (512, 512))
    result = extractor.extract(np.asarray(turned, np.uint8))
    assert len(result.faces) > 1, "the badge must be taken for a face for this test to mean something"
    assert result.face.box.top < 200


@pytest.mark.parametrize(
    ("width", "height"), [(120, 160), (60, 80), (2250, 3000)], ids=["chip", "tiny", "camera"]
)
def test_pictures_of_every_size_give_the_same_person(
    extractor: FaceExtractor,
    collins_embedding: Embedding,
    width: int,
    height: int,
) -> None:
    result = extractor.extract(resized(collins_head(), width, height))
    assert compare(result.embedding, collins_embedding) > SAME


def test_points_are_in_the_coordinates_of_the_picture(extractor: FaceExtractor) -> None:
    """Whatever size the search was made at: 12 times the picture has the points at 12 times the place."""
    small, large = collins_head(), resized(collins_head(), 180 * 12, 240 * 12)
    near = extractor.extract(small).face.points
    far = (extractor.extract(large).face.points + 0.5) / 12 - 0.5
    assert np.abs(near - far).max() < 0.05 * extractor.extract(small).face.eye_distance()


def test_eyes_too_close_together_are_refused_with_the_width_that_is_needed(extractor: FaceExtractor) -> None:
    with pytest.raises(FaceTooSmall) as caught:
        extractor.extract(resized(collins_head(), 21, 28))
    assert caught.value.code == "face-too-small"
    parameters = caught.value.parameters
    assert 0 < int(parameters["width"]) < int(parameters["needed"]) < 30


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 3000, 3), (3000, 1, 3), (2, 3, 3)])
def test_pictures_of_odd_shapes_hold_no_face(extractor: FaceExtractor, shape: tuple[int, ...]) -> None:
    with pytest.raises(NoFace):
        extractor.extract(np.full(shape, 90, np.uint8))


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((40, 40), np.uint8),
        np.zeros((40, 40, 4), np.uint8),
        np.zeros((0, 40, 3), np.uint8),
        np.zeros((40, 40, 3), np.float32),
    ],
    ids=["grey", "rgba", "empty", "float"],
)
def test_another_kind_of_array_is_the_callers_mistake(extractor: FaceExtractor, array: Pixels) -> None:
    with pytest.raises(ValueError, match="not uint8"):
        extractor.extract(array)


@pytest.mark.parametrize("name", ["mirrored", "darker", "turned", "blurred", "strided"])
def test_altered_copies_stay_close_and_another_person_far(extractor: FaceExtractor, name: str) -> None:
    portrait = collins()
    turn = cv2.getRotationMatrix2D((223, 127), -12, 1.1)
    altered = {
        "mirrored": portrait[:, ::-1],
        "darker": (portrait * 0.6).astype(np.uint8),
        "turned": np.asarray(cv2.warpAffine(portrait, turn, (512, 512)), np.uint8),
        "blurred": np.asarray(cv2.GaussianBlur(portrait, (0, 0), 1.2), np.uint8),
        "strided": portrait[::2, ::2],
    }[name]
    embedding = extractor.extract(altered).embedding
    own = compare(embedding, extractor.extract(portrait).embedding)
    assert own > SAME
    assert compare(embedding, extractor.extract(hopper()).embedding) < own - 0.05


def test_eight_threads_give_what_one_gives(extractor: FaceExtractor) -> None:
    """dlib's detector keeps state during a call and lets other threads run: sharing one would show here."""
    pictures = [resized(collins_head(), 180 + 12 * step, 240 + 16 * step) for step in range(8)] * 3
    alone = [extractor.extract(picture) for picture in pictures]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(extractor.extract, pictures))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.face.points, other.face.points)
        assert np.array_equal(one.embedding, other.embedding)


class Says:
    """An embedder's contract with one answer for everybody, through what all embedders share."""

    template = DLIB_CHIP

    def __init__(self, value: float) -> None:
        self._value = value

    def embed(self, chips: Chips) -> Embeddings:
        return with_mirror_images(chips, lambda given: np.full((len(given), 8), self._value, np.float32), 8)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf, -math.inf, 3e38])
def test_a_network_that_says_nothing_of_a_face_is_an_outcome(value: float) -> None:
    with pytest.raises(FaceNotDescribed):
        FaceExtractor(embedder=Says(value)).extract(collins())
    assert FaceExtractor(embedder=Says(0.5)).extract(collins()).embedding == pytest.approx(8**-0.5)
