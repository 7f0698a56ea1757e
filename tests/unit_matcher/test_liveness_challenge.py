"""The head-turn challenge: an honest head gets through, pictures and recordings do not, and each says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from api.contract import words
from matcher.face.detect import DetectedFace, PointScheme
from matcher.face.liveness import parameters as p
from matcher.face.liveness.challenge import Challenge, Instruction, State
from tests.support.captures import sheet, sitter
from tests.support.faces import hopper
from tests.support.heads import points_of_head

Frame = tuple[DetectedFace | None, float]

SEEDS = [bytes([number]) * 16 for number in range(24)]
TURN = {Instruction.TURN_LEFT: 28.0, Instruction.TURN_RIGHT: -28.0, Instruction.LOOK_AHEAD: 0.0}
OPPOSITE = {Instruction.TURN_LEFT: Instruction.TURN_RIGHT, Instruction.TURN_RIGHT: Instruction.TURN_LEFT}


def turning(
    yaws: Iterable[float], scheme: PointScheme, begin: float = 0, step: float = 0.1
) -> Iterator[Frame]:
    """A head at ten frames a second."""
    for number, yaw in enumerate(yaws):
        yield points_of_head(scheme, yaw), begin + step * number


def through(challenge: Challenge, frames: Iterable[Frame]) -> Challenge:
    for face, at in frames:
        challenge = challenge.seen(face, at)
    return challenge


def swing(ways: Sequence[Instruction], ahead: float = 0) -> list[float]:
    """Ahead, then out and back for each, in steps that a head makes."""
    yaws = [ahead] * 3
    for way in ways:
        out = np.linspace(ahead, ahead + TURN[way], 6).tolist()
        yaws += out + out[::-1]
    return yaws


def obeying(challenge: Challenge, scheme: PointScheme, ahead: float = 0) -> Challenge:
    """Somebody who does what is asked."""
    yaw, at = ahead, 0.0
    while challenge.state is State.RUNNING and at < 60:
        wanted = ahead + TURN[challenge.instruction]
        yaw += float(np.clip(wanted - yaw, -6, 6))
        challenge = challenge.seen(points_of_head(scheme, yaw), at)
        at += 0.1
    return challenge


@pytest.mark.parametrize("scheme", PointScheme)
@pytest.mark.parametrize("ahead", [0, 12, -12])
def test_who_does_what_is_asked_gets_through_unsuspected(scheme: PointScheme, ahead: float) -> None:
    """Whose face is uneven, or who sits a little aside, looks ahead where they began."""
    for seed in SEEDS:
        ended = obeying(Challenge.begun(seed, 0), scheme, ahead)
        assert (ended.state, ended.progress, ended.suspicion.raised) == (State.DONE, 1.0, False)


def test_the_order_comes_from_the_seed_and_all_orders_occur() -> None:
    assert Challenge.begun(SEEDS[0], 0).turns == Challenge.begun(SEEDS[0], 5).turns
    assert len({Challenge.begun(number.to_bytes(16), 0).turns for number in range(200)}) == 2**p.TURNS
    with pytest.raises(ValueError, match="16 bytes"):
        Challenge.begun(b"short", 0)


def test_the_first_instruction_is_to_look_ahead_and_holds_until_then() -> None:
    challenge = Challenge.begun(SEEDS[0], 0)
    assert challenge.instruction is Instruction.LOOK_AHEAD
    aside = challenge.seen(points_of_head(PointScheme.EYES_NOSE_MOUTH, 40), 0.1)
    assert aside.instruction is Instruction.LOOK_AHEAD
    assert aside.seen(points_of_head(PointScheme.EYES_NOSE_MOUTH, 0), 0.9).instruction is challenge.turns[0]


@pytest.mark.parametrize("scheme", PointScheme)
def test_a_turn_counts_once_until_the_head_is_back(scheme: PointScheme) -> None:
    challenge = Challenge.begun(SEEDS[0], 0)
    held = swing([challenge.turns[0]])[:9] + [TURN[challenge.turns[0]]] * 20
    assert through(challenge, turning(held, scheme)).step == 1


@pytest.mark.parametrize("scheme", PointScheme)
def test_a_still_picture_runs_out_of_time(scheme: PointScheme) -> None:
    ended = through(Challenge.begun(SEEDS[0], 0), turning([0.0] * 250, scheme))
    assert ended.state is State.TIMED_OUT
    (reason,) = ended.suspicion.reasons
    assert (reason.code, reason.parameters["done"]) == ("liveness-not-turned", 0)


def test_a_picture_tilted_this_way_and_that_has_turned_nowhere() -> None:
    """Its points move as a plane's: the nose keeps its place between the eyes."""
    one = sitter(hopper())
    flat = np.array([sheet(one, 0)], np.float32)
    for scheme in PointScheme:
        face = points_of_head(scheme)
        challenge, at = Challenge.begun(SEEDS[0], 0), 0.0
        for angle in [*range(0, 46, 5), *range(45, -46, -5), *range(-45, 46, 5)]:
            way = cv2.getPerspectiveTransform(flat[0], np.asarray(sheet(one, angle), np.float32))
            points = cv2.perspectiveTransform(face.points[np.newaxis], way)[0]
            challenge = challenge.seen(replace(face, points=np.asarray(points, np.float64)), at)
            at += 0.2
        assert challenge.step == 0
        assert challenge.seen(None, at).seen(face, p.SECONDS + 1).state is State.TIMED_OUT


