"""Print quality: planted faults are named, good prints are not blamed, worse prints are worth less."""

import math
from dataclasses import replace
from functools import cache
from time import process_time

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from api.contract import words
from benchmarks.accuracy.degraded_prints import dragged, shifted
from device_drivers.fingerprint.synthetic import EASY, NORMAL, Hardness, MasterFinger, finger
from matcher.fingerprint.errors import PrintTooLarge, PrintTooSmall, ResolutionOutOfRange
from matcher.fingerprint.quality.grade import grade
from matcher.fingerprint.quality.measures import Measures
from matcher.fingerprint.quality.quality import Reason
from tests.support.fingers import some_minutiae

Pixels = NDArray[np.uint8]

FINGERS = range(4)


@cache
def grown(number: int) -> MasterFinger:
    return finger(640 + number, 1 + number)


@cache
def printed(number: int, hardness: Hardness = EASY, impression: int = 0) -> Pixels:
    return grown(number).impression(impression, hardness).image


FAULTS = {
    Reason.DRY: lambda number: printed(number, replace(EASY, dampness=-0.7)),
    Reason.WET: lambda number: printed(number, replace(EASY, dampness=0.7, moisture=0.0)),
    Reason.SMALL_AREA: lambda number: printed(number, replace(EASY, coverage=(0.5, 0.5))),
    Reason.OFF_CENTRE: lambda number: shifted(printed(number), -140, 0),
    Reason.LOW_RIDGE_CLARITY: lambda number: printed(number, replace(EASY, speckle=1.0)),
}


@pytest.mark.parametrize("impression", range(3))
@pytest.mark.parametrize("number", FINGERS)
def test_a_good_print_gets_no_reason(number: int, impression: int) -> None:
    graded = grade(printed(number, EASY, impression), 500)
    assert graded.reasons == ()
    assert graded.value >= 85


