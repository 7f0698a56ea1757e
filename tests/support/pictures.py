"""Pictures for tests of the decoders: an ordinary one, its encodings, and PNG files built chunk by chunk."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import wsq  # noqa: F401 - registers WSQ with Pillow
from numpy.typing import NDArray
from PIL import Image as Pillow

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def ridges(height: int, width: int, period: float = 9.0) -> NDArray[np.uint8]:
    """uint8 (height, width): oblique waves of a print's spacing, no two quadrants alike."""
    down, across = np.mgrid[:height, :width].astype(np.float64)
    wave = np.sin(2 * np.pi * (across + 0.6 * down + 0.002 * across * down) / period)
    grey: NDArray[np.uint8] = (127.5 + 110 * wave * (0.4 + 0.6 * down / height)).astype(np.uint8)
    return grey


def colours(height: int, width: int) -> NDArray[np.uint8]:
    """uint8 (height, width, 3): three different gentle gradients."""
    down, across = np.mgrid[:height, :width].astype(np.float64)
    planes = across / width, down / height, (across + down) / (width + height)
    return (np.stack(planes, axis=2) * 255).astype(np.uint8)


def encoded(pixels: NDArray[Any] | Pillow.Image, image_format: str, **options: Any) -> bytes:
    """pixels in Pillow's image_format with the options of its writer."""
    picture = pixels if isinstance(pixels, Pillow.Image) else Pillow.fromarray(pixels)
    buffer = io.BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its right length and CRC."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, samples: bytes, *, before: bytes = b"", level: int = 9, interlaced: bool = False
) -> bytes:
    """An 8-bit grey PNG whose header says width x height and whose data is samples, deflated.

    samples: what shall be found inside, filter bytes included, whether or not the header agrees.
    before: further chunks between header and data.
    """
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    return b"".join(
        (
            PNG_SIGNATURE,
            png_chunk(b"IHDR", header),
            before,
            png_chunk(b"IDAT", zlib.compress(samples, level)),
            png_chunk(b"IEND", b""),
        )
    )


def png_rows(pixels: NDArray[np.uint8]) -> bytes:
    """The samples of a grey picture with filter type 0 before every row."""
    return b"".join(b"\0" + row.tobytes() for row in pixels)


def png_interlaced_rows(pixels: NDArray[np.uint8]) -> bytes:
    """The samples of a grey picture in Adam7 order (ISO/IEC 15948 8.2)."""
    passes = (
        pixels[0::8, 0::8],
        pixels[0::8, 4::8],
        pixels[4::8, 0::4],
        pixels[0::4, 2::4],
        pixels[2::4, 0::2],
        pixels[0::2, 1::2],
        pixels[1::2],
    )
    return b"".join(png_rows(part) for part in passes if part.size)


def progressive_scan_bomb(side: int, scans: int) -> bytes:
    """A progressive JPEG of side x side pixels whose last scan is repeated, each costing a whole pass."""
    honest = encoded(np.full((side, side), 128, np.uint8), "JPEG", progressive=True)
    last = honest.rindex(b"\xff\xda")
    return honest[:-2] + honest[last:-2] * scans + b"\xff\xd9"
