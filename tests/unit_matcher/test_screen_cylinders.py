"""Cylinders built in C are NumPy's bit for bit; arrays that lie end in ValueError."""

import numpy as np
import pytest

from benchmarks.speed.crowd import fingers, impressions
from matcher.fingerprint.building import build_many, place_of
from matcher.fingerprint.cylinders import DIRECTIONAL, cylinders
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.screen import Learned, gallery_codes, learned, probe_tables
from matcher.fingerprint.searchable import prepare
from matcher.kernels import building, dispatch, screen
from matcher.kernels.screen import PackedCodes, ProbeTables
from tests.support.random_fingers import scattered

kernel = pytest.importorskip("matcher.kernels._compare", reason="the kernel was not built here")


def on_a_line(count: int) -> Minutiae:
    """Minutiae whose hull has no inside."""
    made = scattered(np.random.default_rng(1), count)
    return Minutiae(
        made.x,
        np.full(count, 50, np.float32),
        made.angle,
        made.ending,
        made.confidence,
        made.width,
        made.height,
    )


def some() -> list[Minutiae]:
    rng = np.random.default_rng(9)
    one_point = scattered(rng, 12)
    one_point = Minutiae(
        np.full(12, 20, np.float32),
        np.full(12, 30, np.float32),
        one_point.angle,
        one_point.ending,
        one_point.confidence,
        300,
        400,
    )
    odd = [*(scattered(rng, count) for count in (0, 1, 2, 3, 255)), on_a_line(20), one_point]
    return [
        *odd,
        *(scattered(rng, int(n)) for n in rng.integers(4, 90, 20)),
        *impressions(fingers(3, 0, 40), 3, 0, 1),
    ]


def laid_out(minutiae: list[Minutiae]) -> tuple[np.ndarray, np.ndarray]:
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in minutiae])]).astype(np.int64)
    return np.concatenate([place_of(each) for each in minutiae]), offsets


def test_equal_to_numpy_bit_for_bit() -> None:
    minutiae = some()
    built = build_many(*laid_out(minutiae))
    expected = [cylinders(each) for each in minutiae]
    everyone = built.packed.cylinders
    assert np.diff(built.packed.offsets).tolist() == [len(each.minutia) for each in expected]
    assert np.array_equal(everyone.bits, np.concatenate([each.bits for each in expected]))
    assert np.array_equal(everyone.known, np.concatenate([each.known for each in expected]))
    assert np.array_equal(built.minutia, np.concatenate([each.minutia for each in expected]))
    assert len(everyone) > 1500


def test_without_the_kernel_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    place, offsets = laid_out(some())
    in_c = build_many(place, offsets)
    monkeypatch.setenv("UMBRAL_INSTRUCTION_SET", "numpy")
    dispatch.kernel.cache_clear()
    screen.screen_kernel.cache_clear()
    try:
        assert not building.in_c()
        assert screen.screen_kernel() == "numpy"
        in_numpy = build_many(place, offsets)
    finally:
        dispatch.kernel.cache_clear()
        screen.screen_kernel.cache_clear()
    assert np.array_equal(in_numpy.packed.cylinders.bits, in_c.packed.cylinders.bits)
    assert np.array_equal(in_numpy.packed.cylinders.place, in_c.packed.cylinders.place)
    assert np.array_equal(in_numpy.minutia, in_c.minutia)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_places_that_are_no_places_are_refused(bad: float, column: int) -> None:
    place, offsets = laid_out([scattered(np.random.default_rng(2), 30)])
    place[7, column] = bad
    with pytest.raises(ValueError, match="places"):
        build_many(place, offsets)


@pytest.mark.parametrize("angle", [-0.1, 6.4, 1e30])
def test_angles_beyond_a_turn_are_refused(angle: float) -> None:
    """They index a table."""
    place, offsets = laid_out([scattered(np.random.default_rng(2), 30)])
    place[7, 2] = angle
    with pytest.raises(ValueError, match="places"):
        build_many(place, offsets)


@pytest.mark.parametrize("offsets", [[0], [1, 30], [0, 31], [0, 29], [0, 40, 30], [0, -1, 30]])
def test_offsets_that_lie_are_refused(offsets: list[int]) -> None:
    place, _ = laid_out([scattered(np.random.default_rng(2), 30)])
    with pytest.raises(ValueError, match="fit"):
        build_many(place, np.array(offsets, np.int64))


