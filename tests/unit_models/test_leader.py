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


def planes_of(*images: Planes) -> Planes:
    """float32 (N, H, W, 4)."""
    answer: Planes = registry.open("leader").run(None, {"image": np.array(images)[..., None]})[0]
    return answer


def minutiae(planes: Planes, threshold: float = 0.3) -> list[tuple[float, float, float]]:
    """x, y from the middle, and direction."""
    y, x = np.nonzero(planes[..., 3] >= threshold)
    middle = (SIDE - 1) / 2
    return [(float(a - middle), float(b - middle), float(planes[b, a, 1])) for b, a in zip(y, x, strict=True)]


def apart(a: float, b: float) -> float:
    """Between two directions, radians."""
    return abs((a - b + np.pi) % (2 * np.pi) - np.pi)


@pytest.mark.parametrize("turns", range(4))
def test_a_dislocation_is_one_minutia_along_the_ridges(turns: int) -> None:
    (found,) = minutiae(planes_of(one_minutia(turns))[0])
    assert np.hypot(found[0], found[1]) < 4
    assert apart(found[2], np.pi / 2 + turns * np.pi / 2) < 0.2, "counter-clockwise as seen, y upwards"


def test_ridges_without_an_end_have_no_minutia() -> None:
    x = np.mgrid[:SIDE, :SIDE][1]
    waves = (127.5 * (1 + np.cos(2 * np.pi * x / RIDGE))).astype(np.float32)
    inner = planes_of(waves)[0, 32:-32, 32:-32]
    assert inner[..., 3].max() < 0.3


def test_quality_is_left_at_local_maxima_alone() -> None:
    quality = planes_of(one_minutia())[0, ..., 3]
    y, x = np.nonzero(quality > 0.01)
    for b, a in zip(y, x, strict=True):
        around = quality[max(b - 3, 0) : b + 4, max(a - 3, 0) : a + 4]
        assert around.max() == quality[b, a]
        assert (around > 0).sum() == 1


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96), (352, 32)])
def test_any_multiple_of_32_is_taken(height: int, width: int) -> None:
    image = np.random.default_rng(1).integers(0, 256, (height, width)).astype(np.float32)
    planes = planes_of(image)
    assert planes.shape == (1, height, width, 4)
    assert np.isfinite(planes).all()
    assert np.abs(planes[..., 1]).max() <= np.pi + 1e-6
    assert planes[..., [0, 2, 3]].min() >= 0
    assert planes[..., [0, 2, 3]].max() <= 1 + 1e-6


def test_a_batch_answers_as_its_images_do_alone() -> None:
    images = [one_minutia(turns) for turns in range(3)]
    together, alone = planes_of(*images), np.concatenate([planes_of(image) for image in images])
    np.testing.assert_allclose(together[..., [0, 2]], alone[..., [0, 2]], rtol=0, atol=1e-4)
    np.testing.assert_allclose(
        [minutiae(planes) for planes in together], [minutiae(planes) for planes in alone], rtol=0, atol=1e-3
    )


@pytest.mark.parametrize("level", [0.0, 255.0])
def test_a_blank_image_has_no_minutia(level: float) -> None:
    planes = planes_of(np.full((96, 96), level, dtype=np.float32))
    assert np.isfinite(planes).all()
    assert planes[0, ..., 3].max() < 0.3


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
