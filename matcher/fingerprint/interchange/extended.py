"""Extended data of a finger view: ridge counts, cores and deltas; anything else is kept as it is.

    2      length of the whole block
    per area:
    2      type: 1 ridge counts, 2 cores and deltas, 3 zonal quality (ISO), 256 and above a vendor's own
    2      length of this area, these four octets included
    ...    ridge counts: method, then (index, index, count) of one octet each
           cores and deltas: number of cores, cores, number of deltas, deltas; each x, y of 14 bits in two
           octets and, where flagged, one angle (a delta: three). ISO flags them in the top bits of each x,
           ANSI in those of the number.

ISO/IEC 19794-2:2005, clause 7; ISO/IEC 19794-2:2011, clause 8; ANSI INCITS 378-2004 and -2009, clause 6.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.grid import Grid
from matcher.fingerprint.interchange.parameters import MOST_AREAS
from matcher.fingerprint.interchange.standard import Standard
from matcher.fingerprint.interchange.view import (
    Core,
    Delta,
    Extension,
    RidgeCount,
    RidgeCounts,
    View,
)

_RIDGE_COUNTS, _CORES_AND_DELTAS = 1, 2
_AREA: Final = struct.Struct(">HH")
_POINT: Final = struct.Struct(">HH")
_NO_NEIGHBOUR: Final = 255
_WITH_ANGLE: Final = 1  # the two-bit flag: 0 without, 1 with, 2 and 3 reserved
_MOST_POINTS: Final = 15


@dataclass(slots=True)
class Extended:
    """What `View` holds of the extended data."""

    ridge_counts: RidgeCounts | None = None
    cores: tuple[Core, ...] = ()
    deltas: tuple[Delta, ...] = ()
    extensions: tuple[Extension, ...] = ()


def read_extended(cursor: Cursor, grid: Grid, standard: Standard, minutiae: int) -> Extended:
    """The block at the cursor. minutiae: how many the view has, which ridge counts may refer to."""
    block = cursor.part(cursor.u16("length of the extended data"), "extended data")
    found = Extended()
    seen: list[int] = []
    while block.at < block.end:
        if len(seen) == MOST_AREAS:
            block.refuse(f"there are more than {MOST_AREAS} extended data areas")
        kind, length = block.u16("type of the extended data area"), block.u16("length of the area")
        if length < _AREA.size:
            block.refuse(f"an extended data area of {length} octets is shorter than its own header")
        if kind in (_RIDGE_COUNTS, _CORES_AND_DELTAS) and kind in seen:
            block.refuse(f"extended data of type {kind} appear twice")
        seen.append(kind)
        area = block.part(length - _AREA.size, "extended data area")
        if kind == _RIDGE_COUNTS:
            found.ridge_counts = _read_ridge_counts(area, minutiae)
        elif kind == _CORES_AND_DELTAS:
            found.cores, found.deltas = _read_cores_and_deltas(area, grid, standard)
        else:
            found.extensions += (Extension(kind, area.octets(length - _AREA.size, "area")),)
    return found


def write_extended(view: View, grid: Grid, standard: Standard) -> bytes:
    """The block. Raises ValueError where it would not fit its length field."""
    areas: list[tuple[int, bytes]] = []
    if view.ridge_counts is not None:
        counts = b"".join(bytes(count) for count in view.ridge_counts.counts)
        areas.append((_RIDGE_COUNTS, bytes([view.ridge_counts.method]) + counts))
    if view.cores or view.deltas:
        areas.append((_CORES_AND_DELTAS, _cores_and_deltas(view, grid, standard)))
    areas += view.extensions
    block = b"".join(_AREA.pack(kind, _AREA.size + len(data)) + data for kind, data in areas)
    if len(block) > 0xFFFF:
        raise ValueError(f"{len(block)} octets of extended data are more than a view can hold")
    return struct.pack(">H", len(block)) + block


def _read_ridge_counts(area: Cursor, minutiae: int) -> RidgeCounts:
    method = area.u8("ridge count method")
    if method > 2:
        area.refuse(f"ridge count method {method} is reserved")
    if (area.end - area.at) % 3:
        area.refuse("ridge counts do not fill their area")
    octets = area.octets(area.end - area.at, "ridge counts")
    first, second, ridges = np.frombuffer(octets, np.uint8).reshape(-1, 3).T
    no_neighbour = (second == _NO_NEIGHBOUR) & (ridges == _NO_NEIGHBOUR)
    good = (first < minutiae) & ((second < minutiae) | no_neighbour)
    if not good.all():
        bad = int(np.argmin(good))
        area.refuse(f"a ridge count refers to minutiae {first[bad]} and {second[bad]} of {minutiae}")
    return RidgeCounts(method, tuple(map(RidgeCount._make, struct.iter_unpack("BBB", octets))))


def _read_cores_and_deltas(
    area: Cursor, grid: Grid, standard: Standard
) -> tuple[tuple[Core, ...], tuple[Delta, ...]]:
    cores = tuple(
        Core(x, y, angles[0] if angles else None)
        for x, y, angles in _read_points(area, grid, standard, 1, "core")
    )
    deltas = tuple(
        Delta(x, y, (angles[0], angles[1], angles[2]) if angles else None)
        for x, y, angles in _read_points(area, grid, standard, 3, "delta")
    )
    area.finish("deltas")
    return cores, deltas


def _read_points(
    area: Cursor, grid: Grid, standard: Standard, arms: int, what: str
) -> Iterable[tuple[float, float, list[float]]]:
    number = area.u8(f"number of {what}s")
    shared = number >> 6 if standard.shared_angle_flag else 0
    number -= shared << 6
    if number > _MOST_POINTS or shared > _WITH_ANGLE:
        area.refuse(f"the number of {what}s is more than {_MOST_POINTS} or has a reserved flag")
    for _ in range(number):
        flag_and_x, y = area.u16(f"{what}'s x"), area.u16(f"{what}'s y")
        flag = shared if standard.shared_angle_flag else flag_and_x >> 14
        if flag > _WITH_ANGLE:
            area.refuse(f"a {what}'s angle flag {flag} is reserved")
        x = flag_and_x if standard.shared_angle_flag else flag_and_x & 0x3FFF
        across, down = grid.place(x, y, area, what)
        steps = [area.u8(f"{what}'s angle") for _ in range(arms)] if flag == _WITH_ANGLE else []
        yield across, down, [grid.angle(step, area, f"{what}'s angle") for step in steps]


def _cores_and_deltas(view: View, grid: Grid, standard: Standard) -> bytes:
    cores = [(core.x, core.y, () if core.angle is None else (core.angle,)) for core in view.cores]
    deltas = [(delta.x, delta.y, delta.angles or ()) for delta in view.deltas]
    return _points(cores, grid, standard) + _points(deltas, grid, standard)


def _points(
    points: Sequence[tuple[float, float, tuple[float, ...]]], grid: Grid, standard: Standard
) -> bytes:
    """Where one flag serves all, angles are written only if all have them."""
    shared = bool(points) and all(angles for _, _, angles in points)
    number = len(points)
    if number > _MOST_POINTS:
        raise ValueError(f"{number} cores or deltas are more than {_MOST_POINTS}")
    written = bytearray([number | (shared << 6 if standard.shared_angle_flag else 0)])
    for x, y, angles in points:
        across, down = grid.raw_place(x, y)
        with_angles = shared if standard.shared_angle_flag else bool(angles)
        flag = 0 if standard.shared_angle_flag else with_angles << 14
        written += _POINT.pack(flag | across, down)
        if with_angles:
            written += bytes(grid.raw_angle(angle) for angle in angles)
    return bytes(written)
