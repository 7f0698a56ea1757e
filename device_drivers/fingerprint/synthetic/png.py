"""PNG with its resolution inside: what OpenCV leaves out."""

import struct
import zlib

import cv2
import numpy as np
import numpy.typing as npt

_SIGNATURE_AND_HEADER = 8 + 25
"""Bytes before the first chunk that may be pHYs (PNG 3rd ed., 5.6: IHDR comes first, 13 bytes of data)."""


def encode_png(image: npt.NDArray[np.uint8], dpi: int) -> bytes:
    """One grey image (H, W) uint8 as PNG with a pHYs chunk (PNG 3rd ed., 11.3.4.3; pixels per metre)."""
    _, encoded = cv2.imencode(".png", image)
    raw = encoded.tobytes()
    per_metre = round(dpi / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return raw[:_SIGNATURE_AND_HEADER] + chunk + raw[_SIGNATURE_AND_HEADER:]
