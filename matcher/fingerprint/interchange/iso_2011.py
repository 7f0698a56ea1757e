"""ISO/IEC 19794-2:2011, clause 8: the finger minutiae record.

    4      "FMR", 0
    4      "030", 0
    4      length of the record
    2      number of representations (finger views), 1-176
    1      1 = every representation names the certifications of its device
    per representation:
    4      its length, these octets included
    9      when captured (UTC): year (2), month, day, hour, minute, second, millisecond (2); ones = unknown
    1 2 2  capture device: technology, vendor, type
    1      number of quality blocks; each: score 0-100 or 255 = failed, vendor (2), algorithm (2)
    [1]    number of certification blocks; each: authority (2), scheme (1)
    1 1    finger position, representation number
    2 2    resolution in x, in y: pixels a centimetre
    1      impression type
    2 2    image width, height: pixels
    1      octets of a minutia, 5 or 6 (4 bits); where an ending's place is (4 bits)
    1      number of minutiae, 1-255
    ...    minutiae: type (2 bits), x (14); 0 (2), y (14); direction; [quality, 0-100, 254, 255]
    2 ...  extended data

Directions are in 1/256 of a turn.
"""

import struct
from collections.abc import Sequence
from typing import Final

from matcher.fingerprint.interchange.capture import read_capture, write_capture
from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.extended import read_extended, write_extended
from matcher.fingerprint.interchange.grid import Grid
from matcher.fingerprint.interchange.layout import grid_for, numbered
from matcher.fingerprint.interchange.points import (
    WITH_QUALITY,
    WITHOUT_QUALITY,
    read_points,
    read_position,
    write_points,
)
from matcher.fingerprint.interchange.standard import ISO_2011
from matcher.fingerprint.interchange.view import UNREPORTED, EndingPlace, View

MAGIC: Final = b"FMR\x00030\x00"
_HEADER: Final = struct.Struct(">IHB")
_LENGTH: Final = struct.Struct(">I")
_POINTS: Final = struct.Struct(">BBHHBHHBB")
_SHORTEST: Final = 34  # a representation without quality, certification, minutiae and extended data
_MOST_VIEWS: Final = 176  # 11 positions of 16 views
_HIGHEST_NUMBER: Final = 15
_LAYOUTS: Final = {5: WITHOUT_QUALITY, 6: WITH_QUALITY}


def states_its_lengths(data: bytes) -> bool:
    """Whether the representations' lengths fill the record; ANSI INCITS 378-2009 begins the same way."""
    at = len(MAGIC) + _HEADER.size
    if len(data) < at:
        return False
    _, count, _ = _HEADER.unpack_from(data, len(MAGIC))
    if not 1 <= count <= _MOST_VIEWS:
        return False
    for _ in range(count):
        if at + _LENGTH.size > len(data):
            return False
        (length,) = _LENGTH.unpack_from(data, at)
        if length < _SHORTEST:
            return False
        at += length
    return at == len(data)


def read_iso2011(data: bytes) -> tuple[View, ...]:
    """The finger views of a record whose lengths are known to fit. Raises MalformedRecord."""
    cursor = Cursor(data, ISO_2011.format, len(MAGIC) + _LENGTH.size)
    count, certified = cursor.u16("number of representations"), cursor.u8("certification flag")
    if certified > 1:
        cursor.refuse(f"a certification flag of {certified} is neither 0 nor 1")
    views = tuple(_read_view(cursor, certified == 1) for _ in range(count))
    cursor.finish("last representation")
    return views


def write_iso2011(views: Sequence[View]) -> bytes:
    """A record of these views, in the order of their fingers.

    Raises ValueError where there is no view, a view has no minutia, a finger has more than 16 views, or
    extended data are too long.
    """
    ordered = list(numbered(views))
    certified = any(view.device.certifications for view in views)
    body = b"".join(_written(number, view, certified) for number, view in ordered)
    return MAGIC + _HEADER.pack(len(MAGIC) + _HEADER.size + len(body), len(views), certified) + body


def _read_view(record: Cursor, certified: bool) -> View:
    length = record.u32("length of the representation")
    if length < _SHORTEST:
        record.refuse(f"a representation of {length} octets is shorter than its fixed part")
    cursor = record.part(length - _LENGTH.size, "representation")
    capture = read_capture(cursor, certified)
    position, number = read_position(cursor), cursor.u8("representation number")
    if number > _HIGHEST_NUMBER:
        cursor.refuse(f"a representation number of {number} is beyond {_HIGHEST_NUMBER}")
    resolution = cursor.u16("resolution in x"), cursor.u16("resolution in y")
    impression = ISO_2011.impression(cursor.u8("impression type"))
    grid = Grid((cursor.u16("image width"), cursor.u16("image height")), resolution, ISO_2011.steps)
    grid.check(cursor)
    octets, place = divmod(cursor.u8("minutia length and ending type"), 16)
    count = cursor.u8("number of minutiae")
    if octets not in _LAYOUTS or place not in tuple(EndingPlace) or count == 0:
        cursor.refuse(f"{count} minutiae of {octets} octets with ending type {place}")
    points = read_points(cursor, grid, ISO_2011, count, _LAYOUTS[octets])
    extended = read_extended(cursor, grid, ISO_2011, count)
    cursor.finish("extended data")
    return View(
        format=ISO_2011.format,
        position=position,
        minutiae=points.minutiae,
        kinds=points.kinds,
        qualities=points.qualities,
        size=grid.size,
        resolution=grid.resolution,
        number=number,
        impression=impression,
        assessments=capture.assessments,
        ending_place=EndingPlace(place),
        captured=capture.time,
        device=capture.device,
        ridge_counts=extended.ridge_counts,
        cores=extended.cores,
        deltas=extended.deltas,
        extensions=extended.extensions,
    )


def _written(number: int, view: View, certified: bool) -> bytes:
    count = len(view.minutiae)
    if count == 0:
        raise ValueError("ISO/IEC 19794-2:2011 has no finger view without minutiae")
    grid = grid_for([view], ISO_2011.steps)
    octets = 6 if any(quality != UNREPORTED for quality in view.qualities) else 5
    impression = ISO_2011.impression_code(view.impression)
    body = write_capture(view, certified)
    body += _POINTS.pack(
        view.position,
        number,
        *grid.resolution,
        impression,
        *grid.size,
        octets << 4 | view.ending_place,
        count,
    )
    body += write_points(view, grid, ISO_2011, _LAYOUTS[octets]) + write_extended(view, grid, ISO_2011)
    return _LENGTH.pack(_LENGTH.size + len(body)) + body
