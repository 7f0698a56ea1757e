"""The formats that are read, told apart by their first bytes, and the common ones that are not.

Only the parent's choice by these signatures decides which decoder runs: no decoder is ever tried on
bytes that merely failed in another.
"""

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

# What people hand in by mistake, so that the answer can name it.
_NOT_READ: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture"),
    (b"\x00\x00\x00\x18ftyp", "a HEIC picture or a video"),
    (b"\x00\x00\x00\x1cftyp", "a HEIC picture or a video"),
    (b"\x00\x00\x00\x20ftyp", "a HEIC picture or a video"),
    (b"\x00\x00\x00\x24ftyp", "a HEIC picture or a video"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
)

NAMES: tuple[str, ...] = tuple(dict.fromkeys(name for _, name in _READ))


def recognise(data: bytes) -> str | None:
    """The name (one of NAMES) of the format that data's signature claims; None if it claims none."""
    return next((name for signature, name in _READ if data.startswith(signature)), None)


def guess(data: bytes) -> str:
    """What data that is no picture of ours looks like, in words for the person who chose the file."""
    for signature, words in _NOT_READ:
        if data.startswith(signature):
            return words
    start = data[:256]
    if all(byte in b"\t\n\r" or byte >= 0x20 for byte in start) and _is_text(start):
        return "text"
    return "something else"


def _is_text(start: bytes) -> bool:
    """Whether start is UTF-8, be it cut within a character."""
    return any(_decodes(start[: len(start) - cut]) for cut in range(min(4, len(start))))


def _decodes(part: bytes) -> bool:
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
