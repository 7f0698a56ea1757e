"""dlib's detectors are read once and lent: whoever comes later gets the same one, never two at a time."""

from queue import LifoQueue
from typing import Any

import dlib
import pytest

from matcher.face import dlib_hog
from matcher.face.dlib_hog import DlibHogDetector
from tests.support.faces import collins_head, hopper


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every detector that is read, in a process that has none yet."""
    made: list[Any] = []
    really = dlib.get_frontal_face_detector

    def reading() -> Any:
        made.append(really())
        return made[-1]

    monkeypatch.setattr(dlib, "get_frontal_face_detector", reading)
    monkeypatch.setattr(dlib_hog, "_IDLE", LifoQueue())
    return made


def test_whoever_comes_later_gets_the_one_that_was_read(read: list[Any]) -> None:
    seen = [len(DlibHogDetector().detect(picture)) for picture in (hopper(), collins_head(), hopper())]
    assert seen == [1, 1, 1]
    assert len(read) == 1


def test_two_at_a_time_never_share_one(read: list[Any]) -> None:
    with dlib_hog._borrowed() as one, dlib_hog._borrowed() as other:
        assert one is not other
    assert len(read) == 2
