"""ANSI INCITS 378-2009 (and its amendment 1): the finger minutiae record.

    4      "FMR", 0
    4      "030", 0 (amendment 1: "035", 0, which adds palms: no position that we read)
    4      length of the record
    2 2    producer: CBEFF product owner, product type
    1 2    capture equipment: compliance, device
    1 1    number of finger views, 0
    per view:
    1 1 1  finger position, view number, impression type
    1      finger quality, 0-100; 254 = not reported, 255 = could not be computed
    2 2    owner and identifier of the quality algorithm
    2 2    image width, height: pixels
    2 2    resolution in x, in y: pixels a centimetre
    1      number of minutiae
    6 n    minutiae as in 2004, quality 0-100, 254, 255
    2 ...  extended data

Directions are in 2 degrees (0-179).
"""

import struct
from collections.abc import Sequence
from typing import Final

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.extended import read_extended, write_extended
from matcher.fingerprint.interchange.grid import Grid
from matcher.fingerprint.interchange.layout import grid_for, numbered
from matcher.fingerprint.interchange.parameters import UNKNOWN_OWNER
from matcher.fingerprint.interchange.points import (
    WITH_QUALITY,
    assessment_octet,
    read_assessment,
    read_points,
    read_position,
    write_points,
)
from matcher.fingerprint.interchange.standard import ANSI_2009
from matcher.fingerprint.interchange.view import Assessment, Device, View

MAGIC: Final = b"FMR\x00030\x00"
MAGIC_AMENDED: Final = b"FMR\x00035\x00"
_LENGTH: Final = struct.Struct(">I")
_HEADER: Final = struct.Struct(">HHBHBB")
_VIEW: Final = struct.Struct(">BBBBHHHHHHB")
_HIGHEST_NUMBER: Final = 15


def read_ansi2009(data: bytes) -> tuple[View, ...]:
    """The finger views of a record whose length is known to fit. Raises MalformedRecord."""
    cursor = Cursor(data, ANSI_2009.format, len(MAGIC) + _LENGTH.size)
    producer = cursor.u16("product owner"), cursor.u16("product type")
    device = Device(compliance=cursor.u8("compliance"), model=cursor.u16("capture device"))
    count, reserved = cursor.u8("number of finger views"), cursor.u8("reserved octet")
    if count == 0 or reserved != 0:
        cursor.refuse(f"{count} finger views and a reserved octet of {reserved}")
    views = tuple(_read_view(cursor, device, producer) for _ in range(count))
    cursor.finish("last finger view")
    return views


def write_ansi2009(views: Sequence[View]) -> bytes:
    """A record of these views, in the order of their fingers.

    Raises ValueError where there is no view, a finger has more than 16, or extended data are too long.
    """
    ordered = list(numbered(views))
    first = views[0]
    body = _HEADER.pack(*first.producer, first.device.compliance, first.device.model, len(views), 0)
    body += b"".join(_written(number, view) for number, view in ordered)
    return MAGIC + _LENGTH.pack(len(MAGIC) + _LENGTH.size + len(body)) + body


def _read_view(cursor: Cursor, device: Device, producer: tuple[int, int]) -> View:
    position, number = read_position(cursor), cursor.u8("view number")
    if number > _HIGHEST_NUMBER:
        cursor.refuse(f"a view number of {number} is beyond {_HIGHEST_NUMBER}")
    impression = ANSI_2009.impression(cursor.u8("impression type"))
    assessments = read_assessment(cursor, ANSI_2009, cursor.u8("finger quality"))
    vendor, algorithm = cursor.u16("quality algorithm's owner"), cursor.u16("quality algorithm")
    size = cursor.u16("image width"), cursor.u16("image height")
    grid = Grid(size, (cursor.u16("resolution in x"), cursor.u16("resolution in y")), ANSI_2009.steps)
    grid.check(cursor)
    points = read_points(cursor, grid, ANSI_2009, cursor.u8("number of minutiae"), WITH_QUALITY)
    extended = read_extended(cursor, grid, ANSI_2009, len(points.minutiae))
    return View(
        format=ANSI_2009.format,
        position=position,
        minutiae=points.minutiae,
        kinds=points.kinds,
        qualities=points.qualities,
        size=grid.size,
        resolution=grid.resolution,
        number=number,
        impression=impression,
        assessments=tuple(Assessment(score, vendor, algorithm) for score, *_ in assessments),
        device=device,
        producer=producer,
        ridge_counts=extended.ridge_counts,
        cores=extended.cores,
        deltas=extended.deltas,
        extensions=extended.extensions,
    )


def _written(number: int, view: View) -> bytes:
    grid = grid_for([view], ANSI_2009.steps)
    assessment = view.assessments[0] if view.assessments else Assessment(None)
    head = _VIEW.pack(
        view.position,
        number,
        ANSI_2009.impression_code(view.impression),
        assessment_octet(view, ANSI_2009),
        assessment.vendor or UNKNOWN_OWNER,
        assessment.algorithm,
        *grid.size,
        *grid.resolution,
        len(view.minutiae),
    )
    points = write_points(view, grid, ANSI_2009, WITH_QUALITY)
    return head + points + write_extended(view, grid, ANSI_2009)
