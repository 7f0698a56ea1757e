"""Pictures whose fields lie, format by format: TIFF, JPEG 2000, BMP, WSQ, and files that are two at once."""

import io
import struct
import zipfile

import numpy as np
import pytest

from matcher import images
from matcher.decoding import errors
from matcher.decoding.client import Decoder
from matcher.decoding.parameters import ChildLimits
from tests.support.bombs import GREY, MEGABYTE, deflated_zeros, refusal
from tests.support.pictures import (
    encoded,
)

# Where the samples of grey_tiff begin: after the header and a directory of nine entries.
TIFF_STRIP = 8 + 2 + 9 * 12 + 4


def tiff(entries: list[tuple[int, int, int, int]], following: int = 0, tail: bytes = b"") -> bytes:
    """A little-endian TIFF of one directory at 8: (tag, type, count, value) each, then tail."""
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", following) + tail


def grey_tiff(**changed: int) -> bytes:
    """An uncompressed grey TIFF of 16 x 16 pixels whose named fields say what changed says."""
    fields = {
        "width": (256, 16),
        "height": (257, 16),
        "bits": (258, 8),
        "compression": (259, 1),
        "photometric": (262, 1),
        "offset": (273, TIFF_STRIP),
        "samples": (277, 1),
        "rows_per_strip": (278, 16),
        "byte_count": (279, 256),
    }
    entries = [(tag, 4, 1, changed.get(name, value)) for name, (tag, value) in fields.items()]
    return tiff(entries, changed.get("following", 0), bytes(range(256)))


def test_the_built_tiff_is_a_right_one() -> None:
    image = images.decode(grey_tiff())
    np.testing.assert_array_equal(image.pixels.ravel(), np.arange(256))


@pytest.mark.parametrize(
    "changed",
    [
        {"width": 2**31 - 1},
        {"width": 2**32 - 1, "height": 2**32 - 1},
        {"offset": 2**32 - 1},
        {"byte_count": 2**32 - 1, "offset": 2**31},
        {"rows_per_strip": 2**32 - 1, "offset": 10**6},
        {"bits": 2**16},
        {"samples": 2**16 - 1},
        {"compression": 5},
        {"compression": 7},
        {"compression": 2**16 - 1},
        {"photometric": 2**16 - 1},
    ],
    ids=str,
)
def test_a_tiff_with_a_lying_field_is_refused(changed: dict[str, int]) -> None:
    error = refusal(grey_tiff(**changed))
    assert isinstance(error, errors.TruncatedImage | errors.TooManyPixels | errors.UnknownFormat), error


def test_a_tiff_directory_that_follows_itself_gives_its_first_page() -> None:
    assert images.decode(grey_tiff(following=8)).pixels.shape == (16, 16)


def test_a_tiff_whose_first_directory_is_nowhere_is_refused() -> None:
    for offset in (0, 4, 2**32 - 1):
        assert isinstance(refusal(b"II*\0" + struct.pack("<I", offset) + bytes(64)), errors.TruncatedImage)


def test_a_tiff_tag_of_four_thousand_million_values_is_refused() -> None:
    entries = [(256, 4, 2**32 - 1, 8), (257, 4, 2**32 - 1, 8), (273, 4, 2**32 - 1, 8)]
    assert isinstance(refusal(tiff(entries)), errors.TruncatedImage)


def test_a_tiff_strip_inflating_beyond_its_rows_is_harmless() -> None:
    bomb = deflated_zeros(200)
    data = grey_tiff(compression=8, byte_count=len(bomb))
    decoder = Decoder(ChildLimits(memory_bytes=32 * MEGABYTE))
    try:
        decoded = decoder.decode(data[:TIFF_STRIP] + bomb, "TIFF")
        assert not decoded.pixels.any()
    finally:
        decoder.close()


