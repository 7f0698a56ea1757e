"""All of some samples against one another: prints and faces, and those without template."""

import io
import math

import numpy as np
import pytest
from PIL import Image

from matcher import calibration
from matcher.comparing import compare_all
from matcher.domain import Modality, Sample
from matcher.extraction import Extractors
from tests.support.faces import Pixels, collins, collins_head, hopper, resized
from tests.support.prints import print_png


def png(pixels: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def extractors() -> Extractors:
    return Extractors()


def test_faces_are_compared_both_ways_and_a_wall_with_nothing(extractors: Extractors) -> None:
    pictures = [collins(), np.full((200, 200, 3), 90, np.uint8), resized(collins_head(), 120, 160), hopper()]
    files = [png(each) for each in pictures]
    told: list[int] = []
    compared = compare_all(
        [lambda data=data: Sample(Modality.FACE, data, principal=True) for data in files],  # type: ignore[misc] # mypy knows no such default
        extractors,
        told.append,
    )
    assert told == [1, 2, 3, 4]
    assert list(compared.failures) == [1]
    assert "face" in compared.failures[1]
    assert np.array_equal(compared.scores, compared.scores.T)
    assert (compared.scores[1] == -math.inf).all()
    assert (np.diag(compared.scores) == -math.inf).all()
    known = calibration.load(Modality.FACE, extractors.face_extractor)
    assert compared.extractor == known.extractor
    llrs = known.llrs(compared.scores)
    assert llrs[0, 2] > 3
    assert max(llrs[0, 3], llrs[2, 3]) < 0
    assert llrs[0, 1] == -math.inf


def test_nothing_that_can_be_read_gives_no_scores(extractors: Extractors) -> None:
    compared = compare_all([lambda: Sample(Modality.FACE, b"no picture")] * 3, extractors)
    assert (compared.scores == -math.inf).all()
    assert (compared.extractor, sorted(compared.failures)) == ("", [0, 1, 2])


def test_a_file_that_is_gone_is_a_failure(extractors: Extractors) -> None:
    def gone() -> Sample:
        raise FileNotFoundError("gone.png")

    assert "gone" in compare_all([gone], extractors).failures[0]


def test_prints_of_one_finger_score_higher(extractors: Extractors) -> None:
    files = [print_png(1, 2, 1), print_png(1, 2, 2), print_png(2, 2, 1)]
    opened = [lambda data=data: Sample(Modality.FINGER, data, dpi=500.0) for data in files]
    scores = compare_all(opened, extractors).scores
    assert np.array_equal(scores, scores.T)
    assert scores[0, 1] > 2 * max(scores[0, 2], scores[1, 2])
