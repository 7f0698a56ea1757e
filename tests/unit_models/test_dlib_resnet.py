"""The converted face network gives dlib's own descriptors."""

from pathlib import Path

import dlib
import numpy as np
import pytest
from PIL import Image

from models import registry
from models.entries import entry
from models.places import source_path

LFW = Path(__file__).parents[3] / "shared" / "data" / "faces" / "lfw_dev"
DIFFERENCE_AT_MOST = 1e-5


@pytest.fixture(scope="module")
def published() -> dlib.face_recognition_model_v1:
    return dlib.face_recognition_model_v1(str(source_path(entry("dlib-resnet").source)))


def converted(chips: np.ndarray) -> np.ndarray:
    answer: np.ndarray = registry.open("dlib-resnet").run(None, {"chips": chips})[0]
    return answer


@pytest.fixture(scope="module")
def chips() -> np.ndarray:
    """uint8 (5, 150, 150, 3): noise, patches, a colour gradient, black, white."""
    random = np.random.default_rng(11)
    noise = random.integers(0, 256, (150, 150, 3))
    patches = np.kron(random.integers(0, 256, (10, 10, 3)), np.ones((15, 15, 1)))
    ramp = np.linspace(0, 255, 150)
    gradient = np.stack(
        [np.tile(ramp, (150, 1)), np.tile(ramp[:, None], 150), np.full((150, 150), 90)], axis=2
    )
    made = [noise, patches, gradient, np.zeros((150, 150, 3)), np.full((150, 150, 3), 255)]
    return np.array(made).astype(np.uint8)


def test_descriptors_equal_dlibs(published: dlib.face_recognition_model_v1, chips: np.ndarray) -> None:
    theirs = np.array([published.compute_face_descriptor(chip) for chip in chips])
    assert np.ptp(theirs, axis=0).max() > 0.05, "the chips must tell descriptors apart"
    np.testing.assert_allclose(converted(chips), theirs, rtol=0, atol=DIFFERENCE_AT_MOST)


def test_colours_are_red_green_blue(published: dlib.face_recognition_model_v1, chips: np.ndarray) -> None:
    swapped = np.ascontiguousarray(chips[2, :, :, ::-1])
    theirs = np.array(published.compute_face_descriptor(chips[2]))
    assert np.abs(converted(swapped[None])[0] - theirs).max() > 1e-3


def test_a_batch_answers_as_its_chips_do_alone(chips: np.ndarray) -> None:
    alone = np.concatenate([converted(chip[None]) for chip in chips])
    np.testing.assert_allclose(converted(chips), alone, rtol=0, atol=1e-6)


@pytest.mark.data
def test_descriptors_of_faces_equal_dlibs(published: dlib.face_recognition_model_v1) -> None:
    if not LFW.is_dir():
        pytest.skip(f"{LFW} is not there")
    detector = dlib.get_frontal_face_detector()
    points = dlib.shape_predictor(str(source_path(entry("dlib-five-points").source)))
    faces = 0
    for path in sorted(LFW.rglob("*.jpg"))[:8]:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        for box in detector(pixels):
            shape = points(pixels, box)
            theirs = np.array(published.compute_face_descriptor(pixels, shape))
            chip = dlib.get_face_chip(pixels, shape, 150, 0.25)
            np.testing.assert_allclose(converted(chip[None])[0], theirs, rtol=0, atol=DIFFERENCE_AT_MOST)
            faces += 1
    assert faces >= 6
