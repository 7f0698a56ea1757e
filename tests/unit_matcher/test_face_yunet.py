"""YuNet: its grids decoded by hand, and on the portraits what any detector must do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.face import yunet
from matcher.face.choice import face_models
from matcher.face.compare import compare
from matcher.face.detect import PointScheme
from matcher.face.errors import FaceTooSmall, NoFace, SeveralFaces
from matcher.face.extract import FaceExtractor
from tests.support.faces import Pixels, collins, collins_head, hopper, on_canvas, pasted, resized
from tests.support.recommended import installed_recommended

SAME = 0.85
"""Between altered copies of one picture; the two women have 0.1."""


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaceExtractor]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("weights")
        patch.setenv("UMBRAL_MODELS", str(folder))
        patch.setattr("models.registry._sessions", {})
        installed_recommended(folder)
        yield face_models("recommended").open()


def logit(probability: float) -> float:
    """Of which the network's last step would make this probability; 99 of certainty."""
    return 99 if probability == 1 else float(np.log(probability / (1 - probability)))


def test_a_cell_is_decoded_as_its_authors_say() -> None:
    """Grid of 16 pixels a cell, three columns; the cell in the second row, third column has a face."""
    answer = np.full((16, 2, 3), -9, np.float32)
    answer[:, 1, 2] = [logit(0.81), 99, 0.5, 0.25, np.log(2), np.log(3), *np.arange(10) / 10]
    boxes, places, scores = yunet._of_grid(16, answer)
    assert scores.tolist() == pytest.approx([0.9])  # the root of 0.81
    middle = np.array([(2 + 0.5) * 16, (1 + 0.25) * 16])
    np.testing.assert_allclose(boxes, [[*(middle - (16, 24)), 32, 48]], rtol=1e-6)
    expected = (np.array([2, 1]) + np.arange(10).reshape(5, 2) / 10) * 16
    np.testing.assert_allclose(places, [expected], rtol=1e-6)


@pytest.mark.parametrize(
    ("class_", "objectness", "faces"),
    [(0.59, 0.59, 0), (0.61, 0.61, 4), (1, 0.35, 0), (1, 0.37, 4), (0.35, 1, 0), (0.37, 1, 4)],
)
def test_cells_below_the_score_are_no_faces(class_: float, objectness: float, faces: int) -> None:
    """The score is the root of the product, and a face has 0.6."""
    answer = np.zeros((16, 2, 2), np.float32)
    answer[:2] = np.array([logit(class_), logit(objectness)]).reshape(2, 1, 1)
    boxes, places, scores = yunet._of_grid(8, answer)
    assert (boxes.shape, places.shape, scores.shape) == ((faces, 4), (faces, 5, 2), (faces,))


@pytest.mark.parametrize("number", [np.nan, -np.inf, -1e4])
def test_a_cell_without_a_usable_number_is_no_face(number: float) -> None:
    answer = np.full((16, 1, 1), number, np.float32)
    answer[1] = 99
    assert not len(yunet._of_grid(8, answer)[2])


def test_of_overlapping_boxes_the_surest_stays() -> None:
    boxes = np.array([(0, 0, 10, 10), (2, 0, 10, 10), (5.5, 0, 10, 10), (40, 0, 10, 10)], np.float32)
    points, scores = np.zeros((4, 5, 2), np.float32), np.array([0.9, 0.8, 0.7, 0.6], np.float32)
    kept = yunet._without_overlaps(yunet._Found(boxes, points, scores))
    assert kept.scores.tolist() == pytest.approx([0.9, 0.7, 0.6])  # 8/12 and 4.5/15.5 of the union are shared


def test_overlaps_are_resolved_as_one_pair_after_the_other_says() -> None:
    chance = np.random.default_rng(6)
    boxes = np.hstack([chance.uniform(0, 60, (200, 2)), chance.uniform(5, 25, (200, 2))]).astype(np.float32)
    kept: list[int] = []
    for number, (left, top, width, height) in enumerate(boxes.tolist()):
        shares = []
        for x, y, wide, high in boxes[kept].tolist():
            across = max(0.0, min(left + width, x + wide) - max(left, x))
            down = max(0.0, min(top + height, y + high) - max(top, y))
            shares.append(across * down / (width * height + wide * high - across * down))
        if all(share <= 0.3 for share in shares):
            kept.append(number)
    points, scores = np.zeros((200, 5, 2), np.float32), np.linspace(1, 0.6, 200, dtype=np.float32)
    np.testing.assert_array_equal(
        yunet._without_overlaps(yunet._Found(boxes, points, scores)).boxes, boxes[kept]
    )
    assert 10 < len(kept) < 190, "the boxes must overlap for this test to mean something"


@pytest.mark.data
def test_points_are_where_a_reader_sees_them(extractor: FaceExtractor) -> None:
    result = extractor.extract(collins())
    assert result.extractor == "yunet-1.omz-0095-1"
    assert result.embedding.shape == (256,)
    assert result.face.scheme is PointScheme.EYES_NOSE_MOUTH
    seen = [(204, 103), (246, 105), (223, 127), (204, 144), (242, 146)]
    assert np.hypot(*(result.face.points - seen).T).max() < 5
    assert len(result.faces) == 1, "the badges are no faces"


