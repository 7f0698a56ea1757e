"""The face benchmark: who is compared with whom, what a failure counts, and the command on a small folder."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.accuracy import face
from benchmarks.accuracy.calibrate_face import calibration
from benchmarks.accuracy.datasets import FaceImage, face_sets
from benchmarks.accuracy.face_protocol import (
    FaceTemplates,
    identify,
    identify_with_three,
    searches,
    verify,
    without,
)
from benchmarks.accuracy.rates import FAILED, equal_error_rate
from matcher.face.extract import FaceExtractor
from tests.support.faces import Pixels, collins_head, hopper, resized

LFW = Path(__file__).resolve().parents[3] / "shared" / "data" / "faces" / "lfw_dev"
NAMES = ("Ann/1", "Ann/2", "Ann/3", "Ben/1", "Cid/1", "Cid/2", "Dot/1", "Eve/1")


def listed(names: tuple[str, ...] = NAMES) -> tuple[FaceImage, ...]:
    return tuple(FaceImage(name.partition("/")[0], Path(f"{name}.png")) for name in names)


def templates(missing: tuple[int, ...] = ()) -> FaceTemplates:
    """Every identity has its own axis, every further image of it leans towards Ben's."""
    axes = {name: np.eye(8)[index] for index, name in enumerate(["Ann", "Ben", "Cid", "Dot", "Eve"])}
    vectors = []
    for image in listed():
        lean = 0.1 * (int(image.path.stem) - 1)
        vector = axes[image.identity] + lean * axes["Ben"]
        vectors.append(vector / np.linalg.norm(vector))
    found = np.array([index not in missing for index in range(len(NAMES))])
    return FaceTemplates(listed(), np.array(vectors, np.float32) * found[:, None], found, (), {})


def test_every_pair_is_compared_once() -> None:
    genuine, impostor = verify(templates())
    assert len(genuine) == 3 + 1
    assert len(impostor) == 8 * 7 // 2 - 4
    assert genuine.min() > 0.9
    assert impostor.max() < 0.5


def test_pairs_beyond_one_block_are_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [np.sort(side) for side in verify(templates())]
    monkeypatch.setattr("benchmarks.accuracy.face_protocol._BLOCK", 3)
    for side, other in zip(whole, verify(templates()), strict=True):
        assert np.allclose(side, np.sort(other), atol=1e-7)


def test_a_failure_is_a_non_match_in_every_pair() -> None:
    genuine, impostor = verify(templates(missing=(0,)))
    assert np.count_nonzero(genuine == FAILED) == 2
    assert np.count_nonzero(impostor == FAILED) == 5


def test_the_gallery_is_the_contracts() -> None:
    gallery, mated, non_mated = searches(listed())
    assert [NAMES[index] for index in gallery] == ["Ann/1", "Ben/1", "Cid/1", "Eve/1"]
    assert [NAMES[index] for index in mated] == ["Ann/2", "Ann/3", "Cid/2"]
    assert [NAMES[index] for index in non_mated] == ["Dot/1"]


def test_the_order_of_the_files_does_not_matter() -> None:
    backwards = tuple(reversed(NAMES))
    gallery, mated, non_mated = searches(listed(backwards))
    assert [backwards[index] for index in gallery + mated + non_mated] == [
        *("Eve/1", "Cid/1", "Ben/1", "Ann/1"),
        *("Ann/2", "Ann/3", "Cid/2"),
        "Dot/1",
    ]


def test_mates_are_found_at_rank_one() -> None:
    found = identify(templates())
    assert found.gallery == 4
    assert list(found.ranks) == [1, 1, 1]
    assert min(found.mates) > 0.9
    assert len(found.others) == 1


@pytest.mark.parametrize("missing", [1, 0], ids=["probe", "reference"])
def test_a_failed_mate_is_last(missing: int) -> None:
    found = identify(templates(missing=(missing,)))
    assert found.ranks[0] == 4
    assert found.mates[0] == FAILED