def test_more_minutiae_than_a_record_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        build_many(np.ones((256, 3), np.float32), np.array([0, 256], np.int64))


@pytest.mark.parametrize("sigma_s", [12.0, 0.0, -1.0, np.nan])
def test_a_spread_wider_than_the_kernels_window_is_refused(sigma_s: float) -> None:
    place, offsets = laid_out([scattered(np.random.default_rng(2), 30)])
    wide = building.Geometry(70.0, sigma_s, 0.01, 50.0, 100.0, 2)
    with pytest.raises(ValueError, match="fit"):
        building.build_in_c(place, offsets, wide, DIRECTIONAL)


def octets(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.uint8)


@pytest.mark.parametrize(
    ("codes", "used", "cost", "reach", "out"),
    [
        (octets(1023), octets(4), octets(1, 32, 16), octets(1), 4),
        (octets(1024), octets(5), octets(1, 32, 16), octets(1), 4),
        (octets(1024), octets(4), octets(1, 32, 15), octets(1), 4),
        (octets(1024), octets(4), octets(2, 32, 16), octets(1), 4),
        (octets(1024), octets(4), octets(256, 32, 16), octets(256), 4),
        (octets(1024), octets(4), octets(1, 32, 16), octets(1), 3),
    ],
)
def test_a_screen_of_arrays_that_lie_is_refused(
    codes: np.ndarray, used: np.ndarray, cost: np.ndarray, reach: np.ndarray, out: int
) -> None:
    with pytest.raises(ValueError, match="fit"):
        kernel.screen_many(codes, used, cost, reach, np.zeros(out, np.uint16), "plain")


def test_a_screen_by_no_such_instruction_set_is_refused() -> None:
    with pytest.raises(ValueError, match="mmx"):
        kernel.screen_many(
            octets(1024), octets(4), octets(1, 32, 16), octets(1), np.zeros(4, np.uint16), "mmx"
        )


@pytest.mark.parametrize("used", [17, 255])
def test_counts_that_lie_do_not_reach_beyond_the_codes(used: int) -> None:
    """PackedCodes refuses them; the kernel counts no more than there are."""
    with pytest.raises(ValueError, match="at most 16"):
        PackedCodes.of(octets(1, 16, 16), np.array([used], np.uint8))
    for name in screen.screen_instruction_sets()[:-1]:
        out = np.zeros(4, np.uint16)
        free = octets(1, 32, 16), np.array([255], np.uint8)
        kernel.screen_many(octets(1024), np.full(4, used, np.uint8), *free, out, name)
        assert out.tolist() == [16 * 255] * 4


def test_tables_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="255"):
        ProbeTables(octets(256, 32, 16), octets(256))


def test_what_was_learned_fits_and_adds_without_rounding() -> None:
    """The largest sums stay below 2^24, where float32 is exact in whatever order it adds."""
    ours = learned()
    whole = [np.abs(values) for values in (ours.weights, ours.known, ours.threshold)]
    assert all(np.array_equal(values, np.rint(values)) for values in whole)
    assert float((whole[0].sum(axis=1) + whole[1].sum(axis=1) + whole[2]).max()) < 2**24


def test_any_direction_charges_nothing_for_a_direction() -> None:
    finger = prepare(scattered(np.random.default_rng(1), 60))
    confidence = finger.minutiae.confidence[finger.minutia]
    upright = probe_tables(finger.cylinders, confidence)
    any_way = probe_tables(finger.cylinders, confidence, any_direction=True)
    assert not any_way.cost[:, -1].any()
    assert upright.cost[:, -1].any(axis=1).all()
    assert np.array_equal(upright.cost[:, :-1], any_way.cost[:, :-1])


def test_another_projection_is_refused() -> None:
    ours = learned()
    with pytest.raises(ValueError, match="does not fit"):
        Learned(ours.weights[:, :-1], ours.known, ours.threshold, ours.scale, ours.mismatch, ours.direction)


def test_a_finger_without_cylinders_has_no_codes() -> None:
    built = build_many(*laid_out([scattered(np.random.default_rng(1), n) for n in (0, 1, 60)]))
    codes = gallery_codes(built, np.ones(len(built.minutia), np.float32))
    assert codes.used[:3].tolist() == [0, 0, 16]
    assert not codes.codes()[:2].any()
