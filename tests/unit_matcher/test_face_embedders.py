"""Adapters of the embedders' contract, on networks whose answer is known; and which pair has which name."""

from pathlib import Path

import numpy as np
import pytest

from matcher.face.align import ChipTemplate, align, resampled, similarity
from matcher.face.choice import face_models, preferred
from matcher.face.detect import Box, DetectedFace, PointScheme
from matcher.face.embed import with_mirror_images
from matcher.face.embedders.arcface import ArcFace
from matcher.face.embedders.planes import Planes
from matcher.face.planes import mirrored, planes_of
from models.add import add
from models.errors import ModelNotInstalled, UnknownModel
from models.site import site_model
from tests.support.site_models import embedder, written


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, with an empty models folder in it."""
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / "weights"))
    monkeypatch.setattr("models.registry._sessions", {})
    return tmp_path


def added(folder: Path, images: str | int = "N", colours: str = "RGB") -> ArcFace:
    entry = written(folder / "acme", embedder((images, 3, 112, 112)), colours=colours)
    return ArcFace(add(entry.parent / "model.onnx", entry, lambda _: None))


def patches(chips: np.ndarray) -> np.ndarray:
    """What the little network answers for normalised chips, by its definition."""
    planes = (chips.transpose(0, 3, 1, 2).astype(np.float64) - 127.5) / 127.5
    return np.asarray(planes.reshape(-1, 3, 8, 14, 8, 14).mean(axis=(3, 5)).reshape(len(chips), -1))


@pytest.mark.parametrize("images", ["N", 1])
@pytest.mark.parametrize("colours", ["RGB", "BGR"])
def test_a_sites_model_sees_what_its_entry_says(place: Path, images: str | int, colours: str) -> None:
    network = added(place, images, colours)
    chips = np.random.default_rng(1).integers(0, 256, (19, 112, 112, 3), np.uint8)
    ordered = chips if colours == "RGB" else chips[..., ::-1]
    both = patches(ordered) + patches(ordered[:, :, ::-1])
    expected = both / np.linalg.norm(both, axis=1, keepdims=True)
    np.testing.assert_allclose(network.embed(chips), expected, atol=1e-5)
    assert network.embed(chips[:0]).shape == (0, 192)


def test_planes_are_ordered_shifted_and_scaled() -> None:
    chips = np.array([[[[10, 20, 30]]]], np.uint8)
    assert Planes("RGB").of(chips).ravel().tolist() == [10, 20, 30]
    assert Planes("BGR").of(chips).ravel().tolist() == [30, 20, 10]
    shifted = Planes("BGR", (10, 0, 5), (2, 4, 5)).of(chips)
    assert shifted.shape == (1, 3, 1, 1)
    assert shifted.ravel().tolist() == [10, 5, 1]


@pytest.mark.parametrize("shape", [(2, 5, 3, 3), (1, 256, 320, 3)])
def test_planes_and_mirror_images_are_the_pictures_own_numbers(shape: tuple[int, ...]) -> None:
    """To the bit: an embedding is the same however the pixels were brought to the network."""
    pictures = np.random.default_rng(4).integers(0, 256, shape, np.uint8)
    planes = planes_of(pictures, "RGB")
    assert planes.dtype == np.float32
    assert planes.flags.c_contiguous
    np.testing.assert_array_equal(planes, pictures.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(planes_of(list(pictures), "BGR"), planes[:, ::-1])
    np.testing.assert_array_equal(mirrored(pictures[0]), pictures[0, :, ::-1])


def test_a_chip_and_its_mirror_image_have_one_embedding() -> None:
    chips = np.random.default_rng(2).integers(0, 256, (3, 4, 4, 3), np.uint8)

    def describe(given: np.ndarray) -> np.ndarray:
        return given.reshape(len(given), -1).astype(np.float32)

    whole = with_mirror_images(chips, describe, 48)
    np.testing.assert_allclose(whole, with_mirror_images(chips[:, :, ::-1], describe, 48), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-6)


def test_a_similarity_is_recovered_from_its_points() -> None:
    points = np.array([(0, 0), (10, 0), (5, 6), (2, 12), (8, 12)], np.float64)
    turn, scale, shift = 0.4, 1.7, np.array([3.0, -2.0])
    matrix = scale * np.array([(np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))])
    found = similarity(points, points @ matrix.T + shift)
    np.testing.assert_allclose(found, np.column_stack([matrix, shift]), atol=1e-9)
    mirrored = similarity(points, points * (-1, 1))
    assert np.linalg.det(mirrored[:, :2]) > 0, "a face is never turned inside out"
    with pytest.raises(ValueError, match="one place"):
        similarity(np.ones((5, 2)), points)


@pytest.mark.parametrize("scale", [1, 3, 9.5])
def test_a_large_face_is_shrunk_without_aliasing_and_in_place(scale: float) -> None:
    """A chequered picture with squares of 1.5 chip pixels is grey; a bright corner stays where it was."""
    side = round(200 * scale)
    y, x = np.mgrid[:side, :side]
    chequered = (255 * ((x // max(1, round(1.5 * scale)) + y // max(1, round(1.5 * scale))) % 2)).astype(
        np.uint8
    )
    chequered[: side // 2, : side // 2] = 255
    corners = np.array([(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)])
    chip = resampled(np.dstack([chequered] * 3), corners * side - 0.5, corners * 128 - 0.5, 64 * 2)
    assert chip[:60, :60].min() > 240
    if scale > 3:
        finer = resampled(np.dstack([chequered] * 3), corners * side - 0.5, corners * 32 - 0.5, 32)
        assert finer[18:, 18:].astype(float).std() < 60


def test_a_template_says_which_points_it_knows() -> None:
    template = ChipTemplate(64, {PointScheme.EYES_NOSE_MOUTH: np.eye(5, 2)})
    face = DetectedFace(Box(0, 0, 9, 9), np.eye(5, 2), PointScheme.EYE_CORNERS_NOSE, 1.0, True)
    with pytest.raises(KeyError):
        align(np.zeros((9, 9, 3), np.uint8), face, template)


def test_every_pair_has_its_own_name_in_templates(place: Path) -> None:
    added(place)
    names = [face_models(name).extractor for name in ("fallback", "recommended", "acme-face")]
    assert names == ["dlib-hog5.dlib-resnet-1", "yunet-1.omz-0095-1", "yunet-1.acme-face-1"]
    assert site_model("acme-face").version == "1"


def test_what_is_not_installed_is_not_preferred_and_not_opened(place: Path) -> None:
    assert preferred().name == "fallback"
    with pytest.raises(ModelNotInstalled):
        face_models("recommended").open()
    with pytest.raises(UnknownModel):
        face_models("nobody")
