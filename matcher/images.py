"""Hostile bytes -> pixels, decoded in a sandboxed child; and pixels -> PNG for our own pages.

Errors are in `matcher.decoding.errors`; why a child and how it is held: docs/adr/0002.
"""

import atexit
import io
import os
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as _Pillow

from matcher.decoding.client import Decoder
from matcher.decoding.errors import EmptyFile, ImageFileTooLarge, TruncatedImage, UnknownFormat
from matcher.decoding.formats import guess, recognise, scans
from matcher.decoding.parameters import ENCODED_BYTES, SCANS

# One thread a library: the service is parallel over requests; a second of OpenCV's costs more than it saves.
cv2.setNumThreads(1)

_decoder = Decoder()
atexit.register(_decoder.close)
os.register_at_fork(after_in_child=_decoder.forget)


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One decoded picture, upright.

    pixels: uint8 (H, W) grey or (H, W, 3) RGB, C-contiguous. dpi: what the file states, None where it
    states nothing or a filler (72, or an aspect ratio); whether it is believable is the caller's to
    judge. format: one of `matcher.decoding.formats.NAMES`.
    """

    pixels: NDArray[np.uint8] = field(repr=False)
    dpi: float | None
    format: str


def decode(data: bytes) -> Image:
    """The first picture in data: PNG, JPEG, JPEG 2000, TIFF, BMP or WSQ. Any thread, any bytes.

    16-bit samples keep their high byte, transparency shows white, EXIF orientation is applied, colour
    profiles are not. Raises EmptyFile, ImageFileTooLarge, UnknownFormat, TruncatedImage, TooManyPixels,
    DecoderFailed, DecodeTimeout (`matcher.decoding.errors`) and DecoderUnavailable.
    """
    if not data:
        raise EmptyFile
    if len(data) > ENCODED_BYTES:
        raise ImageFileTooLarge(len(data), ENCODED_BYTES)
    name = recognise(data)
    if name is None:
        raise UnknownFormat(guess(data))
    if name == "JPEG" and scans(data) > SCANS:
        raise TruncatedImage(name)
    decoded = _decoder.decode(data, name)
    return Image(decoded.pixels, decoded.dpi, name)


def grey(image: Image) -> NDArray[np.uint8]:
    """uint8 (H, W); luma by ITU-R BT.601 for colour. The image's own array where it is grey already."""
    if image.pixels.ndim == 2:
        return image.pixels
    return np.asarray(cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def rgb(image: Image) -> NDArray[np.uint8]:
    """uint8 (H, W, 3). The image's own array where it is colour already."""
    if image.pixels.ndim == 3:
        return image.pixels
    return np.asarray(cv2.cvtColor(image.pixels, cv2.COLOR_GRAY2RGB), np.uint8)


def encode_png(pixels: NDArray[np.uint8], dpi: float | None = None) -> bytes:
    """PNG of our own uint8 (H, W) grey or (H, W, 3) RGB pixels; ValueError for any other array."""
    if pixels.dtype != np.uint8 or not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ValueError(f"not uint8 grey or RGB: {pixels.dtype} {pixels.shape}")
    buffer = io.BytesIO()
    resolution = {} if dpi is None else {"dpi": (dpi, dpi)}
    _Pillow.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", **resolution)
    return buffer.getvalue()


def protections() -> tuple[str, ...]:
    """Which of `matcher.decoding.sandbox.PROTECTIONS` hold for the decoding children on this machine."""
    return _decoder.protections()
