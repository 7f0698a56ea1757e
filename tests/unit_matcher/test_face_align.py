"""Chips and descriptors against dlib's own: dlib is the oracle here, never the engine."""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import dlib
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.face.align import DLIB_CHIP, align
from matcher.face.detect import Box, DetectedFace, PointScheme
from matcher.face.dlib_hog import DlibHogDetector, predictor_from
from matcher.face.embedders.dlib_resnet import DlibResNet
from models import registry
from tests.support.faces import Pixels, collins, hopper, resized


def three_sizes() -> list[Pixels]:
    """Faces of 88, 216 and 880 pixels: the chip is enlarged, shrunk, and shrunk through a pyramid."""
    return [collins(), hopper(), resized(np.ascontiguousarray(collins()[:300, 80:360]), 2800, 3000)]


@cache
def network() -> Any:
    spec = importlib.util.find_spec("face_recognition_models")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0]) / "models"
    return dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat"))


def found(picture: Pixels) -> tuple[DetectedFace, Any]:
    """Our own description of a face, and dlib's of the very same points."""
    face = DlibHogDetector().detect(picture)[0]
    points = np.round(face.points)
    box = face.box
    rectangle = dlib.rectangle(
        *(round(edge) for edge in (box.left, box.top, box.left + box.width, box.top + box.height))
    )
    theirs = dlib.full_object_detection(rectangle, [dlib.point(int(x), int(y)) for x, y in points])
    return DetectedFace(box, points, face.scheme, face.score, face.sure), theirs


@pytest.mark.parametrize("picture", three_sizes(), ids=["88px", "216px", "880px"])
def test_chips_are_dlibs_pixel_for_pixel(picture: Pixels) -> None:
    ours, theirs = found(picture)
    assert np.array_equal(align(picture, ours, DLIB_CHIP), dlib.get_face_chip(picture, theirs, 150, 0.25))


@pytest.mark.parametrize("picture", three_sizes(), ids=["88px", "216px", "880px"])
def test_descriptors_are_dlibs(picture: Pixels) -> None:
    """From picture to descriptor: our alignment and the converted network, against all of dlib's path."""
    ours, theirs = found(picture)
    chip = align(picture, ours, DLIB_CHIP)
    expected = np.array(network().compute_face_descriptor(picture, theirs), np.float32)
    assert np.abs(DlibResNet().describe(chip[np.newaxis])[0] - expected).max() <= 1e-5


def test_the_predictor_from_memory_is_the_predictor_from_the_file() -> None:
    spec = importlib.util.find_spec("face_recognition_models")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    path = Path(spec.submodule_search_locations[0]) / "models" / "shape_predictor_5_face_landmarks.dat"
    from_memory, from_file = (
        predictor_from(registry.read("dlib-five-points")),
        dlib.shape_predictor(str(path)),
    )
    where = dlib.rectangle(179, 83, 266, 170)
    assert from_memory(collins(), where).parts() == from_file(collins(), where).parts()


def test_the_predictor_leaves_no_file_and_no_descriptor_behind() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    predictor_from(registry.read("dlib-five-points"))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_subpixel_points_move_the_chip() -> None:
    """Points found in an enlarged picture are no whole pixels of it: rounding them would be seen."""
    ours, _ = found(collins())
    shifted = DetectedFace(ours.box, ours.points + 0.4, ours.scheme, ours.score, ours.sure)
    chips = [align(collins(), face, DLIB_CHIP).astype(int) for face in (ours, shifted)]
    assert np.abs(chips[0] - chips[1]).mean() > 0.5


def test_a_face_over_the_edge_is_filled_with_black() -> None:
    ours, _ = found(collins())
    moved = DetectedFace(ours.box, ours.points - (200, 0), ours.scheme, ours.score, ours.sure)
    chip = align(collins(), moved, DLIB_CHIP)
    assert chip.shape == (150, 150, 3)
    assert not chip[:, :20].any()


@pytest.mark.parametrize(
    ("make", "mean"),
    [(lambda chips: chips[:, :, ::-1], 1e-6), (lambda chips: chips, 0.0)],
    ids=["mirrored", "same"],
)
def test_a_chip_and_its_mirror_image_have_one_embedding(
    make: Callable[[NDArray[np.uint8]], NDArray[np.uint8]], mean: float
) -> None:
    ours, _ = found(collins())
    chips, network_ = align(collins(), ours, DLIB_CHIP)[np.newaxis], DlibResNet()
    assert np.abs(network_.embed(make(chips)) - network_.embed(chips)).max() <= mean


def test_embeddings_do_not_depend_on_their_company() -> None:
    """Batches of one, of the network's own size and beyond, and none at all."""
    chips = np.random.default_rng(5).integers(0, 256, (19, 150, 150, 3), np.uint8)
    network_ = DlibResNet()
    together = network_.embed(chips)
    alone = np.concatenate([network_.embed(chips[index : index + 1]) for index in range(len(chips))])
    assert together.shape == (19, 128)
    assert np.abs(together - alone).max() <= 1e-6
    assert network_.embed(chips[:0]).shape == (0, 128)


def test_eyes_are_those_of_the_scheme() -> None:
    points = np.array([(80, 10), (60, 12), (10, 10), (30, 12), (45, 50)], np.float64)
    face = DetectedFace(Box(0, 0, 90, 90), points, PointScheme.EYE_CORNERS_NOSE, 1.0, True)
    assert face.eyes().tolist() == [[20, 11], [70, 11]]
    assert face.eye_distance() == 50
