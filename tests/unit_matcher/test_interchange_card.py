"""The card forms: three and five octets a minutia, fewer and sorted as the card asks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange import Format, MalformedRecord, Order, View, read, read_card
from matcher.fingerprint.interchange.card_writer import write_compact, write_normal
from matcher.fingerprint.interchange.view import UNREPORTED
from tests.support.fingers import plain_view, some_minutiae, views

TENTH_MILLIMETRE = 500 / 254  # pixels at 500 dpi


@given(view=views())
@settings(max_examples=60, deadline=None)
def test_the_compact_form_is_stable_and_near(view: View) -> None:
    record = write_compact(view)
    (found,) = read(record)
    assert write_compact(found) == record
    assert found.format is Format.CARD_COMPACT
    assert set(found.qualities) == {UNREPORTED}
    if max(view.minutiae.width, view.minutiae.height) < 25.5 * 10 * TENTH_MILLIMETRE:
        assert np.all(np.abs(found.minutiae.x - view.minutiae.x) <= 0.501 * TENTH_MILLIMETRE)
        assert np.all(np.abs(found.minutiae.y - view.minutiae.y) <= 0.501 * TENTH_MILLIMETRE)
        assert found.kinds == view.kinds
        turn = np.abs(found.minutiae.angle.astype(np.float64) - view.minutiae.angle)
        assert np.all(np.minimum(turn, 2 * np.pi - turn) <= np.pi / 64 * 1.001)


@given(view=views())
@settings(max_examples=40, deadline=None)
def test_the_normal_form_is_stable_and_near(view: View) -> None:
    record = write_normal(view)
    (found,) = read_card(record, "normal", FingerPosition.LEFT_THUMB)
    assert write_normal(found) == record
    assert found.position is FingerPosition.LEFT_THUMB
    if max(view.minutiae.width, view.minutiae.height) < 3000:
        assert len(record) == 5 * len(view.minutiae)
        np.testing.assert_allclose(found.minutiae.x, view.minutiae.x, atol=0.101)
        np.testing.assert_allclose(found.minutiae.y, view.minutiae.y, atol=0.101)


def test_a_print_wider_than_the_form_keeps_the_middle_and_its_shape() -> None:
    wide = View.of(some_minutiae(200, 3, 1500, 400))
    (found,) = read(write_compact(wide))
    assert 0 < len(found.minutiae) < 200
    assert found.minutiae.x.max() <= 255 * TENTH_MILLIMETRE
    # the same minutiae, moved as one: some shift brings every place back onto an original
    before = np.stack([wide.minutiae.x, wide.minutiae.y], axis=1)
    after = np.stack([found.minutiae.x, found.minutiae.y], axis=1)
    shifts = before - after[0]
    worst = [
        np.abs(after[:, None] + shift - before).max(axis=2).min(axis=1).max()
        for shift in shifts.astype(float)
    ]
    assert min(worst) <= TENTH_MILLIMETRE


def test_the_least_sure_minutiae_go_first_then_the_farthest() -> None:
    view = plain_view(60)
    (found,) = read(write_compact(view, most=20))
    kept = {round(float(x)) for x in found.minutiae.x}
    sure = np.argsort(-np.frombuffer(view.qualities, np.uint8).astype(int), kind="stable")[:20]
    near = sum(any(abs(x - round(float(view.minutiae.x[index]))) <= 2 for x in kept) for index in sure)
    assert len(found.minutiae) == 20
    assert near >= 19
    unsure = replace(view, qualities=bytes([UNREPORTED] * 60))
    (central,) = read(write_compact(unsure, most=20))
    centre = np.array([view.minutiae.x.mean(), view.minutiae.y.mean()])
    distance = np.hypot(central.minutiae.x - centre[0], central.minutiae.y - centre[1])
    all_distances = np.hypot(view.minutiae.x - centre[0], view.minutiae.y - centre[1])
    assert distance.max() <= np.sort(all_distances)[20] + 3


def _key(order: Order, row: tuple[int, ...], rows: list[tuple[int, ...]]) -> tuple[float, ...]:
    """What a card's octets are sorted by, computed from the octets alone."""
    x, y, kind_and_angle = row
    match order.name.split("_", 1)[-1]:
        case "X_Y":
            return (x, y)
        case "Y_X":
            return (y, x)
        case "ANGLE":
            return (kind_and_angle & 0x3F,)
        case _:
            centre = [round(float(np.mean([one[axis] for one in rows]))) for axis in (0, 1)]
            return (float(np.hypot(x - centre[0], y - centre[1])),)


@pytest.mark.parametrize("order", Order)
def test_minutiae_come_in_the_order_that_the_card_asks_for(order: Order) -> None:
    record = write_compact(plain_view(100), order)
    assert write_compact(read(record)[0], order) == record
    rows = [tuple(record[at : at + 3]) for at in range(len(record) - 300, len(record), 3)]
    keys = [_key(order, row, rows) for row in rows]
    if order is not Order.NONE:
        assert keys == sorted(keys, reverse="DESCENDING" in order.name)
    assert sorted(rows) == sorted(
        tuple(write_compact(plain_view(100))[-300:][at : at + 3]) for at in range(0, 300, 3)
    )


def test_a_card_without_minutiae_is_neither_written_nor_read() -> None:
    with pytest.raises(ValueError, match="without minutiae"):
        write_compact(View.of(some_minutiae(0)))
    with pytest.raises(MalformedRecord):
        read_card(b"")
    with pytest.raises(MalformedRecord):
        read(b"\x7f\x2e\x02\x81\x00")


def test_bare_and_wrapped_minutiae_read_alike() -> None:
    wrapped = write_compact(plain_view(100))
    bare = wrapped[-300:]
    assert read_card(bare) == read(wrapped)


@pytest.mark.parametrize(
    ("data", "form", "reason"),
    [
        (bytes(4), "compact", "no list"),
        (bytes(256 * 3), "compact", "no list"),
        (bytes(6), "normal", "no list"),
        (b"\x01\x02\xc0", "compact", "reserved"),
        (b"\xc0\x01\x00\x01\x00", "normal", "reserved"),
        (b"\x00\x01\x40\x01\x00", "normal", "reserved"),
        (b"\x7f\x2e\x06\x81\x03\x01\x02\x03", "compact", "only 5 are left"),
        (b"\x7f\x2e\x05\x81\x03\x01\x02\x03\x00", "compact", "follow the biometric data template"),
        (b"\x7f\x2e\x05\x81\x02\x01\x02\x03", "compact", "follow the minutiae"),
        (b"\x7f\x2e\x05\x90\x03\x01\x02\x03", "compact", "data object 90"),
        (b"\x7f\x2e\x84\x81\x03\x01\x02\x03", "compact", "longer than any list"),
    ],
)
def test_what_is_no_card_form_is_refused(data: bytes, form: str, reason: str) -> None:
    with pytest.raises(MalformedRecord, match=reason):
        read_card(data, "normal" if form == "normal" else "compact")
