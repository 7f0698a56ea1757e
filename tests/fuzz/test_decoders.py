"""A seeded campaign of damaged pictures: each ends in a typed error or a picture, and the service lives.

UMBRAL_CAMPAIGN=full runs 30,000 mutants, otherwise 1,500. Mutant number n depends on n alone:
`mutant(n)` gives it again.
"""

import os
import random
import struct
import time
import zlib
from collections import Counter

import numpy as np
import pytest
from PIL import Image as Pillow

from matcher.decoding.client import Decoder
from matcher.decoding.errors import DecoderFailed, DecoderUnavailable, DecodeTimeout
from matcher.decoding.formats import NAMES, recognise
from matcher.decoding.parameters import GRACE_SECONDS, PIXELS, SIDE, ChildLimits
from matcher.errors import DataError, OperatorError
from tests.support.pictures import colours, encoded, png, png_interlaced_rows, ridges

COUNT = 30_000 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 1_500
GREY = ridges(48, 40)
COLOUR = colours(40, 48)
# Field values at which parsers err: nothing, signs, all bits, just over a limit.
EDGES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, SIDE + 1)


def corpus() -> list[bytes]:
    """Each format in the variants that take different ways through its decoder."""
    exif = Pillow.Exif()
    exif[0x0112] = 6
    palette = Pillow.fromarray(COLOUR).quantize(16)
    return [
        encoded(GREY, "PNG", dpi=(500, 500)),
        encoded(palette, "PNG", transparency=3, exif=exif),
        encoded(GREY.astype(np.uint16) * 257, "PNG"),
        png(40, 48, png_interlaced_rows(GREY), interlaced=True),
        encoded(COLOUR, "JPEG", dpi=(500, 500), exif=exif),
        encoded(GREY, "JPEG", progressive=True),
        encoded(Pillow.fromarray(COLOUR).convert("CMYK"), "JPEG"),
        encoded(GREY, "JPEG2000"),
        encoded(COLOUR, "JPEG2000", no_jp2=True, tile_size=(16, 16)),
        encoded(Pillow.fromarray(COLOUR).convert("RGBA"), "JPEG2000"),
        encoded(GREY, "TIFF", dpi=(500, 500)),
        encoded(COLOUR, "TIFF", compression="tiff_lzw", exif=exif),
        encoded(GREY > 127, "TIFF", compression="group4"),
        encoded(COLOUR, "TIFF", compression="jpeg"),
        encoded(GREY, "TIFF", big_tiff=True, compression="tiff_adobe_deflate"),
        encoded(GREY, "BMP"),
        encoded(palette, "BMP"),
        encoded(GREY, "WSQ"),
        encoded(ridges(96, 90, 13), "WSQ"),
    ]


CORPUS = corpus()


def mutant(number: int) -> bytes:
    """One to eight changes to one picture of the corpus; its signature stays so that a decoder is reached."""
    chance = random.Random(number)
    data = bytearray(CORPUS[number % len(CORPUS)])
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        _change(chance, data)
    whole = CORPUS[number % len(CORPUS)]
    kept = next(length for length in range(1, len(whole)) if recognise(whole[:length]))
    data[:kept] = whole[:kept]
    if recognise(whole) == "PNG" and chance.random() < 0.8:
        _mend_checksums(data)
    return bytes(data)


def _mend_checksums(data: bytearray) -> None:
    """Right CRCs for a PNG's chunks, so that what was changed within them gets past the first look."""
    position = 8
    while position + 12 <= len(data):
        end = position + 8 + int.from_bytes(data[position : position + 4])
        data[end : end + 4] = zlib.crc32(data[position + 4 : end]).to_bytes(4)
        position = end + 4


def _change(chance: random.Random, data: bytearray) -> None:
    """One change in place. Headers, where lengths and sizes stand, are hit half of the time."""
    reach = min(len(data), 200) if chance.random() < 0.5 else len(data)
    at = chance.randrange(max(reach, 1))
    match chance.randrange(7):
        case 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        case 1:
            data[at : at + 1] = bytes([(data[at] if at < len(data) else 0) ^ 1 << chance.randrange(8)])
        case 2:
            form = chance.choice((">H", "<H", ">I", "<I"))
            value = chance.choice(EDGES) & (0xFFFF if form[1] == "H" else 0xFFFFFFFF)
            data[at : at + struct.calcsize(form)] = struct.pack(form, value)
        case 3:
            del data[at:]
        case 4:
            del data[at : at + chance.randrange(1, 40)]
        case 5:
            data[at:at] = data[at : at + chance.randrange(1, 200)] * chance.choice((1, 2, 50))
        case 6:
            other = chance.choice(CORPUS)
            start = chance.randrange(len(other))
            data[at:at] = other[start : start + chance.randrange(1, 200)]


@pytest.mark.campaign
@pytest.mark.timeout(1_800 if COUNT > 1_500 else 300)
def test_damaged_pictures_end_in_a_typed_error_or_a_picture() -> None:
    decoder = Decoder()
    endings: Counter[str] = Counter()
    slowest = 0.0
    limit = ChildLimits().wall_seconds + GRACE_SECONDS
    try:
        zygote = decoder.zygote_pid()
        for number in range(COUNT):
            data = mutant(number)
            name = recognise(data)
            assert name in NAMES, f"mutant {number} would reach no decoder"
            start = time.monotonic()
            endings[f"{name} {ending(decoder, data, name, number)}"] += 1
            slowest = max(slowest, time.monotonic() - start)
            assert slowest < limit, f"mutant {number} took {slowest:.1f} s"
        assert decoder.zygote_pid() == zygote, "the zygote died on the way"
    finally:
        decoder.close()
    print(f"\n{COUNT} mutants, the slowest {slowest * 1000:.0f} ms")
    for kind, count in sorted(endings.items()):
        print(f"{count:6} {kind}")
    for name in NAMES:  # the campaign got past the signatures, and not only into refusals
        assert endings[f"{name} picture"] > 0
        assert endings[f"{name} truncated-image"] > 0


def ending(decoder: Decoder, data: bytes, name: str, number: int) -> str:
    """How one decode ended: "picture" or the error's code; anything untyped fails the campaign."""
    try:
        decoded = decoder.decode(data, name)
    except DecoderFailed as error:  # a crash that the child took upon itself
        return str(error)
    except (DecodeTimeout, DecoderUnavailable) as error:
        pytest.fail(f"mutant {number}: {error!r}")
    except (DataError, OperatorError) as error:
        return error.code
    height, width = decoded.pixels.shape[:2]
    assert 0 < width <= SIDE, number
    assert 0 < height <= SIDE, number
    assert width * height <= PIXELS, number
    assert decoded.pixels.dtype == np.uint8, number
    return "picture"
