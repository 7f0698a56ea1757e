"""A sequence of pictures: each planted attack has its own reason, a head that turns as asked raises none."""

from functools import cache

import numpy as np
import pytest

from matcher.face.detect import PointScheme
from matcher.face.liveness.challenge import Instruction
from matcher.face.liveness.parameters import WATCHED_SIDE
from matcher.face.liveness.sequence import Frame, Watched, watched
from matcher.face.liveness.suspicion import Suspicion
from tests.support.captures import Sitter, held, in_middle, live, on_screen, scene, sheet, sitter
from tests.support.faces import Pixels, hopper
from tests.support.heads import points_of_head

LEFT, RIGHT = Instruction.TURN_LEFT, Instruction.TURN_RIGHT
BLANK = np.full((480, 640, 3), 120, np.uint8)


@cache
def seated() -> Sitter:
    return sitter(hopper(), eyes=56)


def heads(*yaws: float | None) -> list[Frame]:
    """A head that turns, by its points alone; None: a picture without it."""
    scheme = PointScheme.EYES_NOSE_MOUTH
    faces = [None if yaw is None else points_of_head(scheme, yaw) for yaw in yaws]
    return [Frame(BLANK, face, Suspicion()) for face in faces]


def frames_of(pictures: list[Pixels]) -> list[Frame]:
    face = in_middle(seated())
    return [Frame.of(picture, face, closely=True) for picture in pictures]


def codes(seen: Watched) -> list[str]:
    return [reason.code for reason in seen.suspicion.reasons]


@pytest.mark.parametrize(("asked", "yaws"), [(LEFT, (0, 10, 25, 10)), (RIGHT, (2, -12, -30)), (None, (0, 0))])
def test_a_head_that_does_as_asked_is_not_suspected(
    asked: Instruction | None, yaws: tuple[float, ...]
) -> None:
    seen = watched(heads(*yaws), asked, 0.3)
    assert codes(seen) == []
    assert seen.turned[0] == 0
    assert all(each is not None for each in seen.turned)


@pytest.mark.parametrize(
    ("asked", "yaws", "expected"),
    [
        (LEFT, (0, -12, -30), "liveness-wrong-way"),
        (RIGHT, (0, 12, 30), "liveness-wrong-way"),
        (LEFT, (0, 4, 8), "liveness-no-turn"),
        (RIGHT, (0, 0, 0), "liveness-no-turn"),
        (None, (0, None, None), "liveness-unseen"),
    ],
)
def test_what_was_not_done_as_asked_is_told(
    asked: Instruction | None, yaws: tuple[float | None, ...], expected: str
) -> None:
    assert codes(watched(heads(*yaws), asked)) == [expected]


def test_a_frame_without_a_face_now_and_then_is_no_matter() -> None:
    seen = watched(heads(0, None, 12, 25), LEFT)
    assert codes(seen) == []
    assert (seen.turned[3] or 0) > (seen.turned[2] or 0) > 0
    assert seen.turned[1] is None


@pytest.mark.parametrize(("between", "expected"), [(0.1, ["liveness-jump"]), (0.5, []), (None, [])])
def test_a_jump_is_one_only_where_no_head_could_do_it(between: float | None, expected: list[str]) -> None:
    assert codes(watched(heads(-30, 30), None, between)) == expected


def test_a_held_print_that_is_tilted_and_one_that_is_shifted() -> None:
    tilted = held(seated(), [sheet(seated(), angle) for angle in np.linspace(0, 35, 6)])
    shifted = held(seated(), [sheet(seated(), shift=(8 * n, 2 * n)) for n in range(5)])
    assert "liveness-flat" in codes(watched(frames_of(tilted)))
    assert "liveness-surroundings" in codes(watched(frames_of(shifted)))


def test_a_live_head_of_pixels_is_not_suspected() -> None:
    assert codes(watched(frames_of(live(seated(), [0, 6, 12, 18, 24])))) == []


def test_a_screen_is_told_once_however_many_frames_show_it() -> None:
    shown = [on_screen(scene(seated()), 2.3)] * 3
    assert codes(watched(frames_of(shown))).count("liveness-screen-pattern") == 1


def test_a_large_picture_is_watched_small_and_its_face_with_it() -> None:
    large = np.zeros((1920, 2560, 3), np.uint8)
    face = points_of_head(PointScheme.EYES_NOSE_MOUTH, eyes=320)
    frame = Frame.of(large, face, closely=False)
    assert frame.pixels.shape == (480, WATCHED_SIDE, 3)
    assert frame.face is not None
    assert frame.face.eye_distance() == pytest.approx(80)


def test_frames_of_several_sizes_are_no_sequence() -> None:
    small = Frame(BLANK[:100, :100], None, Suspicion())
    with pytest.raises(ValueError, match="one size"):
        watched([*heads(0), small])