def test_three_images_are_enrolled_and_the_best_of_them_counts() -> None:
    names = ("Ann/1", "Ann/2", "Ann/3", "Ann/4", "Ben/1", "Cid/1", "Dot/1", "Dot/2")
    axes = np.eye(4)
    vectors = np.array(
        [axes[0], axes[1], (axes[0] + axes[1]) / 2**0.5, axes[1], axes[2], axes[1], axes[3], axes[3]],
        np.float32,
    )
    found = identify_with_three(FaceTemplates(listed(names), vectors, np.ones(8, bool), (), {}))
    assert found.gallery == 2  # Ann, and Ben of the singles; Dot has too few to be enrolled or searched for
    assert found.mates == pytest.approx((1.0,))  # by Ann's second image, not by the first or a mean
    assert list(found.ranks) == [1]
    assert found.others == pytest.approx((1.0,))  # Cid, a stranger who looks like Ann's second image
    assert identify_with_three(templates()).gallery == 0


def test_images_with_a_wrong_name_can_be_left_out() -> None:
    kept = without(templates(), {"1"})
    assert [image.path.stem for image in kept.images] == [name[-1] for name in NAMES if name[-1] != "1"]
    assert len(kept.embeddings) == len(kept.found) == len(kept.images)


def write(folder: Path, name: str, pixels: Pixels) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(folder / name)


@pytest.fixture
def portraits(tmp_path: Path) -> Path:
    """Two women, two pictures each, and a wall."""
    folder = tmp_path / "portraits"
    write(folder, "Collins/1.png", collins_head())
    write(folder, "Collins/2.png", resized(collins_head(), 120, 160))
    write(folder, "Hopper/1.png", hopper())
    write(folder, "Hopper/2.png", resized(hopper(), 128, 150))
    write(folder, "Wall/1.png", np.full((160, 120, 3), 90, np.uint8))
    return folder


def test_the_command_writes_what_the_contract_asks_for(portraits: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    assert face.main([str(portraits), "--json", str(out)]) == 0
    result = json.loads(out.read_text("utf-8"))
    figures = result["sets"]["portraits"]
    assert figures == result["pooled"] | {"compare_per_s": figures["compare_per_s"]}
    assert (figures["genuine"], figures["impostor"], figures["gallery"]) == (2, 8, 3)
    assert (figures["eer"], figures["fmr100"], figures["fmr1000"], figures["zerofmr"]) == (0, 0, 0, 0)
    assert (figures["rank1"], figures["rank10"], figures["fnir_at_fpir_1e-2"]) == (1, 1, None)
    assert figures["fte"] == 1 / 5
    assert result["failures"] == {"portraits/Wall/1.png": "no-face"}
    assert figures["extract_ms_p50"] > 0
    assert figures["compare_per_s"] > 0
    assert {"commit", "machine", "versions", "data"} <= result["provenance"].keys()


def test_models_that_are_not_installed_are_said_to_be_so(
    portraits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.json"
    assert face.main([str(portraits), "--models", "recommended", "--json", str(out)]) == 2
    assert "not installed" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_of_another_shape_is_said_to_be_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert face.main([str(tmp_path), "--json", str(tmp_path / "result.json")]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_two_people_allow_no_calibration(portraits: Path) -> None:
    with pytest.raises(ValueError, match="separates"):
        calibration(face_sets([portraits]), FaceExtractor(), "")


@pytest.mark.data
def test_strangers_and_mates_of_lfw_lie_apart() -> None:
    """The first 20 identities with several pictures: a bound far from the figures of the whole set."""
    if not LFW.is_dir():
        pytest.skip(f"{LFW} is not there")
    extractor = FaceExtractor()
    (data,) = face_sets([LFW])
    several = [image for image in data.images if sum(1 for _ in image.path.parent.iterdir()) > 1][:60]
    vectors = [
        extractor.extract(np.asarray(Image.open(image.path).convert("RGB")), principal=True).embedding
        for image in several
    ]
    found = np.ones(len(several), bool)
    genuine, impostor = verify(FaceTemplates(tuple(several), np.stack(vectors), found, (), {}))
    assert equal_error_rate(genuine, impostor) < 0.04
