"""The rebuilt LEADER: what it finds on a print whose one minutia is known, and what its graph accepts."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from models import registry
from models.convert import leader
from models.entries import entries, entry
from models.errors import ModelRefused
from models.places import source_path

Planes = NDArray[np.float32]
ROOT = Path(__file__).parents[2]
SIDE = 256
RIDGE = 9.0  # pixels from ridge to ridge: an adult's at 500 dpi


def one_minutia(turns: int = 0) -> Planes:
    """float32 (256, 256): upright ridges with one dislocation, in the middle, turned by quarters.

    The phase grows by one turn around the centre, so one ridge more lies above it than below.
    """
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    waves = 127.5 * (1 + np.cos(2 * np.pi * x / RIDGE + np.arctan2(y, x)))
    return np.asarray(np.rot90(waves, turns), dtype=np.float32)


def answer_to(*images: Planes, least: float = 0.3) -> Planes:
    """float32 (M, 6): image, row, column, direction, probability of an ending, quality."""
    given = {"image": np.array(images)[..., None], "least": np.array(least, np.float32)}
    answer: Planes = registry.open("leader").run(None, given)[0]
    return answer


def minutiae(image: Planes, least: float = 0.3) -> list[tuple[float, float, float]]:
    """x, y from the middle, and direction."""
    middle = (SIDE - 1) / 2
    return [
        (float(x - middle), float(y - middle), float(turn))
        for _, y, x, turn, _, _ in answer_to(image, least=least)
    ]


def apart(a: float, b: float) -> float:
    """Between two directions, radians."""
    return abs((a - b + np.pi) % (2 * np.pi) - np.pi)


@pytest.mark.parametrize("turns", range(4))
def test_a_dislocation_is_one_minutia_along_the_ridges(turns: int) -> None:
    (found,) = minutiae(one_minutia(turns))
    assert np.hypot(found[0], found[1]) < 4
    assert apart(found[2], np.pi / 2 + turns * np.pi / 2) < 0.2, "counter-clockwise as seen, y upwards"


def test_ridges_without_an_end_have_no_minutia() -> None:
    x = np.mgrid[:SIDE, :SIDE][1]
    waves = (127.5 * (1 + np.cos(2 * np.pi * x / RIDGE))).astype(np.float32)
    places = answer_to(waves)[:, 1:3]
    assert not np.any((places >= 32) & (places < SIDE - 32), axis=1).any()


def test_minutiae_keep_the_window_of_the_suppression_between_them() -> None:
    places = answer_to(one_minutia(), least=1e-4)[:, 1:3]
    assert len(places) > 20
    apart = np.abs(places[:, None] - places).max(axis=2) + 4 * np.eye(len(places))
    assert apart.min() > 3, "the largest of 7 x 7 pixels has no second one among them"


def test_no_minutia_is_below_the_quality_asked_for() -> None:
    many, few = answer_to(one_minutia(), least=1e-4), answer_to(one_minutia(), least=0.01)
    assert 0 < len(few) < len(many)
    np.testing.assert_array_equal(many[many[:, 5] >= np.float32(0.01)], few)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96), (352, 32)])
def test_any_multiple_of_32_is_taken(height: int, width: int) -> None:
    image = np.random.default_rng(1).integers(0, 256, (height, width)).astype(np.float32)
    answer = answer_to(image, least=1e-6)
    assert len(answer) > 0
    assert np.isfinite(answer).all()
    assert np.abs(answer[:, 3]).max() <= np.pi + 1e-6
    assert answer[:, :3].min() >= 0
    assert (answer[:, 1] < height).all()
    assert (answer[:, 2] < width).all()
    assert answer[:, 4:].min() >= 0
    assert answer[:, 4:].max() <= 1 + 1e-6


def test_a_batch_answers_as_its_images_do_alone() -> None:
    images = [one_minutia(turns) for turns in range(3)]
    together = answer_to(*images, least=0.01)
    for number, image in enumerate(images):
        alone = answer_to(image, least=0.01)
        mine = together[together[:, 0] == number]
        np.testing.assert_array_equal(mine[:, 1:3], alone[:, 1:3])
        np.testing.assert_allclose(mine[:, 3:], alone[:, 3:], rtol=0, atol=1e-3)


@pytest.mark.parametrize("quarter", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_shifted_print_has_its_minutiae_shifted(quarter: tuple[int, int]) -> None:
    """Each of the four full-size pixels of a pixel at half size has its own window: none is mistaken."""
    wide = np.pad(one_minutia(), 64, mode="edge")
    moved = np.roll(wide, (32 + quarter[0], 32 + quarter[1]), axis=(0, 1))
    (still,), (shifted,) = (
        [m for m in answer_to(each) if np.abs(m[1:3] - (wide.shape[0] - 1) / 2).max() < 64]
        for each in (wide, moved)
    )
    np.testing.assert_allclose(shifted[1:3] - still[1:3], 32 + np.array(quarter), atol=1)
    assert apart(shifted[3], still[3]) < 0.1


def test_of_too_many_minutiae_the_best_are_given() -> None:
    y, x = np.mgrid[:512, :512]
    rings = (128 + 100 * np.sin(np.hypot(y - 200, x - 200) * 0.7)).astype(np.float32)
    answer = answer_to(rings, least=1e-6)
    assert len(answer) == 1024
    np.testing.assert_array_equal(np.lexsort((answer[:, 2], answer[:, 1])), np.arange(1024))
    best = answer_to(rings, least=float(answer[:, 5].min()))
    np.testing.assert_array_equal(best, answer)


@pytest.mark.parametrize("level", [0.0, 255.0])
def test_a_blank_image_has_no_minutia(level: float) -> None:
    assert answer_to(np.full((96, 96), level, dtype=np.float32)).shape == (0, 6)


@pytest.fixture
def weights_copy(tmp_path: Path) -> Path:
    copy = tmp_path / "weights.h5"
    copy.write_bytes(source_path(entry("leader").source).read_bytes())
    return copy


@pytest.mark.parametrize("data", [b"", b"not HDF5", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_bytes_that_are_no_weight_file_are_refused(data: bytes) -> None:
    with pytest.raises(ModelRefused):
        leader.convert(data)


def test_a_truncated_weight_file_is_refused(weights_copy: Path) -> None:
    with pytest.raises(ModelRefused):
        leader.convert(weights_copy.read_bytes()[:2_000_000])


def test_a_missing_weight_is_named(weights_copy: Path) -> None:
    with h5py.File(weights_copy, "a") as file:
        del file["layers/conv2d_7/vars/1"]
    with pytest.raises(ModelRefused, match="conv2d_7, part 1"):
        leader.convert(weights_copy.read_bytes())


def test_a_misshapen_weight_is_named(weights_copy: Path) -> None:
    with h5py.File(weights_copy, "a") as file:
        del file["layers/layer_normalization_3/vars/0"]
        file["layers/layer_normalization_3/vars/0"] = np.ones(63, dtype=np.float32)
    with pytest.raises(ModelRefused, match=r"layer_normalization_3, part 0, has shape \(63,\)"):
        leader.convert(weights_copy.read_bytes())


def test_a_weight_that_is_not_finite_is_named(weights_copy: Path) -> None:
    with h5py.File(weights_copy, "a") as file:
        file["layers/conv2d/vars/1"][3] = np.nan
    with pytest.raises(ModelRefused, match="conv2d, part 1, holds a weight that is not finite"):
        leader.convert(weights_copy.read_bytes())


def test_the_recorded_comparison_with_the_published_networks_is_of_these_models() -> None:
    """benchmarks/accuracy/model_equality.py needs Keras: its committed run must be of the pinned bytes."""
    recorded = json.loads((ROOT / "benchmarks/results/model_equality.json").read_text("utf-8"))
    pinned = {model.name: model.result.sha256 for model in entries() if model.result}
    assert recorded["models"] == pinned
    assert all(recorded[name]["held"] for name in pinned)