@pytest.mark.parametrize("number", FINGERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_and_no_other(fault: Reason, number: int) -> None:
    assert grade(FAULTS[fault](number), 500).reasons == (fault,)


@pytest.mark.parametrize("number", FINGERS)
@pytest.mark.parametrize("angle", [0.2, 1.0, 2.2])
def test_a_finger_that_slipped_is_smudged(number: int, angle: float) -> None:
    """Ridges along the slip survive it: a part of the print may look clear, the whole must not."""
    graded = grade(dragged(printed(number), 26, angle), 500)
    assert Reason.SMUDGED in graded.reasons
    assert graded.value < grade(printed(number), 500).value - 15


@pytest.mark.parametrize(("right", "down"), [(140, 0), (-140, 0), (0, -160), (110, 90)])
def test_off_centre_in_every_direction(right: int, down: int) -> None:
    assert Reason.OFF_CENTRE in grade(shifted(printed(0), right, down), 500).reasons


def test_a_print_beside_the_middle_of_a_large_glass_is_whole_and_not_blamed() -> None:
    wide = np.pad(printed(0), ((0, 0), (0, 400)), mode="edge")
    graded = grade(wide, 500)
    assert graded.components["offset"] > 8
    assert graded.reasons == ()


@pytest.mark.parametrize("number", FINGERS)
@pytest.mark.parametrize(
    "worsened",
    [
        [EASY, replace(EASY, speckle=0.5), replace(EASY, speckle=0.95)],
        [EASY, replace(EASY, dampness=-0.4), replace(EASY, dampness=-0.7)],
        [EASY, replace(EASY, coverage=(0.7, 0.7)), replace(EASY, coverage=(0.4, 0.4))],
    ],
    ids=["speckled", "dry", "small"],
)
def test_the_value_falls_as_the_print_gets_worse(worsened: list[Hardness], number: int) -> None:
    values = [grade(printed(number, hardness), 500).value for hardness in worsened]
    assert values == sorted(values, reverse=True)
    assert values[0] - values[-1] >= 8


def test_minutiae_are_heard() -> None:
    """The same image: what the extractor was sure of decides."""
    image = printed(0)
    height, width = image.shape
    many = some_minutiae(40, width=width, height=height)
    sure, unsure = (replace(many, confidence=np.full(40, level, np.float32)) for level in (0.95, 0.4))
    assert grade(image, 500, sure).reasons == ()
    assert grade(image, 500, unsure).reasons == (Reason.LOW_RIDGE_CLARITY, Reason.TOO_FEW_MINUTIAE)
    assert grade(image, 500, sure).value > 90
    assert grade(image, 500, unsure).value < 60
    few = sure.take(np.arange(6))
    assert grade(image, 500, few).reasons == (Reason.TOO_FEW_MINUTIAE,)
    assert grade(image, 500, sure.take(np.arange(0))).value < 20


@pytest.mark.parametrize("dpi", [250, 1000])
def test_the_resolution_does_not_matter_much(dpi: int) -> None:
    method = cv2.INTER_AREA if dpi < 500 else cv2.INTER_CUBIC
    for image in (printed(1), FAULTS[Reason.WET](1), FAULTS[Reason.SMALL_AREA](1)):
        other = np.asarray(
            cv2.resize(image, None, fx=dpi / 500, fy=dpi / 500, interpolation=method), np.uint8
        )
        assert grade(other, dpi).reasons == grade(image, 500).reasons
        assert grade(other, dpi).value == pytest.approx(grade(image, 500).value, abs=8)


def test_brightness_is_not_quality() -> None:
    image = printed(2)
    dimmed = (image * 0.6 + 20).astype(np.uint8)
    assert grade(dimmed, 500).reasons == ()
    assert grade(dimmed, 500).value == pytest.approx(grade(image, 500).value, abs=4)


@pytest.mark.parametrize("grey", [0, 140, 255])
def test_an_empty_glass_is_worth_nothing(grey: int) -> None:
    graded = grade(np.full((400, 400), grey, np.uint8), 500)
    assert graded.value == 0
    assert graded.reasons == (Reason.SMALL_AREA, Reason.LOW_RIDGE_CLARITY)


@pytest.mark.parametrize("shape", [(96, 96), (97, 1500), (1500, 101)])
def test_no_image_breaks_it(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    for image in (
        rng.integers(0, 256, shape, np.uint8),
        (np.indices(shape).sum(axis=0) % 2 * 255).astype(np.uint8),
        np.where(np.arange(shape[1]) < 40, 0, 255).astype(np.uint8) + np.zeros(shape, np.uint8),
    ):
        graded = grade(image, 500)
        assert 0 <= graded.value <= 100
        assert all(math.isfinite(value) for value in graded.components.values())


@pytest.mark.parametrize("sigma", [0.0, 1.0, 3.0])
def test_noise_is_no_print(sigma: float) -> None:
    noise = np.random.default_rng(5).normal(0, 1, (400, 400))
    if sigma:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigma), np.float64)
    graded = grade(np.clip(128 + 50 * noise / noise.std(), 0, 255).astype(np.uint8), 500)
    assert Reason.LOW_RIDGE_CLARITY in graded.reasons
    assert graded.value == 0


def test_what_is_no_print_image_is_refused_as_by_the_extractor() -> None:
    with pytest.raises(PrintTooSmall):
        grade(np.zeros((50, 400), np.uint8), 500)
    with pytest.raises(PrintTooLarge):
        grade(np.zeros((100, 2100), np.uint8), 250)
    with pytest.raises(ResolutionOutOfRange):
        grade(np.zeros((400, 400), np.uint8), 72)


def test_the_components_say_what_the_grade_rests_on() -> None:
    graded = grade(printed(0), 500)
    assert set(graded.components) == set(Measures.__slots__)
    with pytest.raises(TypeError):
        graded.components["area"] = 1.0  # type: ignore[index] # read-only, as is tested
    with_minutiae = grade(printed(0), 500, some_minutiae(30))
    assert set(with_minutiae.components) == {*Measures.__slots__, "minutiae", "confidence"}


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason, language: str) -> None:
    for part in ("title", "advice"):
        assert words.text(f"quality.{reason}.{part}", language)


def test_a_preview_keeps_up_with_a_scanner() -> None:
    """At most 30 ms of processor time an image; the best of several, for a machine may be busy."""
    image = printed(3, NORMAL)
    taken = []
    for _ in range(7):
        start = process_time()
        grade(image, 500)
        taken.append(process_time() - start)
    assert min(taken) < 0.030
