"""What lies beside what: the same fingers, the likest prints, nothing that tells a side."""

import re
from functools import cache

import pytest

from api.adjudication.errors import NothingToCompare
from api.exhibiting import drawing, lay_out, likeness
from api.registry.records import StoredSample
from matcher import images
from matcher.domain import FingerPosition, Modality, Sample
from matcher.extraction import Extractors
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_png


@cache
def extractors() -> Extractors:
    return Extractors()


@cache
def stored(seed: int, position: int, impression: int, told: int | None = None) -> StoredSample:
    """A print as it is kept; told: the position that it is kept under."""
    finger = FingerPosition(position if told is None else told)
    sample = Sample(Modality.FINGER, print_png(seed, position, impression), finger)
    (made,) = extractors().extract(sample)
    return StoredSample(made.sample, made.media_type, made.template)


def face(data: bytes) -> StoredSample:
    return StoredSample(Sample(Modality.FACE, data), "image/jpeg", None)


def test_fingers_lie_beside_the_same_finger_and_the_likest_print() -> None:
    right, other = stored(1, 2, 1), stored(1, 3, 1)
    first_of_other, mate = stored(5, 2, 1), stored(1, 2, 2)
    laid = lay_out([other, right], [first_of_other, mate])
    assert [(pair.position, pair.first, pair.second) for pair in laid] == [
        (FingerPosition.RIGHT_INDEX, right, mate)
    ]


def test_an_unknown_finger_may_be_any_and_comes_last() -> None:
    unknown = stored(1, 3, 2, told=0)
    laid = lay_out([unknown, stored(1, 2, 1)], [stored(1, 2, 2), stored(1, 3, 1)])
    assert [pair.position for pair in laid] == [FingerPosition.RIGHT_INDEX, FingerPosition.RIGHT_MIDDLE]
    assert laid[1].first is unknown


def test_of_faces_the_latest_are_shown() -> None:
    old, new = face(b"old"), face(b"new")
    (pair,) = lay_out([face(b"probe")], [old, new])
    assert (pair.modality, pair.second) == (Modality.FACE, new)


def test_without_anything_in_common_there_is_nothing_to_see() -> None:
    for second in ([], [stored(1, 3, 1)], [face(b"x")]):
        with pytest.raises(NothingToCompare):
            lay_out([stored(1, 2, 1)], second)


def test_the_drawing_follows_the_sides_and_tells_nothing_but_numbers() -> None:
    (pair,) = lay_out([stored(1, 2, 1)], [stored(1, 2, 2)])
    straight, turned = drawing(pair), drawing(pair.turned())
    pictures = [re.findall(r"data:image/png;base64,([^\"]+)", svg) for svg in (straight, turned)]
    assert pictures[0] == pictures[1][::-1]
    assert set(re.findall(r">([^<>]+)<", straight)) <= {str(number) for number in range(1, 100)}


def test_a_face_is_drawn_anew_and_one_without_face_is_shown_whole() -> None:
    shown = likeness(face(portrait_jpeg()), extractors())
    assert images.decode(shown).format == "PNG"
    blank = images.encode_png(images.decode(portrait_jpeg()).pixels[:40, :40].copy())
    assert images.decode(likeness(face(blank), extractors())).pixels.shape == (40, 40, 3)
