"""Extraction against the true minutiae of synthetic prints, and what is refused as no print."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from device_drivers.fingerprint.synthetic import NORMAL, Impression, person
from matcher.errors import DataError, OperatorError
from matcher.fingerprint.errors import (
    BlankPrint,
    PrintTooLarge,
    PrintTooSmall,
    ResolutionOutOfRange,
    TooFewMinutiae,
)
from matcher.fingerprint.extract import MinutiaeExtractor, Profile, fast_scale, to_500_dpi
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import (
    EXTRACTOR,
    FAST_CLEAR_MINUTIAE,
    FAST_LARGEST,
    FAST_SMALLEST,
    SURE_CONFIDENCE,
)
from models import registry
from tests.support.faces import collins, hopper

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def extractor() -> MinutiaeExtractor:
    return MinutiaeExtractor()


@cache
def _impression(number: int = 1) -> Impression:
    return person(11).finger(2).impression(number, NORMAL)


def _found(minutiae: Minutiae, impression: Impression, within: float = 8.0) -> tuple[float, float, float]:
    """Share of the true minutiae found, share of the found that are true, median error of direction."""
    true = np.array([(m.x, m.y, m.angle) for m in impression.minutiae])
    apart = np.hypot(minutiae.x[:, None] - true[:, 0], minutiae.y[:, None] - true[:, 1])
    nearest, hit = apart.argmin(axis=1), apart.min(axis=1) < within
    turn = np.angle(np.exp(1j * (minutiae.angle - true[nearest, 2])))
    recall = float(np.mean(apart.min(axis=0) < within))
    return recall, float(hit.mean()), float(np.median(np.abs(turn[hit])))


def test_the_version_names_the_network_that_is_opened() -> None:
    assert EXTRACTOR.startswith(MinutiaeExtractor.version)
    assert MinutiaeExtractor.version == f"leader-{registry.version('leader')}"


@pytest.mark.parametrize("profile", ["exact", "fast"])
def test_true_minutiae_are_found_where_they_are(profile: Profile) -> None:
    impression = _impression()
    recall, precision, turn = _found(MinutiaeExtractor(profile).extract(impression.image, 500), impression)
    assert recall >= 0.8
    assert precision >= 0.7
    assert turn < 0.2  # a wrong frame would turn them by 90 or 180 degrees, or mirror them


@pytest.mark.parametrize("dpi", [400, 1000])
def test_another_resolution_gives_the_same_places(extractor: MinutiaeExtractor, dpi: int) -> None:
    impression = _impression()
    scale = dpi / 500
    image = cv2.resize(impression.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    minutiae = extractor.extract(np.asarray(image, np.uint8), dpi)
    assert (minutiae.width, minutiae.height) == impression.image.shape[::-1]
    recall, _, turn = _found(minutiae, impression)
    assert recall >= 0.75
    assert turn < 0.2


def test_places_count_from_the_whole_images_corner(extractor: MinutiaeExtractor) -> None:
    image = _impression().image
    wide = np.full((900, 1000), image[0, 0], np.uint8)
    wide[300 : 300 + image.shape[0], 500 : 500 + image.shape[1]] = image
    near, far = extractor.extract(image, 500), extractor.extract(wide, 500)
    apart = np.hypot(far.x[:, None] - 500 - near.x, far.y[:, None] - 300 - near.y)
    assert np.mean(apart.min(axis=0) < 3) > 0.9
    assert (far.width, far.height) == (1000, 900)


def test_the_most_confident_come_first(extractor: MinutiaeExtractor) -> None:
    minutiae = extractor.extract(_impression().image, 500)
    assert np.all(np.diff(minutiae.confidence) <= 0)


@pytest.mark.parametrize(("height", "width", "seen"), [(300, 300, (224, 224)), (374, 388, (278, 288))])
def test_the_fast_profile_pads_little(height: int, width: int, seen: tuple[int, int]) -> None:
    scale = fast_scale(height, width)
    assert (round(height * scale), round(width * scale)) == seen


def test_the_fast_profiles_scale_stays_between_its_limits() -> None:
    sides = np.random.default_rng(3).integers(1, 1400, (500, 2))
    scales = [fast_scale(int(height), int(width)) for height, width in sides]
    assert min(scales) >= FAST_SMALLEST
    assert max(scales) <= FAST_LARGEST


def test_the_fast_profile_sees_a_poor_print_once_more_at_full_size(extractor: MinutiaeExtractor) -> None:
    fast, whole = MinutiaeExtractor("fast"), _impression().image
    top, left = (side // 2 - 90 for side in whole.shape)
    part = np.ascontiguousarray(whole[top : top + 180, left : left + 180])
    poor = extractor.extract(part, 500)
    assert np.count_nonzero(poor.confidence >= SURE_CONFIDENCE) < FAST_CLEAR_MINUTIAE
    assert fast.extract(part, 500) == poor
    assert fast.extract(whole, 500) != extractor.extract(whole, 500)


def test_two_threads_share_one_extractor(extractor: MinutiaeExtractor) -> None:
    images = [_impression(number).image for number in (1, 2, 3, 4)]
    alone = [extractor.extract(image, 500) for image in images]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda image: extractor.extract(image, 500), images))
    assert together == alone


def _noise(sigma: float) -> Pixels:
    draw = np.random.default_rng(5).normal(size=(400, 400))
    blurred = cv2.GaussianBlur(draw, (0, 0), sigma) if sigma else draw
    grain: Pixels = np.clip(128 + 60 * blurred / blurred.std(), 0, 255).astype(np.uint8)
    return grain


def _grey(pixels: Pixels, width: int) -> Pixels:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = width / grey.shape[1]
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


_ROW, _COLUMN = np.mgrid[:400, :400]
NO_PRINTS = {
    "white": np.full((400, 400), 255, np.uint8),
    "black": np.zeros((400, 400), np.uint8),
    "gradient": (_COLUMN * 0.6).astype(np.uint8),
    "noise": _noise(0),
    "fine grain": _noise(1.5),
    "coarse grain": _noise(3),
    "stripes": (128 + 100 * np.sin(_COLUMN * 0.7)).astype(np.uint8),
    "rings": (128 + 100 * np.sin(np.hypot(_ROW - 200, _COLUMN - 200) * 0.7)).astype(np.uint8),
    "chequers": ((_ROW // 9 + _COLUMN // 9) % 2 * 200).astype(np.uint8),
    "a portrait": _grey(collins(), 512),
    "a small portrait": _grey(collins(), 200),
    "another portrait": _grey(hopper(), 500),
}


@pytest.mark.parametrize("name", NO_PRINTS)
def test_what_is_no_print_gives_no_minutiae(extractor: MinutiaeExtractor, name: str) -> None:
    with pytest.raises((BlankPrint, TooFewMinutiae)) as caught:
        extractor.extract(NO_PRINTS[name], 500)
    assert isinstance(caught.value, OperatorError)
    assert "scanner" in caught.value.diagnostics()


def test_a_scrap_of_ridges_is_no_print(extractor: MinutiaeExtractor) -> None:
    scrap = np.full((400, 400), 255, np.uint8)
    middle = tuple(side // 2 for side in _impression().image.shape)
    scrap[150:198, 150:198] = _impression().image[middle[0] : middle[0] + 48, middle[1] : middle[1] + 48]
    with pytest.raises(BlankPrint, match="no ridge pattern"):
        extractor.extract(scrap, 500)


@pytest.mark.parametrize("dpi", [0, -500, 249, 1001, float("nan"), float("inf")])
def test_a_resolution_that_no_scanner_has_is_refused(dpi: float) -> None:
    with pytest.raises(ResolutionOutOfRange) as caught:
        to_500_dpi(np.zeros((400, 400), np.uint8), dpi)
    assert isinstance(caught.value, DataError)


def test_sizes_are_judged_on_the_finger_not_in_pixels() -> None:
    with pytest.raises(PrintTooSmall):
        to_500_dpi(np.zeros((150, 150), np.uint8), 1000)
    assert to_500_dpi(np.zeros((96, 150), np.uint8), 500).shape == (96, 150)
    with pytest.raises(PrintTooLarge):
        to_500_dpi(np.zeros((100, 2100), np.uint8), 250)


def test_a_sheet_full_of_ridges_is_more_than_one_finger(extractor: MinutiaeExtractor) -> None:
    row, column = np.mgrid[:1400, :1400]
    sheet = (128 + 100 * np.sin(np.hypot(row + 300, column + 300) * 0.7)).astype(np.uint8)
    with pytest.raises(PrintTooLarge, match="one finger"):
        extractor.extract(sheet, 500)


@pytest.mark.parametrize("image", [np.zeros((400, 400)), np.zeros((400, 400, 3), np.uint8)])
def test_pixels_must_be_grey_octets(extractor: MinutiaeExtractor, image: Pixels) -> None:
    with pytest.raises(ValueError, match="uint8"):
        extractor.extract(image, 500)
