"""Flat pictures and screens: planted attacks are noticed, a live head before a wall is not."""

from functools import cache

import cv2
import numpy as np
import pytest

from matcher.face.liveness.flat import flat_picture
from matcher.face.liveness.screen import pattern_strength, screen
from matcher.face.liveness.suspicion import Suspicion
from tests.support.captures import Sitter, framed, held, in_middle, live, on_screen, scene, sheet, sitter
from tests.support.faces import Pixels, collins, hopper

NAMES = ("collins", "hopper")


@cache
def seated(name: str) -> Sitter:
    if name == "hopper":
        return sitter(hopper(), eyes=56)
    return sitter(np.ascontiguousarray(collins()[0:360, 100:370]), eyes=56)


def codes(suspicion: Suspicion) -> list[str]:
    return [reason.code for reason in suspicion.reasons]


LIVE = {
    "still": ([0] * 4, None),
    "to the right": ([0, 6, 12, 18, 24], None),
    "to the left": ([0, -6, -12, -18, -24], None),
    "a little": ([0, 4, 8], None),
    "sideways": ([0] * 5, [(8.0 * step, 2.0 * step) for step in range(5)]),
    "turning and moving": ([0, 5, 10, 15, 20], [(6.0 * step, 0.0) for step in range(5)]),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("motion", LIVE)
def test_a_live_head_is_not_suspected(motion: str, name: str) -> None:
    one = seated(name)
    assert codes(flat_picture(live(one, *LIVE[motion]), in_middle(one))) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("furthest", [25, 35, -35])
def test_a_print_that_is_tilted_moves_flat(furthest: float, name: str) -> None:
    one = seated(name)
    frames = held(one, [sheet(one, angle) for angle in np.linspace(0, furthest, 6)])
    assert "liveness-flat" in codes(flat_picture(frames, in_middle(one)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("step", [(8, 2), (-9, 0), (0, 7)])
def test_a_print_that_is_shifted_takes_its_surroundings_along(step: tuple[int, int], name: str) -> None:
    one = seated(name)
    frames = held(one, [sheet(one, shift=(n * step[0], n * step[1])) for n in range(5)])
    (reason,) = flat_picture(frames, in_middle(one)).reasons
    assert reason.code == "liveness-surroundings"
    assert reason.parameters["motion"] == pytest.approx(100 * 4 * np.hypot(*step) / 56, rel=0.05)


def test_a_print_held_still_is_not_noticed() -> None:
    """It proves nothing: this check needs motion, which the head-turn challenge brings."""
    one = seated("hopper")
    assert codes(flat_picture(held(one, [sheet(one)] * 4), in_middle(one))) == []


def test_the_figures_are_those_of_the_motion() -> None:
    one = seated("hopper")
    little, much = (
        flat_picture(held(one, [sheet(one, angle) for angle in np.linspace(0, end, 6)]), in_middle(one))
        for end in (24, 38)
    )
    motions = [s.reasons[0].parameters["motion"] for s in (little, much)]
    assert 3 <= float(motions[0]) < float(motions[1])


def test_nothing_to_follow_says_nothing() -> None:
    one = seated("hopper")
    grey = np.full((480, 640, 3), 128, np.uint8)
    assert codes(flat_picture([grey] * 3, in_middle(one))) == []
    assert codes(flat_picture([scene(one)], in_middle(one))) == []
    with pytest.raises(ValueError, match="one size"):
        flat_picture([grey, grey[:400]], in_middle(one))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("blur", [0.3, 0.5])
@pytest.mark.parametrize("pitch", [1.3, 1.7, 2.2, 2.7, 3.3, 4.1])
def test_a_screens_grid_is_noticed(pitch: float, blur: float, name: str) -> None:
    """pitch: camera pixels a screen pixel."""
    one = seated(name)
    assert "liveness-screen-pattern" in codes(screen(on_screen(scene(one), pitch, blur), in_middle(one)))


def test_a_blurred_camera_does_not_see_the_grid() -> None:
    """What the hint cannot do: its silence says nothing about a screen."""
    one = seated("hopper")
    assert codes(screen(on_screen(scene(one), 1.3, 3.5), in_middle(one))) == []


def compressed(pixels: Pixels, quality: int) -> Pixels:
    _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("quality", [30, 75, 95, 100])
def test_a_face_before_a_wall_has_no_grid_and_no_frame(quality: int, name: str) -> None:
    """JPEG's own blocks are regular too, and no screen."""
    one = seated(name)
    pixels = live(one, [0])[0]
    assert codes(screen(compressed(pixels, quality), in_middle(one))) == []
    assert pattern_strength(one.pixels, one.face) < 3


@pytest.mark.parametrize("roll", [0, 7])
@pytest.mark.parametrize("name", NAMES)
def test_a_screens_border_is_noticed(roll: float, name: str) -> None:
    one = seated(name)
    found = screen(framed(one, roll), in_middle(one))
    (reason,) = found.reasons
    assert reason.code == "liveness-screen-border"
    assert 200 < float(reason.parameters["width"]) < 420


def test_a_face_too_small_for_a_spectrum_says_nothing() -> None:
    one = seated("hopper")
    assert pattern_strength(one.pixels[:40, :40], one.face) == 0


def test_suspicions_add_up_and_none_is_no_reason() -> None:
    one = seated("hopper")
    border, pattern = (
        screen(framed(one, 0), in_middle(one)),
        screen(on_screen(scene(one), 2.2), in_middle(one)),
    )
    assert (border | pattern).reasons == (*border.reasons, *pattern.reasons)
    assert (border | pattern).raised
    assert not Suspicion().raised
