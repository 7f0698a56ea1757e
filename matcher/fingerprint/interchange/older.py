"""What ISO/IEC 19794-2:2005 and ANSI INCITS 378-2004 share: all after length and producer.

2      capture equipment: compliance (4 bits), device (12)
2 2    image width, height: pixels, the same for all views
2 2    resolution in x, in y: pixels a centimetre
1 1    number of finger views, 0
per view:
1      finger position
1      view number (4 bits), impression type (4)
1      finger quality, 1-100; 0 = not reported
1      number of minutiae
6 n    minutiae: type (2 bits), x (14); 0 (2), y (14); direction; quality, 1-100, 0 = not reported
2 ...  extended data
"""

import struct
from collections.abc import Sequence
from typing import Final

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.extended import read_extended, write_extended
from matcher.fingerprint.interchange.grid import Grid
from matcher.fingerprint.interchange.layout import grid_for, numbered
from matcher.fingerprint.interchange.points import (
    WITH_QUALITY,
    assessment_octet,
    read_assessment,
    read_points,
    read_position,
    write_points,
)
from matcher.fingerprint.interchange.standard import Standard
from matcher.fingerprint.interchange.view import Device, View

_IMAGE: Final = struct.Struct(">HHHHHBB")
_LARGEST_MODEL: Final = 0xFFF


def read_views(cursor: Cursor, standard: Standard, producer: tuple[int, int]) -> tuple[View, ...]:
    """All that follows, to the record's end."""
    device = _device(cursor.u16("capture equipment"))
    size = cursor.u16("image width"), cursor.u16("image height")
    resolution = cursor.u16("resolution in x"), cursor.u16("resolution in y")
    count, reserved = cursor.u8("number of finger views"), cursor.u8("reserved octet")
    grid = Grid(size, resolution, standard.steps)
    grid.check(cursor)
    if count == 0 or reserved != 0:
        cursor.refuse(f"{count} finger views and a reserved octet of {reserved}")
    views = tuple(_read_view(cursor, standard, grid, device, producer) for _ in range(count))
    cursor.finish("last finger view")
    return views


def write_views(views: Sequence[View], standard: Standard) -> bytes:
    """All that follows the record's length and producer."""
    ordered = list(numbered(views))
    grid = grid_for(views, standard.steps)
    head = _IMAGE.pack(_equipment(views[0].device), *grid.size, *grid.resolution, len(views), 0)
    return head + b"".join(_written(number, view, standard, grid) for number, view in ordered)


def _read_view(
    cursor: Cursor, standard: Standard, grid: Grid, device: Device, producer: tuple[int, int]
) -> View:
    position = read_position(cursor)
    number_and_impression = cursor.u8("view number and impression type")
    assessments = read_assessment(cursor, standard, cursor.u8("finger quality"))
    points = read_points(cursor, grid, standard, cursor.u8("number of minutiae"), WITH_QUALITY)
    extended = read_extended(cursor, grid, standard, len(points.minutiae))
    return View(
        format=standard.format,
        position=position,
        minutiae=points.minutiae,
        kinds=points.kinds,
        qualities=points.qualities,
        size=grid.size,
        resolution=grid.resolution,
        number=number_and_impression >> 4,
        impression=standard.impression(number_and_impression & 0xF),
        assessments=assessments,
        device=device,
        producer=producer,
        ridge_counts=extended.ridge_counts,
        cores=extended.cores,
        deltas=extended.deltas,
        extensions=extended.extensions,
    )


def _written(number: int, view: View, standard: Standard, grid: Grid) -> bytes:
    head = bytes(
        [
            view.position,
            number << 4 | standard.impression_code(view.impression),
            assessment_octet(view, standard),
            len(view.minutiae),
        ]
    )
    points = write_points(view, grid, standard, WITH_QUALITY)
    return head + points + write_extended(view, grid, standard)


def _device(equipment: int) -> Device:
    return Device(model=equipment & _LARGEST_MODEL, compliance=equipment >> 12 << 4)


def _equipment(device: Device) -> int:
    """A device identifier of 16 bits (the newer standards) has no place here: unknown."""
    model = device.model if device.model <= _LARGEST_MODEL else 0
    return device.compliance >> 4 << 12 | model
