"""The formats that are read, told apart by their first bytes, and the common ones that are not.

Only the parent's choice by these signatures decides which decoder runs: no decoder is ever tried on
bytes that merely failed in another.
"""

import codecs

# Signature -> name. PNG: ISO/IEC 15948 5.2. JPEG: ITU-T T.81 B.1.1.3 (SOI, then any marker).
# JPEG 2000: ISO/IEC 15444-1 I.5.1 (signature box) and A.4.1 (bare codestream). TIFF 6.0 section 2, and
# BigTIFF. BMP: BITMAPFILEHEADER. WSQ: FBI IAFIS-IC-0110 (SOI, then any marker).
_READ: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"BM", "BMP"),
    (b"\xff\xa0\xff", "WSQ"),
)

# What people hand in by mistake: where its signature stands, the signature, how the answer calls it.
_NOT_READ: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "a PDF document"),
    (0, b"GIF8", "a GIF picture"),
    (8, b"WEBP", "a WebP picture"),
    (4, b"ftyp", "a HEIC picture or a video"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
)

# ITU-T T.81 B.1.1.3. Within coded data 0xFF is followed by zero or a restart: counting it counts scans.
_START_OF_SCAN = b"\xff\xda"

NAMES: tuple[str, ...] = tuple(dict.fromkeys(name for _, name in _READ))


def recognise(data: bytes) -> str | None:
    """The name (one of NAMES) of the format that data's signature claims; None if it claims none."""
    return next((name for signature, name in _READ if data.startswith(signature)), None)


def guess(data: bytes) -> str:
    """What data that is no picture of ours looks like, in words for the person who chose the file."""
    for offset, signature, words in _NOT_READ:
        if data.startswith(signature, offset):
            return words
    # A multi-byte character may be cut at the end, so a decoder that waits for its rest.
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data[:256])
    except UnicodeDecodeError:
        return "something else"
    return "text" if all(sign.isprintable() or sign.isspace() for sign in text) else "something else"


def scans(data: bytes) -> int:
    """How often a JPEG file goes over its picture; those of a thumbnail in it are counted, too."""
    return data.count(_START_OF_SCAN)
