"""What is written comes back, to the format's precision; what was read is written as it was."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange import (
    Format,
    View,
    read,
    write_ansi2004,
    write_ansi2009,
    write_iso2005,
    write_iso2011,
)
from matcher.fingerprint.interchange.view import (
    UNREPORTED,
    Assessment,
    EndingPlace,
    Extension,
    Impression,
)
from tests.support.fingers import full_view, plain_view, some_minutiae, views

Writer = Callable[[Sequence[View]], bytes]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

WRITERS: list[tuple[Writer, Format, int]] = [
    (write_iso2005, Format.ISO_2005, 256),
    (write_iso2011, Format.ISO_2011, 256),
    (write_ansi2004, Format.ANSI_2004, 180),
    (write_ansi2009, Format.ANSI_2009, 180),
]
NAMES = [format_.name for _, format_, _ in WRITERS]


def turns(first: Floats, second: Floats, steps: int) -> Doubles:
    """The difference of two directions, in steps of a format."""
    difference = np.abs(first.astype(np.float64) - second) % (2 * np.pi)
    return np.asarray(np.minimum(difference, 2 * np.pi - difference) * steps / (2 * np.pi), np.float64)


def far(before: Floats, after: Floats, edge: int) -> Doubles:
    """How far places moved in pixels; what would have rounded out of the image lies on its last pixel."""
    return np.abs(np.minimum(before.astype(np.float64), edge - 1) - after)


@pytest.mark.parametrize(("write", "format_", "steps"), WRITERS, ids=NAMES)
@given(given_views=st.lists(views(), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_views_come_back_within_half_a_unit(
    write: Writer, format_: Format, steps: int, given_views: list[View]
) -> None:
    record = write(given_views)
    found = read(record)
    assert write(found) == record
    assert [view.format for view in found] == [format_] * len(given_views)
    for before, after in zip(sorted(given_views, key=lambda view: view.position), found, strict=True):
        assert after.position is before.position
        assert after.quality == before.quality
        assert (after.kinds, after.qualities) == (before.kinds, before.qualities)
        assert np.all(far(before.minutiae.x, after.minutiae.x, after.minutiae.width) <= 0.501)
        assert np.all(far(before.minutiae.y, after.minutiae.y, after.minutiae.height) <= 0.501)
        assert np.all(turns(before.minutiae.angle, after.minutiae.angle, steps) <= 0.501)
        np.testing.assert_array_equal(after.minutiae.ending, before.minutiae.ending)
        np.testing.assert_allclose(after.minutiae.confidence, before.minutiae.confidence, atol=0.0101)


@pytest.mark.parametrize(("write", "format_", "steps"), WRITERS, ids=NAMES)
def test_everything_that_a_format_can_say_is_kept(write: Writer, format_: Format, steps: int) -> None:
    first, second = full_view(30, 1), full_view(25, 2)
    (before, _), (found, _) = (first, second), read(write([first, second]))
    assert write(read(write([first, second]))) == write([first, second])
    assert found.kinds == before.kinds
    assert found.ridge_counts == before.ridge_counts
    assert found.extensions == before.extensions
    assert [(round(core.x), round(core.y)) for core in found.cores] == [(100, 120), (200, 50)]
    assert [(round(delta.x), round(delta.y)) for delta in found.deltas] == [(300, 300), (30, 340)]
    assert found.impression is Impression.CONTACTLESS_PLAIN
    if format_ in (Format.ISO_2005, Format.ISO_2011):  # each point has its own flag
        assert found.cores[0].angle == pytest.approx(1.0, abs=np.pi / steps)
        assert found.deltas[0].angles == pytest.approx((0.5, 2.5, 4.5), abs=np.pi / steps)
    else:  # one flag for all: one point without angles takes the others' away
        assert [core.angle for core in found.cores] == [None, None]
    assert found.cores[1].angle is None
    assert found.deltas[1].angles is None
    if format_ is Format.ISO_2011:
        assert (found.captured, found.assessments) == (before.captured, before.assessments)
        assert found.device == before.device._replace(compliance=0)
    else:
        assert (found.device.model, found.device.compliance) == (0x0ABC, 0x80)
        assert found.quality == 55
    if format_ in (Format.ANSI_2004, Format.ANSI_2009):
        assert found.producer == (0x0033, 0x0401)


@pytest.mark.parametrize(("write", "format_", "steps"), WRITERS, ids=NAMES)
def test_angles_of_points_are_kept_where_all_have_them(write: Writer, format_: Format, steps: int) -> None:
    full = full_view()
    (found,) = read(write([replace(full, cores=full.cores[:1], deltas=full.deltas[:1])]))
    assert found.cores[0].angle == pytest.approx(1.0, abs=np.pi / steps)
    assert found.deltas[0].angles == pytest.approx((0.5, 2.5, 4.5), abs=np.pi / steps)


def test_a_quality_that_was_not_reported_stays_so_and_compares_in_the_middle() -> None:
    view = full_view(5)  # qualities 0, 1, 50, 100, not reported
    (newer,) = read(write_iso2011([view]))
    assert newer.qualities == bytes([0, 1, 50, 100, UNREPORTED])
    np.testing.assert_allclose(newer.minutiae.confidence, [0.0, 0.01, 0.5, 1.0, 0.5])
    (older,) = read(write_iso2005([newer]))  # there 0 says "not reported", so the worst is 1
    assert older.qualities == bytes([1, 1, 50, 100, UNREPORTED])


def test_the_newer_iso_record_drops_the_quality_that_no_minutia_has() -> None:
    view = replace(plain_view(), qualities=bytes([UNREPORTED] * 30))
    assert len(write_iso2011([plain_view()])) - len(write_iso2011([view])) == 30
    (found,) = read(write_iso2011([view]))
    assert found.qualities == view.qualities


def test_our_endings_lie_on_the_ridge_and_the_record_says_so() -> None:
    (found,) = read(write_iso2011([plain_view()]))
    assert found.ending_place is EndingPlace.RIDGE_END


@pytest.mark.parametrize(("write", "format_", "steps"), WRITERS, ids=NAMES)
@pytest.mark.parametrize(
    ("stated", "dpi"), [(99, 250), (196, 500), (197, 500), (394, 1000), (300, 762), (157, 398.78)]
)
def test_any_resolution_becomes_500_dpi_and_is_written_as_it_was(
    write: Writer, format_: Format, steps: int, stated: int, dpi: float
) -> None:
    ours = plain_view()
    scale = 500 / dpi
    coarse = round(ours.minutiae.width / scale), round(ours.minutiae.height / scale)
    stated_view = replace(ours, size=(coarse[0] + 1, coarse[1] + 1), resolution=(stated, stated))
    (found,) = read(write([stated_view]))
    assert found.resolution == (stated, stated)
    assert found.size == stated_view.size
    np.testing.assert_allclose(found.minutiae.x, ours.minutiae.x, atol=0.501 * scale)
    np.testing.assert_allclose(found.minutiae.y, ours.minutiae.y, atol=0.501 * scale)
    assert write([found]) == write([stated_view])


def test_places_at_500_dpi_stay_whole_numbers() -> None:
    (found,) = read(write_iso2005([plain_view()]))
    np.testing.assert_array_equal(found.minutiae.x, np.rint(found.minutiae.x))


@pytest.mark.parametrize(("write", "format_", "steps"), WRITERS, ids=NAMES)
def test_views_are_numbered_finger_by_finger(write: Writer, format_: Format, steps: int) -> None:
    thumb, index = FingerPosition.RIGHT_THUMB, FingerPosition.RIGHT_INDEX
    given_views = [View.of(some_minutiae(9, seed), p) for seed, p in enumerate((index, thumb, index))]
    found = read(write(given_views))
    assert [(view.position, view.number) for view in found] == [(thumb, 0), (index, 0), (index, 1)]
    with pytest.raises(ValueError, match="at most 16 views"):
        write([plain_view()] * 17)
    with pytest.raises(ValueError, match="at least one"):
        write([])


def test_views_of_several_sizes_share_the_largest_in_the_older_records() -> None:
    small, large = View.of(some_minutiae(9, 1, 100, 300)), View.of(some_minutiae(9, 2, 200, 250))
    assert {view.size for view in read(write_iso2005([small, large]))} == {(200, 300)}
    assert [view.size for view in read(write_iso2011([small, large]))] == [(100, 300), (200, 250)]


def test_a_long_ansi_record_has_the_long_length_field() -> None:
    many = [View.of(some_minutiae(255, seed), FingerPosition(seed // 4)) for seed in range(44)]
    record = write_ansi2004(many)
    assert len(record) > 0xFFFF
    assert record[8:14] == b"\0\0" + len(record).to_bytes(4, "big")
    assert write_ansi2004(read(record)) == record


@pytest.mark.parametrize(("write", "format_", "steps"), WRITERS, ids=NAMES)
def test_one_format_is_carried_over_into_another(write: Writer, format_: Format, steps: int) -> None:
    for source, _, _ in WRITERS:
        (carried,) = read(write(read(source([plain_view()]))))
        np.testing.assert_allclose(carried.minutiae.x, plain_view().minutiae.x, atol=0.51)
        assert np.all(turns(carried.minutiae.angle, plain_view().minutiae.angle, 90) <= 1.0)


def test_a_finger_whose_quality_could_not_be_computed_says_so() -> None:
    view = replace(plain_view(), assessments=(Assessment(None, 15, 2),))
    for write in (write_iso2011, write_ansi2009):
        (found,) = read(write([view]))
        assert found.assessments == (Assessment(None, 15, 2),)
    (older,) = read(write_iso2005([view]))
    assert older.assessments == ()


def test_iso_2011_has_no_view_without_minutiae_and_the_others_have() -> None:
    empty = View.of(some_minutiae(0))
    with pytest.raises(ValueError, match="without minutiae"):
        write_iso2011([empty])
    for write in (write_iso2005, write_ansi2004, write_ansi2009):
        (found,) = read(write([empty]))
        assert len(found.minutiae) == 0


def test_extended_data_that_do_not_fit_are_refused() -> None:
    view = replace(plain_view(), extensions=(Extension(0x0100, bytes(40_000)),) * 2)
    with pytest.raises(ValueError, match="extended data"):
        write_iso2005([view])
