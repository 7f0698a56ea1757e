"""Every format that is read: its pixels, its stated resolution, its way up, its odder sample kinds."""

import math
import struct
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from matcher import images
from matcher.decoding.errors import UnknownFormat
from tests.support.pictures import colours, encoded, png, png_chunk, png_rows, ridges

GREY = ridges(140, 101)
COLOUR = colours(90, 121)
FAR_TOO_FINE = png_chunk(b"pHYs", struct.pack(">IIB", 2**32 - 1, 2**32 - 1, 1))


def psnr(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Peak signal-to-noise ratio in dB of two uint8 pictures."""
    error = float(np.mean((one.astype(float) - other.astype(float)) ** 2))
    return 10 * math.log10(255**2 / error) if error else math.inf


@pytest.mark.parametrize(
    ("image_format", "options"),
    [
        ("PNG", {}),
        ("PNG", {"optimize": True}),
        ("JPEG2000", {}),
        ("JPEG2000", {"no_jp2": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("TIFF", {"big_tiff": True}),
        ("BMP", {}),
    ],
)
@pytest.mark.parametrize("pixels", [GREY, COLOUR], ids=["grey", "colour"])
def test_lossless_formats_give_the_exact_pixels(
    image_format: str, options: dict[str, Any], pixels: NDArray[np.uint8]
) -> None:
    image = images.decode(encoded(pixels, image_format, **options))
    assert image.format == image_format
    assert image.pixels.dtype == np.uint8
    assert image.pixels.flags.c_contiguous
    assert image.pixels.flags.writeable
    np.testing.assert_array_equal(image.pixels, pixels)


@pytest.mark.parametrize(
    ("image_format", "options", "least_db"),
    [("JPEG", {"quality": 92}, 35), ("JPEG", {"progressive": True, "quality": 92}, 35), ("WSQ", {}, 20)],
)
def test_lossy_formats_give_nearly_the_pixels(
    image_format: str, options: dict[str, Any], least_db: float
) -> None:
    image = images.decode(encoded(GREY, image_format, **options))
    assert image.format == image_format
    assert psnr(image.pixels, GREY) > least_db


def test_colour_jpeg_is_colour() -> None:
    image = images.decode(encoded(COLOUR, "JPEG", quality=95))
    assert image.pixels.shape == COLOUR.shape
    assert psnr(image.pixels, COLOUR) > 35


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "TIFF", "BMP", "WSQ"])
def test_the_stated_resolution_is_reported(image_format: str) -> None:
    # The WSQ writer of NBIS states 500 of its own accord.
    assert images.decode(encoded(GREY, image_format, dpi=(500, 500))).dpi == pytest.approx(500, abs=0.01)


def test_resolution_in_centimetres_of_jpeg_and_tiff() -> None:
    jpeg = bytearray(encoded(GREY, "JPEG", dpi=(500, 500)))
    unit = jpeg.index(b"JFIF\0") + 7
    jpeg[unit : unit + 5] = struct.pack(">BHH", 2, 394, 394)  # 394 to the centimetre
    assert images.decode(bytes(jpeg)).dpi == pytest.approx(394 * 2.54)
    tiff = encoded(GREY, "TIFF", resolution_unit="cm", x_resolution=197.0, y_resolution=197.0)
    assert images.decode(tiff).dpi == pytest.approx(197 * 2.54)


def test_resolution_box_of_jpeg_2000() -> None:
    """ISO/IEC 15444-1 I.5.3.7: samples a metre as numerator, denominator, exponent; here 19685 = 500 dpi."""
    plain = encoded(GREY, "JPEG2000")
    start = plain.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", plain, start)
    capture = struct.pack(">I4sHHHHBB", 18, b"resc", 19685, 1, 19685, 1, 0, 0)
    resolution = struct.pack(">I4s", 8 + len(capture), b"res ") + capture
    header = struct.pack(">I", length + len(resolution)) + plain[start + 4 : start + length] + resolution
    with_box = plain[:start] + header + plain[start + length :]
    assert images.decode(plain).dpi is None
    assert images.decode(with_box).dpi == pytest.approx(500, abs=0.01)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encoded(GREY, "PNG"), id="png without pHYs"),
        pytest.param(encoded(GREY, "JPEG"), id="jpeg with an aspect ratio only"),
        pytest.param(encoded(GREY, "JPEG", dpi=(72, 72)), id="filler of most software"),
        pytest.param(encoded(GREY, "PNG", dpi=(500, 1000)), id="directions that differ"),
        pytest.param(encoded(GREY, "TIFF", dpi=(0, 0)), id="zero"),
        pytest.param(png(101, 140, png_rows(GREY), before=FAR_TOO_FINE), id="a hundred million"),
    ],
)
def test_no_resolution_worth_the_name_is_none(data: bytes) -> None:
    assert images.decode(data).dpi is None


def test_what_a_fingerprint_may_not_have_is_still_reported() -> None:
    assert images.decode(encoded(GREY, "PNG", dpi=(96, 96))).dpi == pytest.approx(96, abs=0.02)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF"])
def test_exif_orientation_is_undone(orientation: int, image_format: str) -> None:
    upright = ridges(64, 40)
    stored = {  # EXIF 2.32 table 6: which corner the first row and column stand for
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    options = {"quality": 98} if image_format == "JPEG" else {}
    data = encoded(np.ascontiguousarray(stored), image_format, exif=exif, **options)
    image = images.decode(data)
    assert image.pixels.shape == upright.shape
    assert psnr(image.pixels, upright) > 35 if image_format == "JPEG" else (image.pixels == upright).all()


def test_damaged_exif_does_not_lose_the_picture() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    data = bytearray(encoded(GREY, "JPEG", exif=exif, quality=98))
    tiff_header = data.index(b"Exif\0\0") + 6
    data[tiff_header : tiff_header + 8] = b"\xff" * 8
    assert images.decode(bytes(data)).pixels.shape == GREY.shape


@pytest.mark.parametrize("image_format", ["PNG", "TIFF", "JPEG2000"])
def test_sixteen_bits_keep_the_high_byte(image_format: str) -> None:
    deep = GREY.astype(np.uint16) * 256 + 77
    np.testing.assert_array_equal(images.decode(encoded(deep, image_format)).pixels, GREY)


def test_big_endian_sixteen_bits() -> None:
    picture = Pillow.frombytes("I;16B", (101, 140), (GREY.astype(">u2") * 256 + 77).astype(">u2").tobytes())
    np.testing.assert_array_equal(images.decode(encoded(picture, "TIFF")).pixels, GREY)


def test_one_bit_is_black_and_white() -> None:
    ink = GREY > 127
    image = images.decode(encoded(ink, "PNG"))
    np.testing.assert_array_equal(image.pixels, np.where(ink, 255, 0))


@pytest.mark.parametrize("image_format", ["PNG", "BMP", "TIFF"])
def test_a_palette_becomes_its_colours(image_format: str) -> None:
    picture = Pillow.fromarray(COLOUR).quantize(16)
    image = images.decode(encoded(picture, image_format))
    np.testing.assert_array_equal(image.pixels, np.asarray(picture.convert("RGB")))


def test_transparency_shows_white() -> None:
    alpha = np.zeros(COLOUR.shape[:2], np.uint8)
    alpha[:, 60:] = 255
    layered = np.dstack([COLOUR, alpha])
    image = images.decode(encoded(layered, "PNG"))
    assert (image.pixels[:, :60] == 255).all()
    np.testing.assert_array_equal(image.pixels[:, 60:], COLOUR[:, 60:])


def test_half_transparency_mixes_with_white_and_stays_grey() -> None:
    layered = Pillow.merge("LA", (Pillow.new("L", (8, 8), 100), Pillow.new("L", (8, 8), 128)))
    image = images.decode(encoded(layered, "PNG"))
    assert image.pixels.shape == (8, 8)
    assert (np.abs(image.pixels.astype(int) - (100 * 128 + 255 * 127) / 255) <= 1).all()


def test_transparent_palette_entry_shows_white() -> None:
    picture = Pillow.fromarray(COLOUR).quantize(8)
    index = np.asarray(picture)
    image = images.decode(encoded(picture, "PNG", transparency=3))
    assert (image.pixels[index == 3] == 255).all()
    np.testing.assert_array_equal(image.pixels[index != 3], np.asarray(picture.convert("RGB"))[index != 3])


def test_transparent_grey_level_shows_white() -> None:
    pixels = np.full((6, 6), 40, np.uint8)
    pixels[2:4] = 90
    image = images.decode(encoded(pixels, "PNG", transparency=90))
    np.testing.assert_array_equal(image.pixels, np.where(pixels == 90, 255, pixels))


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
def test_cmyk_becomes_rgb(image_format: str) -> None:
    picture = Pillow.fromarray(COLOUR).convert("CMYK")
    image = images.decode(encoded(picture, image_format))
    assert psnr(image.pixels, COLOUR) > 30


def test_first_page_of_many() -> None:
    pages = [Pillow.fromarray(GREY), Pillow.fromarray(COLOUR)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    np.testing.assert_array_equal(images.decode(data).pixels, GREY)


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_samples_without_a_known_range_are_refused(dtype: type) -> None:
    with pytest.raises(UnknownFormat, match="samples"):
        images.decode(encoded(GREY.astype(dtype), "TIFF"))


def test_a_picture_of_many_strips_is_whole() -> None:
    # Wider than high and the reverse, with more rows than one strip of 1 MiB holds, through a conversion.
    for shape in ((1500, 1100), (300, 6000)):
        pixels = ridges(*shape)
        np.testing.assert_array_equal(images.decode(encoded(pixels, "PNG", compress_level=1)).pixels, pixels)
        deep = encoded(pixels.astype(np.uint16) * 257, "PNG", compress_level=1)
        np.testing.assert_array_equal(images.decode(deep).pixels, pixels)


def test_grey_of_colour_is_bt601_and_rgb_of_grey_is_three_times_it() -> None:
    colour, plain = images.decode(encoded(COLOUR, "PNG")), images.decode(encoded(GREY, "PNG"))
    luma = COLOUR @ np.array([0.299, 0.587, 0.114])
    assert images.grey(colour).shape == COLOUR.shape[:2]
    assert np.abs(images.grey(colour) - luma).max() <= 1
    assert images.grey(plain) is plain.pixels
    assert images.rgb(colour) is colour.pixels
    np.testing.assert_array_equal(images.rgb(plain), np.dstack([GREY] * 3))


def test_grey_stored_as_colour_comes_back_exactly() -> None:
    image = images.decode(encoded(np.dstack([GREY] * 3), "PNG"))
    np.testing.assert_array_equal(images.grey(image), GREY)


@pytest.mark.parametrize("pixels", [GREY, COLOUR, GREY[::2, ::-1]], ids=["grey", "colour", "strided"])
def test_our_own_png_comes_back(pixels: NDArray[np.uint8]) -> None:
    image = images.decode(images.encode_png(pixels, 500))
    np.testing.assert_array_equal(image.pixels, pixels)
    assert image.dpi == pytest.approx(500, abs=0.01)
    assert images.decode(images.encode_png(pixels)).dpi is None


@pytest.mark.parametrize(
    "pixels", [GREY.astype(np.float32), np.zeros((4, 4, 2), np.uint8), np.zeros(4, np.uint8)]
)
def test_what_is_no_picture_is_not_encoded(pixels: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="not uint8 grey or RGB"):
        images.encode_png(pixels)