@pytest.mark.data
@pytest.mark.parametrize("shape", [(480, 640, 3), (1, 1, 3), (1, 3000, 3), (3000, 1, 3), (33, 31, 3)])
def test_walls_and_odd_shapes_hold_no_face(extractor: FaceExtractor, shape: tuple[int, ...]) -> None:
    with pytest.raises(NoFace):
        extractor.extract(np.full(shape, 128, np.uint8))


@pytest.mark.data
def test_one_several_and_bystanders(extractor: FaceExtractor) -> None:
    left, right = resized(collins_head(), 360, 480), resized(hopper()[60:], 408, 430)
    together = pasted(on_canvas(left, 900, 520, 40, 20), right, 450, 40)
    with pytest.raises(SeveralFaces) as caught:
        extractor.extract(together)
    assert caught.value.parameters == {"found": 2}
    cut = np.ascontiguousarray(together[:, 230:])
    face = extractor.extract(cut, principal=True)
    assert compare(face.embedding, extractor.extract(hopper()).embedding) > SAME
    room = pasted(on_canvas(hopper(), 1100, 600, 300, 0), resized(collins_head(), 180, 240), 60, 40)
    result = extractor.extract(room)
    assert len(result.faces) == 2, "the small face must be seen for this test to mean something"
    assert compare(result.embedding, extractor.extract(hopper()).embedding) > SAME


@pytest.mark.data
@pytest.mark.parametrize(
    ("width", "height"),
    [(120, 160), (60, 80), (960, 1280), (3000, 4000)],
    ids=["chip", "tiny", "1MP", "12MP"],
)
def test_pictures_of_every_size_give_the_same_person(
    extractor: FaceExtractor, width: int, height: int
) -> None:
    result = extractor.extract(resized(collins_head(), width, height))
    assert compare(result.embedding, extractor.extract(collins()).embedding) > SAME
    place = (extractor.extract(collins_head()).face.points + 0.5) * (width / 180) - 0.5
    assert np.abs(result.face.points - place).max() < 0.06 * result.face.eye_distance()


@pytest.mark.data
def test_a_small_face_in_a_large_picture_is_found(extractor: FaceExtractor) -> None:
    hall = on_canvas(resized(collins_head(), 90, 120), 2000, 1500, 1300, 900)
    result = extractor.extract(hall)
    assert result.face.box.left > 1300
    assert compare(result.embedding, extractor.extract(collins()).embedding) > SAME


@pytest.mark.data
def test_eyes_too_close_together_are_refused(extractor: FaceExtractor) -> None:
    with pytest.raises(FaceTooSmall):
        extractor.extract(resized(collins_head(), 18, 24))


@pytest.mark.data
@pytest.mark.parametrize("name", ["mirrored", "darker", "turned", "blurred", "cut"])
def test_altered_copies_stay_close_and_another_person_far(extractor: FaceExtractor, name: str) -> None:
    portrait = collins()
    turn = cv2.getRotationMatrix2D((223, 127), -12, 1.1)
    altered: dict[str, Pixels] = {
        "mirrored": portrait[:, ::-1],
        "darker": (portrait * 0.6).astype(np.uint8),
        "turned": np.asarray(cv2.warpAffine(portrait, turn, (512, 512)), np.uint8),
        "blurred": np.asarray(cv2.GaussianBlur(portrait, (0, 0), 1.2), np.uint8),
        "cut": np.ascontiguousarray(portrait[70:180, 175:275]),
    }
    embedding = extractor.extract(altered[name]).embedding
    assert compare(embedding, extractor.extract(portrait).embedding) > SAME
    assert compare(embedding, extractor.extract(hopper()).embedding) < 0.3


@pytest.mark.data
def test_refined_points_repeat_better_than_found_ones(extractor: FaceExtractor) -> None:
    """Under small warps, in shares of the eye distance: what the second look is for."""
    detector = yunet.YuNetDetector()
    spread: dict[str, list[NDArray[Any]]] = {"found": [], "refined": []}
    for turn in range(-6, 7, 2):
        warp = cv2.getRotationMatrix2D((223.5, 127.5), turn, 1 + turn / 40)
        picture = np.asarray(cv2.warpAffine(collins(), warp, (512, 512)), np.uint8)
        (face,) = detector.detect(picture)
        back = cv2.invertAffineTransform(warp)
        for name, each in (("found", face), ("refined", detector.refine(picture, face))):
            spread[name].append(each.points @ back[:, :2].T + back[:, 2])
    found, refined = (np.std(spread[name], axis=0).mean() for name in ("found", "refined"))
    assert refined < 0.8 * found


@pytest.mark.data
def test_the_models_come_from_the_folder_they_were_installed_in(
    extractor: FaceExtractor, tmp_path: Path
) -> None:
    assert face_models("recommended").installed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UMBRAL_MODELS", str(tmp_path))
        assert not face_models("recommended").installed()
