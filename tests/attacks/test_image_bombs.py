"""Pictures made to exhaust: each ends in its typed error, in bounded memory and time."""

import os
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from matcher import images
from matcher.decoding import errors
from matcher.decoding.client import Decoder
from matcher.decoding.parameters import ENCODED_BYTES, ChildLimits
from tests.support.bombs import GREY, MEGABYTE, deflated_zeros, refusal
from tests.support.pictures import (
    PNG_SIGNATURE,
    encoded,
    png,
    png_chunk,
    png_rows,
    progressive_scan_bomb,
)

ROOT = Path(__file__).resolve().parents[2]
ROWS = png_rows(GREY)


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
    began = time.process_time()
    assert isinstance(refusal(data), errors.TruncatedImage)
    assert time.process_time() - began < 1  # nothing is decoded


def test_a_progressive_jpeg_of_a_cameras_scans_is_read() -> None:
    assert images.decode(progressive_scan_bomb(200, 14)).pixels.shape[:2] == (200, 200)


def test_a_jpeg_header_of_the_largest_size_is_refused() -> None:
    data = bytearray(encoded(GREY, "JPEG"))
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = b"\xff\xff\xff\xff"
    assert isinstance(refusal(bytes(data)), errors.TooManyPixels)


def test_bytes_at_the_size_limit_that_are_nothing_cost_little() -> None:
    for signature in (PNG_SIGNATURE, b"\xff\xd8\xff", b"II*\0", b"BM", b"\xff\xa0\xff", b"\xff\x4f\xff\x51"):
        noise = signature + os.urandom(ENCODED_BYTES - len(signature))
        error = refusal(noise)
        assert isinstance(error, errors.TruncatedImage | errors.TooManyPixels | errors.UnknownFormat), error
