"""Records as the standards lay them out: by hand, by a second reader, and by other people's readers."""

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange import (
    Format,
    Order,
    View,
    read,
    write_ansi2004,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
    write_normal,
)
from matcher.fingerprint.interchange.view import Impression
from tests.support import minutiae_records as records
from tests.support.fingers import full_view, plain_view, some_minutiae

# Two minutiae of a right index, 500 dpi, 388 x 374 pixels: an ending at (100, 200) pointing up, of quality
# 80, and a bifurcation at (300, 50) pointing left, of quality 40; octet by octet from the field tables.
IMAGE = "0184 0176 00C5 00C5"
MINUTIAE_256 = "4064 00C8 40 50  812C 0032 80 28"
MINUTIAE_180 = "4064 00C8 2D 50  812C 0032 5A 28"
BY_HAND = {
    Format.ISO_2005: (
        f"464D5200 20323000 0000002A  0000 {IMAGE} 01 00  02 00 3C 02 {MINUTIAE_256} 0000",
        write_iso2005,
    ),
    Format.ISO_2011: (
        "464D5200 30333000 00000042 0001 00  00000033 FFFF FF FF FF FF FF FFFF 00 0000 0000"
        f"01 3C 0000 0000  02 00 00C5 00C5 00 0184 0176 61 02 {MINUTIAE_256} 0000",
        write_iso2011,
    ),
    Format.ANSI_2004: (
        f"464D5200 20323000 002C 0103 0000  0000 {IMAGE} 01 00  02 00 3C 02 {MINUTIAE_180} 0000",
        write_ansi2004,
    ),
    Format.ANSI_2009: (
        "464D5200 30333000 00000034 0103 0000 00 0000 01 00"
        f"02 00 00 3C 0103 0000 {IMAGE} 02 {MINUTIAE_180} 0000",
        write_ansi2009,
    ),
}


@pytest.mark.parametrize("format_", BY_HAND)
def test_a_record_made_by_hand_is_read_and_written(format_: Format) -> None:
    octets, write = BY_HAND[format_]
    (view,) = read(bytes.fromhex(octets))
    assert (view.format, view.position, view.quality) == (format_, FingerPosition.RIGHT_INDEX, 60)
    assert (view.number, view.impression) == (0, Impression.LIVE_PLAIN)
    assert (view.minutiae.width, view.minutiae.height) == (388, 374)
    np.testing.assert_array_equal(view.minutiae.x, [100, 300])
    np.testing.assert_array_equal(view.minutiae.y, [200, 50])
    np.testing.assert_allclose(view.minutiae.angle, [np.pi / 2, np.pi], rtol=1e-6)
    np.testing.assert_array_equal(view.minutiae.ending, [True, False])
    np.testing.assert_allclose(view.minutiae.confidence, [0.8, 0.4])
    assert write([view]).hex() == bytes.fromhex(octets).hex()


def test_a_card_made_by_hand_is_read() -> None:
    """An ending 5.1 mm right, 10.2 mm down, pointing up; a bifurcation at 15.2 and 2.5 mm, pointing left."""
    (view,) = read(bytes.fromhex("7F2E 08 81 06  33 66 50  98 19 A0"))
    np.testing.assert_allclose(view.minutiae.x, np.array([51, 152]) * 500 / 254, rtol=1e-6)
    np.testing.assert_allclose(view.minutiae.y, np.array([102, 25]) * 500 / 254, rtol=1e-6)
    np.testing.assert_allclose(view.minutiae.angle, [np.pi / 2, np.pi], rtol=1e-6)
    np.testing.assert_array_equal(view.minutiae.ending, [True, False])


def agrees(
    view: View, image: records.Fields, rows: list[records.Fields], steps: int, rounded: float = 0.5
) -> None:
    """What the second reader found is what was to be written, within half a unit of the format.

    rounded: by how much the stated resolution may differ from the true one, which it is rounded from.
    """
    across, down = (500 / 2.54 / image[f"{axis}_resolution"] for axis in "xy")
    inside = image.get("width", np.inf) - 1, image.get("height", np.inf) - 1  # a place stays on the image
    assert len(rows) == len(view.minutiae)
    for row, x, y, angle, ending in zip(
        rows, view.minutiae.x, view.minutiae.y, view.minutiae.angle, view.minutiae.ending, strict=True
    ):
        off = 0.51 + float(max(x, y)) * rounded / image["x_resolution"]
        assert row["x"] == pytest.approx(min(x / across, inside[0]), abs=off)
        assert row["y"] == pytest.approx(min(y / down, inside[1]), abs=off)
        turn = abs(row["angle"] / steps - angle / (2 * np.pi)) % 1.0
        assert min(turn, 1 - turn) * steps <= 0.501
        assert row.get("zero", 0) == 0
        assert row["type"] == (1 if ending else 2)


TABLES: list[tuple[Any, records.Table, int]] = [
    (write_iso2005, records.ISO_2005, 256),
    (write_iso2011, records.ISO_2011, 256),
    (write_ansi2004, records.ANSI_2004, 180),
    (write_ansi2009, records.ANSI_2009, 180),
]