def jpeg_2000(**changed: int) -> bytes:
    """A bare codestream whose SIZ marker (ISO/IEC 15444-1 A.5.1) says what changed says."""
    data = bytearray(encoded(GREY, "JPEG2000", no_jp2=True))
    size = data.index(b"\xff\x51") + 6
    names = ("width", "height", "left", "top", "tile_width", "tile_height", "tile_left", "tile_top")
    for name, value in changed.items():
        struct.pack_into(">I", data, size + 4 * names.index(name), value)
    return bytes(data)


def test_a_jpeg_2000_of_huge_size_is_refused_from_its_header() -> None:
    assert isinstance(refusal(jpeg_2000(width=2**31, height=2**31)), errors.TooManyPixels)


@pytest.mark.parametrize(
    "changed",
    [
        {"tile_width": 1, "tile_height": 1},
        {"tile_width": 0, "tile_height": 0},
        {"tile_height": 119},
        {"width": 5_000, "height": 5_000},
        {"width": 4_000, "height": 4_000, "tile_width": 20, "tile_height": 20},
        {"left": 2**32 - 2, "top": 2**32 - 2},
    ],
    ids=str,
)
def test_a_jpeg_2000_without_the_tiles_it_promises_is_refused(changed: dict[str, int]) -> None:
    """OpenJPEG alone would leave them black and say nothing."""
    assert isinstance(refusal(jpeg_2000(**changed)), errors.TruncatedImage)


def test_a_jpeg_2000_of_many_tiles_is_read() -> None:
    for options in ({}, {"no_jp2": True}):
        data = encoded(GREY, "JPEG2000", tile_size=(32, 16), **options)
        np.testing.assert_array_equal(images.decode(data).pixels, GREY)


def test_a_jpeg_2000_of_one_tile_as_large_as_can_be_costs_no_more_than_the_picture() -> None:
    image = images.decode(jpeg_2000(tile_width=2**32 - 1, tile_height=2**32 - 1))
    assert image.pixels.shape == GREY.shape


@pytest.mark.parametrize(("width", "height"), [(2**31 - 1, 2**31 - 1), (-1, 5), (5, -(2**31))])
def test_a_bmp_of_impossible_size_is_refused(width: int, height: int) -> None:
    data = bytearray(encoded(GREY, "BMP"))
    struct.pack_into("<ii", data, 18, width, height)
    assert isinstance(refusal(bytes(data)), errors.TooManyPixels | errors.TruncatedImage)


@pytest.mark.parametrize("size", [(65_535, 65_535), (12_001, 1), (0, 0), (60, 50), (5, 5)])
def test_a_wsq_whose_frame_lies_about_its_size_is_refused(size: tuple[int, int]) -> None:
    """A size a little larger cannot be told from a smooth picture: runs of zeros have no end in WSQ."""
    honest = encoded(GREY, "WSQ")
    frame = honest.index(b"\xff\xa2") + 6
    error = refusal(honest[:frame] + struct.pack(">HH", *size) + honest[frame + 4 :])
    assert isinstance(error, errors.TruncatedImage | errors.TooManyPixels | errors.DecoderFailed), error


def test_a_picture_that_is_an_archive_too_is_only_a_picture() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("payload.exe", b"MZ")
    both = encoded(GREY, "PNG") + archive.getvalue()
    assert zipfile.ZipFile(io.BytesIO(both)).namelist() == ["payload.exe"]
    image = images.decode(both)
    np.testing.assert_array_equal(image.pixels, GREY)
    assert b"MZ" not in images.encode_png(image.pixels)  # what pages are handed is our own encoding


@pytest.mark.parametrize("signature", ["PNG", "JPEG", "TIFF", "BMP", "WSQ", "JPEG2000"])
def test_the_signature_of_one_format_before_another_is_damage(signature: str) -> None:
    """No second decoder is tried on what the first refused: GIF, EPS and the like are never reached."""
    start = encoded(GREY, signature)[:12]
    for rest in (b"GIF89a" + bytes(100), b"%!PS-Adobe-3.0 EPSF-3.0\n", encoded(GREY, "PNG")):
        assert isinstance(refusal(start + rest), errors.TruncatedImage)
