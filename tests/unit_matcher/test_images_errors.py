"""Files that are refused: which error, its stable code, and words that help an intake officer."""

import re
import zlib

import numpy as np
import pytest

from matcher import images
from matcher.decoding import errors
from matcher.decoding.formats import NAMES, recognise
from matcher.decoding.parameters import ENCODED_BYTES, PIXELS, SIDE
from matcher.errors import DataError, OperatorError, UmbralError
from tests.support.pictures import encoded, png, png_interlaced_rows, ridges

GREY = ridges(120, 100)
ENCODED = {name: encoded(GREY, name) for name in NAMES}


def refusal(data: bytes) -> UmbralError:
    """The error that decoding data ends in."""
    with pytest.raises(UmbralError) as caught:
        images.decode(data)
    return caught.value


def test_empty_file() -> None:
    error = refusal(b"")
    assert isinstance(error, errors.EmptyFile)
    assert error.diagnostics() == "The file is empty. Choose the file again, or capture again."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"First name,Last name\nAna,Silva\n", "text"),
        ("Prénom et nom de la personne".encode(), "text"),
        (("é" * 200).encode()[:255], "text"),  # cut within a character
        (b"%PDF-1.7\n", "a PDF document"),
        (b"GIF89a\x01\x00", "a GIF picture"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a WebP picture"),
        (b"\x00\x00\x00\x18ftypheic", "a HEIC picture or a video"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\x7fELF\x02\x01\x01", "something else"),
        (b"\x89PNG\n", "something else"),  # a PNG that went through a line-end conversion
    ],
)
def test_unknown_formats_are_named_and_the_known_ones_offered(data: bytes, words: str) -> None:
    error = refusal(data)
    assert isinstance(error, errors.UnknownFormat)
    assert words in str(error)
    assert all(name in error.diagnostics() for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_format_cut_anywhere_is_incomplete(name: str) -> None:
    """Cut right after the signature, within the header, within the data."""
    whole = ENCODED[name]
    for end in (14, 60, len(whole) // 3, len(whole) * 3 // 4):
        error = refusal(whole[:end])
        assert isinstance(error, errors.TruncatedImage), end
        assert error.parameters == {"format": name}


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_alone_is_incomplete(name: str) -> None:
    assert recognise(ENCODED[name]) == name
    assert isinstance(refusal(ENCODED[name][:12]), errors.TruncatedImage)


def test_file_over_the_size_limit_is_not_looked_at() -> None:
    at_limit = ENCODED["PNG"] + b"\0" * (ENCODED_BYTES - len(ENCODED["PNG"]))
    np.testing.assert_array_equal(images.decode(at_limit).pixels, GREY)
    error = refusal(at_limit + b"\0")
    assert isinstance(error, errors.ImageFileTooLarge)
    assert error.parameters == {"size": ENCODED_BYTES + 1, "limit": ENCODED_BYTES}


@pytest.mark.parametrize(
    ("width", "height"),
    [(30_000, 30_000), (SIDE + 1, 1), (1, SIDE + 1), (5_000, 5_001), (2**31 - 1, 2**31 - 1)],
)
def test_too_many_pixels_are_refused_from_the_header(width: int, height: int) -> None:
    error = refusal(png(width, height, b"\0"))  # no rows follow: whoever decodes would say "incomplete"
    assert isinstance(error, errors.TooManyPixels)
    assert (error.parameters["width"], error.parameters["height"]) == (width, height)
    assert f"{width:,} by {height:,}" in str(error)


def test_as_many_pixels_as_allowed_are_read() -> None:
    width, height = 5_000, PIXELS // 5_000
    image = images.decode(png(width, height, b"\0" * (width + 1) * height, level=1))
    assert image.pixels.shape == (height, width)
    assert not image.pixels.any()


def test_one_wrong_bit_in_the_compressed_rows_is_damage() -> None:
    data = bytearray(ENCODED["PNG"])
    data[data.index(b"IDAT") + 40] ^= 0x10
    assert isinstance(refusal(bytes(data)), errors.TruncatedImage)


def test_header_that_promises_more_rows_than_follow_is_incomplete() -> None:
    """Pillow alone would fill the rest with black and say nothing."""
    assert isinstance(refusal(png(100, 1000, b"\0" * 101 * 999)), errors.TruncatedImage)
    assert isinstance(refusal(png(100, 1000, b"\0" * (101 * 1000 - 1))), errors.TruncatedImage)
    assert images.decode(png(100, 1000, b"\0" * 101 * 1000)).pixels.shape == (1000, 100)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (5, 9), (8, 8), (33, 50)])
def test_interlaced_rows_are_counted_pass_by_pass(shape: tuple[int, int]) -> None:
    height, width = shape
    pixels = ridges(height, width)
    samples = png_interlaced_rows(pixels)
    image = images.decode(png(width, height, samples, interlaced=True))
    np.testing.assert_array_equal(image.pixels, pixels)
    assert isinstance(refusal(png(width, height, samples[:-1], interlaced=True)), errors.TruncatedImage)


def test_errors_say_who_can_mend_what() -> None:
    raised = (
        errors.EmptyFile(),
        errors.ImageFileTooLarge(2, 1),
        errors.UnknownFormat("text"),
        errors.TruncatedImage("PNG"),
        errors.TooManyPixels(2, 2, 1, 1),
        errors.DecoderFailed("it crashed"),
        errors.DecodeTimeout(8.0),
    )
    codes = [error.code for error in raised]
    assert codes == [
        "empty-file",
        "image-file-too-large",
        "unknown-image-format",
        "truncated-image",
        "too-many-pixels",
        "image-decoder-failed",
        "image-decoder-timeout",
    ]
    for error in raised:
        assert isinstance(error, OperatorError | DataError)
        assert re.fullmatch(r"The .*\. [A-Z].*\.", error.diagnostics())


def test_the_deflated_rows_are_what_the_helper_says() -> None:
    """Guards the builder that the bombs rest on: its PNG is a right one."""
    samples = b"\0\x01\x02" * 2
    data = png(2, 2, samples)
    start = data.index(b"IDAT") + 4
    assert zlib.decompressobj().decompress(data[start:]) == samples
    np.testing.assert_array_equal(images.decode(data).pixels, [[1, 2], [1, 2]])