def test_a_recording_with_another_order_is_suspicious() -> None:
    """It gets through in one of eight; the others are told from each other by the order alone."""
    recorded = Challenge.begun(SEEDS[0], 0).turns
    ended = {}
    for seed in SEEDS:
        challenge = Challenge.begun(seed, 0)
        after = through(challenge, turning(swing(recorded * 3), PointScheme.EYES_NOSE_MOUTH))
        ended[challenge.turns] = after
    assert ended[recorded].state is State.DONE
    opposite = tuple(OPPOSITE[turn] for turn in recorded)
    assert ended[opposite].state is State.SUSPICIOUS
    assert [reason.code for reason in ended[opposite].suspicion.reasons] == ["liveness-wrong-way"]


def test_confusing_left_and_right_once_is_forgiven() -> None:
    challenge = Challenge.begun(SEEDS[0], 0)
    ways = [OPPOSITE[challenge.turns[0]], *challenge.turns]
    ended = through(challenge, turning(swing(ways), PointScheme.EYE_CORNERS_NOSE))
    assert (ended.state, ended.wrong_ways, ended.suspicion.raised) == (State.DONE, 1, False)


@pytest.mark.parametrize(
    "exchanged",
    [
        replace(
            points_of_head(PointScheme.EYES_NOSE_MOUTH),
            points=points_of_head(PointScheme.EYES_NOSE_MOUTH).points + 200,
        ),
        points_of_head(PointScheme.EYES_NOSE_MOUTH, eyes=140),
        points_of_head(PointScheme.EYES_NOSE_MOUTH, 60),
    ],
    ids=["elsewhere", "larger", "turned"],
)
def test_pictures_exchanged_before_the_camera_jump(exchanged: DetectedFace) -> None:
    begun = Challenge.begun(SEEDS[0], 0).seen(points_of_head(PointScheme.EYES_NOSE_MOUTH), 0.1)
    ended = begun.seen(exchanged, 0.2)
    assert ended.state is State.SUSPICIOUS
    (reason,) = ended.suspicion.reasons
    assert (reason.code, reason.parameters) == ("liveness-jump", {"milliseconds": 100})
    assert begun.seen(exchanged, 0.9).state is State.RUNNING  # in so long a time a head does that


def test_a_face_that_goes_away_is_suspicious_and_a_missed_frame_is_not() -> None:
    begun = Challenge.begun(SEEDS[0], 0).seen(points_of_head(PointScheme.EYES_NOSE_MOUTH), 0.1)
    assert begun.seen(None, 1.0).state is State.RUNNING
    gone = begun.seen(None, 1.0).seen(None, 2.5)
    assert [reason.code for reason in gone.suspicion.reasons] == ["liveness-lost"]
    assert gone.seen(points_of_head(PointScheme.EYES_NOSE_MOUTH), 2.6) is gone


def test_frames_out_of_order_are_refused() -> None:
    begun = Challenge.begun(SEEDS[0], 5).seen(points_of_head(PointScheme.EYES_NOSE_MOUTH), 5.5)
    with pytest.raises(ValueError, match="order"):
        begun.seen(None, 5.4)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_suspicion_fills_its_sentence(language: str) -> None:
    figures: dict[str, dict[str, str | int | float]] = {
        "liveness-not-turned": {"done": 1, "asked": 3, "seconds": 20},
        "liveness-wrong-way": {"times": 2},
        "liveness-jump": {"milliseconds": 100},
        "liveness-lost": {"seconds": 2.4},
        "liveness-flat": {"motion": 7.1, "rest": 0.8},
        "liveness-surroundings": {"points": 101, "motion": 47.1},
        "liveness-screen-pattern": {"strength": 20},
        "liveness-screen-border": {"width": 300, "height": 200},
    }
    for code, parameters in figures.items():
        said = words.reason(code, parameters, language)
        assert said.title
        assert "?" not in said.title + said.advice
