"""Pictures made to exhaust or to deceive: each ends in its typed error, in bounded memory and time."""

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from matcher import images
from matcher.decoding import errors
from matcher.decoding.client import Decoder
from matcher.decoding.parameters import ENCODED_BYTES, GRACE_SECONDS, ChildLimits
from matcher.errors import UmbralError
from tests.support.pictures import (
    PNG_SIGNATURE,
    encoded,
    png,
    png_chunk,
    png_rows,
    progressive_scan_bomb,
    ridges,
)

ROOT = Path(__file__).resolve().parents[2]
GREY = ridges(120, 100)
ROWS = png_rows(GREY)
MEGABYTE = 2**20
# Where the samples of grey_tiff begin: after the header and a directory of nine entries.
TIFF_STRIP = 8 + 2 + 9 * 12 + 4


def refusal(data: bytes) -> UmbralError:
    """The error that decoding data ends in, within the time that one picture has."""
    start = time.monotonic()
    with pytest.raises(UmbralError) as caught:
        images.decode(data)
    assert time.monotonic() - start < ChildLimits().wall_seconds + GRACE_SECONDS
    return caught.value


def deflated_zeros(megabytes: int) -> bytes:
    """zlib's form (RFC 1950) of so many MiB of zeros, valid, from one block repeated."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(bytes(MEGABYTE)) + deflater.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes * MEGABYTE % 65_521) << 16 | 1
    return b"\x78\xda" + block * megabytes + b"\x03\x00" + struct.pack(">I", checksum)


def png_of_zeros(width: int, height: int, megabytes: int) -> bytes:
    """A grey PNG of that size whose data inflates to so many MiB."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return PNG_SIGNATURE + header + png_chunk(b"IDAT", deflated_zeros(megabytes)) + png_chunk(b"IEND", b"")


# Every row is there: 30,000 rows of 30,001 bytes in less than a megabyte.
BOMB = png_of_zeros(30_000, 30_000, 859)


def test_the_built_bomb_is_a_right_one() -> None:
    assert zlib.decompress(deflated_zeros(3)) == bytes(3 * MEGABYTE)
    assert 859 * MEGABYTE >= 30_000 * 30_001
    assert len(BOMB) < MEGABYTE


def test_a_gigapixel_png_costs_less_than_200_mb_in_all_processes(tmp_path: Path) -> None:
    """Service, zygote and child together, before and at the peak, while ten such pictures are refused."""
    path = tmp_path / "bomb.png"
    path.write_bytes(BOMB)
    script = """if True:
        import pathlib, sys, threading
        from matcher import images
        from matcher.decoding.errors import TooManyPixels
        from tests.support.processes import tree_rss
        data = pathlib.Path(sys.argv[1]).read_bytes()
        images.protections()
        before, peak, done = tree_rss(), 0, threading.Event()
        def attack():
            for _ in range(10):
                try:
                    images.decode(data)
                    raise SystemExit("decoded")
                except TooManyPixels as error:
                    assert error.parameters["width"] == 30_000
            done.set()
        threading.Thread(target=attack).start()
        while not done.is_set():
            peak = max(peak, tree_rss())
        print(before, peak)
        """
    command = [sys.executable, "-c", script, str(path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    before, peak = map(int, result.stdout.split())
    print(f"resident before {before / 1e6:.0f} MB, at the peak {peak / 1e6:.0f} MB")
    assert before > 20e6  # the measurement sees something
    assert peak - before < 200e6


def test_a_gigapixel_png_is_refused_with_hardly_any_memory_to_refuse_it_in() -> None:
    """What sampling might miss: 8 MB of address space are enough, so no row was ever decoded."""
    decoder = Decoder(ChildLimits(memory_bytes=8 * MEGABYTE))
    try:
        with pytest.raises(errors.TooManyPixels):
            decoder.decode(BOMB, "PNG")
    finally:
        decoder.close()


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_compressed_text_chunk_that_inflates_to_100_mb_is_damage(kind: bytes) -> None:
    head = {b"zTXt": b"k\0\0", b"iTXt": b"k\0\1\0\0\0", b"iCCP": b"p\0\0"}[kind]
    bomb = png_chunk(kind, head + deflated_zeros(100))
    decoder = Decoder(ChildLimits(memory_bytes=64 * MEGABYTE))
    try:
        with pytest.raises((errors.TruncatedImage, errors.DecoderFailed)):
            decoder.decode(png(100, 120, ROWS, before=bomb), "PNG")
    finally:
        decoder.close()


def test_many_compressed_text_chunks_do_not_add_up() -> None:
    chunk = png_chunk(b"zTXt", b"k\0\0" + deflated_zeros(1))
    assert isinstance(refusal(png(100, 120, ROWS, before=chunk * 2_000)), errors.TruncatedImage)


def test_rows_beyond_the_header_are_never_inflated() -> None:
    """120 rows promised, eight gigabytes follow: the picture is read, the rest is not."""
    decoder = Decoder(ChildLimits(memory_bytes=32 * MEGABYTE, cpu_seconds=1))
    try:
        assert decoder.decode(png_of_zeros(100, 120, 8_000), "PNG").pixels.shape == (120, 100)
    finally:
        decoder.close()


@pytest.mark.parametrize("width", [0, 101, 1_000])
def test_a_header_that_claims_more_than_there_is_is_refused(width: int) -> None:
    assert isinstance(refusal(png(width, 120, ROWS)), errors.TruncatedImage)


def test_a_progressive_jpeg_of_endless_scans_is_stopped() -> None:
    data = progressive_scan_bomb(4_000, 20_000)
    assert len(data) < 2 * MEGABYTE
    assert isinstance(refusal(data), errors.DecodeTimeout)


def test_a_jpeg_header_of_the_largest_size_is_refused() -> None:
    data = bytearray(encoded(GREY, "JPEG"))
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = b"\xff\xff\xff\xff"
    assert isinstance(refusal(bytes(data)), errors.TooManyPixels)


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


def test_bytes_at_the_size_limit_that_are_nothing_cost_little() -> None:
    for signature in (PNG_SIGNATURE, b"\xff\xd8\xff", b"II*\0", b"BM", b"\xff\xa0\xff", b"\xff\x4f\xff\x51"):
        noise = signature + os.urandom(ENCODED_BYTES - len(signature))
        error = refusal(noise)
        assert isinstance(error, errors.TruncatedImage | errors.TooManyPixels | errors.UnknownFormat), error