@pytest.mark.parametrize(("write", "table", "steps"), TABLES)
@pytest.mark.parametrize("seed", range(5))
def test_the_second_reader_finds_the_same_minutiae(
    write: Any, table: records.Table, steps: int, seed: int
) -> None:
    fingers = (FingerPosition.RIGHT_THUMB, FingerPosition.LEFT_LITTLE, FingerPosition.LEFT_LITTLE)
    views = [
        View.of(some_minutiae(20 + 70 * number, seed + number), finger, quality=10 * number + 1)
        for number, finger in enumerate(fingers)
    ]
    record = write(views)
    fields = records.parse(record, table)
    assert fields["magic"].to_bytes(4, "big") == b"FMR\0"
    assert fields["version"].to_bytes(4, "big") in (b" 20\0", b"030\0")
    assert fields["length"] == len(record)
    for view, found, number in zip(views, fields["views"], (0, 0, 1), strict=True):
        assert (found["position"], found["number"]) == (view.position, number)
        quality = found["qualities"][0]["score"] if "qualities" in found else found["quality"]
        assert (quality, found["extended_length"]) == (view.quality, 0)
        image = found if "width" in found else fields
        assert (image["width"], image["height"]) == (388, 374)
        agrees(view, image, found["minutiae"], steps)
        for row, confidence in zip(found["minutiae"], view.minutiae.confidence, strict=True):
            assert row["quality"] == pytest.approx(max(confidence * 100, 1), abs=0.501)


def test_the_second_reader_finds_all_that_2011_can_say() -> None:
    view = full_view(10)
    fields = records.parse(write_iso2011([view]), records.ISO_2011_CERTIFIED)
    (found,) = fields["views"]
    assert [found[part] for part in ("year", "month", "day", "hour", "minute", "second", "millisecond")] == [
        *(2026, 2, 28, 23, 59, 58, 999)
    ]
    assert (found["technology"], found["device_vendor"], found["device"]) == (3, 0x0102, 0x0ABC)
    assert [tuple(block.values()) for block in found["qualities"]] == [(55, 0x0044, 7), (255, 0x000F, 2)]
    assert [tuple(block.values()) for block in found["certifications"]] == [(5, 1), (6, 2)]
    assert (found["impression"], found["ending_type"], found["minutia_length"]) == (24, 0, 6)
    assert [row["quality"] for row in found["minutiae"]] == [0, 1, 50, 100, 254] * 2
    ridge_counts, points, zones, own = records.areas(found["extended"])
    assert ridge_counts == (1, bytes([1, 0, 1, 5, 9, 255, 255]))
    # core at (100, 120) with 1 radian = 41 / 256 turn, core at (200, 50); deltas alike
    assert points == (2, bytes.fromhex("02 4064 0078 29 00C8 0032  02 412C 012C 1466B7 001E 0154"))
    assert (zones, own) == ((3, bytes(20)), (0x0100, b"a vendor's own"))
    shortened = write_iso2011([View.of(view.minutiae)])
    assert records.parse(shortened, records.ISO_2011)["views"][0]["ending_type"] == 1


def test_the_second_reader_finds_no_quality_octet_where_none_is_reported() -> None:
    (view,) = read(write_compact(plain_view()))
    (found,) = records.parse(write_iso2011([view]), records.ISO_2011_WITHOUT_QUALITY)["views"]
    assert found["minutia_length"] == 5
    agrees(view, found, found["minutiae"], 256)


def test_the_second_reader_finds_the_same_on_a_card() -> None:
    view = plain_view(40)
    compact = records.minutiae(write_compact(view, Order.NONE)[-120:], records.MINUTIA_3)
    agrees(view, {"x_resolution": 100, "y_resolution": 100}, compact, 64, rounded=0)
    normal = records.minutiae(write_normal(view), records.MINUTIA_5)
    agrees(view, {"x_resolution": 1000, "y_resolution": 1000}, normal, 256, rounded=0)


def someone_elses(name: str) -> ModuleType:
    """Another project's package, or a skip that says why: none of them is a dependency of ours."""
    try:
        __import__(name)
    except (ImportError, OSError) as missing:
        pytest.skip(f"{name} (PyPI) cannot be imported here: {missing}")
    return sys.modules[name]


def test_afis_reads_our_2005_records() -> None:
    reader: Any = someone_elses("afis.algorithms.templates")
    for seed in range(20):
        view = View.of(some_minutiae(255 if seed == 0 else 40, seed), FingerPosition.LEFT_INDEX, 66)
        header, rows = reader.decode_iso19794_2(write_iso2005([view]))
        assert (header.width, header.height, header.resolution_x) == (388, 374, 197)
        assert (header.finger_position, header.image_quality) == (7, 66)
        (ours,) = read(write_iso2005([view]))
        np.testing.assert_array_equal(rows[:, 0], ours.minutiae.x)
        np.testing.assert_array_equal(rows[:, 1], ours.minutiae.y)
        np.testing.assert_allclose(rows[:, 2], ours.minutiae.angle, atol=1e-6)
        np.testing.assert_array_equal(rows[:, 3] == 0, ours.minutiae.ending)


def test_nbis_python_reads_our_2011_records() -> None:
    nbis: Any = someone_elses("nbis")
    settings = nbis.NbisExtractorSettings(
        min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=False, ppi=None
    )
    reader = nbis.new_nbis_extractor(settings)
    for seed in range(20):
        view = View.of(some_minutiae(150 if seed == 0 else 40, seed), FingerPosition.LEFT_INDEX, 66)
        rows = list(reader.load_iso_19794_2_2011(write_iso2011([view])).get())
        (ours,) = read(write_iso2011([view]))
        np.testing.assert_array_equal([row.x() for row in rows], ours.minutiae.x)
        np.testing.assert_array_equal([row.y() for row in rows], ours.minutiae.y)
        # it keeps directions in 32 steps, as NBIS does
        turns = np.array([row.angle() for row in rows]) / 360 - ours.minutiae.angle / (2 * np.pi)
        assert np.all(np.abs(turns - np.rint(turns)) <= 0.5001 / 32)
        endings = [row.kind() == nbis.MinutiaKind.RIDGE_ENDING for row in rows]
        np.testing.assert_array_equal(endings, ours.minutiae.ending)
        np.testing.assert_allclose([row.reliability() for row in rows], ours.minutiae.confidence, atol=1e-6)
