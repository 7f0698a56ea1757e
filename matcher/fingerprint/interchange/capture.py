"""How a representation of ISO/IEC 19794-2:2011 came to be: time, device, quality, certification.

The fields are those of ISO/IEC 19794-1:2011, which every part of 19794 of that year shares.
"""

import struct
from typing import Final, NamedTuple

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.view import Assessment, CaptureTime, Certification, Device, View

_TIME: Final = struct.Struct(">HBBBBBH")
_RANGES: Final = ((1, 0xFFFE), (1, 12), (1, 31), (0, 23), (0, 59), (0, 59), (0, 999))
_UNKNOWN: Final = (0xFFFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFFFF)
_DEVICE: Final = struct.Struct(">BHH")
_QUALITY: Final = struct.Struct(">BHH")
_CERTIFICATION: Final = struct.Struct(">HB")
_FAILED: Final = 255


class Capture(NamedTuple):
    """What `View` holds of it."""

    time: CaptureTime
    device: Device
    assessments: tuple[Assessment, ...]


def read_capture(cursor: Cursor, certified: bool) -> Capture:
    """The fields between a representation's length and its finger position."""
    time = _read_time(cursor)
    technology, vendor, model = _DEVICE.unpack(cursor.octets(_DEVICE.size, "capture device"))
    assessments = []
    for _ in range(cursor.u8("number of quality blocks")):
        score, by, algorithm = _QUALITY.unpack(cursor.octets(_QUALITY.size, "quality block"))
        if score > 100 and score != _FAILED:
            cursor.refuse(f"a quality of {score} is neither 0-100 nor 255")
        assessments.append(Assessment(None if score == _FAILED else score, by, algorithm))
    blocks = cursor.u8("number of certification blocks") if certified else 0
    octets = cursor.octets(blocks * _CERTIFICATION.size, "certification blocks")
    certifications = tuple(map(Certification._make, _CERTIFICATION.iter_unpack(octets)))
    device = Device(technology, vendor, model, certifications=certifications)
    return Capture(time, device, tuple(assessments))


def write_capture(view: View, certified: bool) -> bytes:
    """The same fields. Raises ValueError where there are more than 255 quality or certification blocks."""
    device = view.device
    time = (
        unknown if value is None else value for value, unknown in zip(view.captured, _UNKNOWN, strict=True)
    )
    written = _TIME.pack(*time) + _DEVICE.pack(device.technology, device.vendor, device.model)
    written += bytes([len(view.assessments)])
    for score, by, algorithm in view.assessments:
        written += _QUALITY.pack(_FAILED if score is None else score, by, algorithm)
    if certified:
        written += bytes([len(device.certifications)])
        written += b"".join(_CERTIFICATION.pack(*block) for block in device.certifications)
    return written


def _read_time(cursor: Cursor) -> CaptureTime:
    """Refuses a field out of its range, and one that is given although a larger one is unknown."""
    fields = _TIME.unpack(cursor.octets(_TIME.size, "capture time"))
    known = [value != unknown for value, unknown in zip(fields, _UNKNOWN, strict=True)]
    for value, given, (low, high) in zip(fields, known, _RANGES, strict=True):
        if given and not low <= value <= high:
            cursor.refuse(f"{value} is no part of a time")
    if known != sorted(known, reverse=True):
        cursor.refuse("a capture time lacks a larger part and gives a smaller one")
    return CaptureTime(*(value if given else None for value, given in zip(fields, known, strict=True)))
