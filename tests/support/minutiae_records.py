"""A second reader of minutiae records, written from the standards as tables of fields, with no code of ours.

A table lists what stands one after another: (name, bits); `Many` of a table, as often as a field before it
says; `Rest`, octets as many as a field before it says. It checks nothing: its records are known to be whole.
"""

from dataclasses import dataclass
from typing import Any

Fields = dict[str, Any]


@dataclass(frozen=True)
class Many:
    """A table repeated; times: the name of the field that holds the number."""

    name: str
    times: str
    table: "Table"


@dataclass(frozen=True)
class Rest:
    """Octets; length: the name of the field that holds their number."""

    name: str
    length: str


Table = list[tuple[str, int] | Many | Rest]

MINUTIA_6: Table = [("type", 2), ("x", 14), ("zero", 2), ("y", 14), ("angle", 8), ("quality", 8)]
MINUTIA_5: Table = [("type", 2), ("x", 14), ("zero", 2), ("y", 14), ("angle", 8)]
MINUTIA_3: Table = [("x", 8), ("y", 8), ("type", 2), ("angle", 6)]
EXTENDED: Table = [("extended_length", 16), Rest("extended", "extended_length")]
IMAGE: Table = [("width", 16), ("height", 16), ("x_resolution", 16), ("y_resolution", 16)]

# ISO/IEC 19794-2:2005, clause 7
OLDER_VIEW: Table = [
    ("position", 8),
    ("number", 4),
    ("impression", 4),
    ("quality", 8),
    ("count", 8),
    Many("minutiae", "count", MINUTIA_6),
    *EXTENDED,
]
OLDER: Table = [
    ("compliance", 4),
    ("device", 12),
    *IMAGE,
    ("view_count", 8),
    ("reserved", 8),
    Many("views", "view_count", OLDER_VIEW),
]
ISO_2005: Table = [("magic", 32), ("version", 32), ("length", 32), *OLDER]

# ANSI INCITS 378-2004, clause 6; the length in its short form
ANSI_2004: Table = [("magic", 32), ("version", 32), ("length", 16), ("owner", 16), ("type", 16), *OLDER]

# ANSI INCITS 378-2009
ANSI_2009_VIEW: Table = [
    ("position", 8),
    ("number", 8),
    ("impression", 8),
    ("quality", 8),
    ("algorithm_owner", 16),
    ("algorithm", 16),
    *IMAGE,
    ("count", 8),
    Many("minutiae", "count", MINUTIA_6),
    *EXTENDED,
]
ANSI_2009: Table = [
    ("magic", 32),
    ("version", 32),
    ("length", 32),
    ("owner", 16),
    ("type", 16),
    ("compliance", 8),
    ("device", 16),
    ("view_count", 8),
    ("reserved", 8),
    Many("views", "view_count", ANSI_2009_VIEW),
]


def _iso_2011(minutia: Table, certified: bool) -> Table:
    """ISO/IEC 19794-2:2011, clause 8; what a flag decides is decided by the caller."""
    quality: Table = [("score", 8), ("vendor", 16), ("algorithm", 16)]
    certification: Table = [
        ("certification_count", 8),
        Many("certifications", "certification_count", [("authority", 16), ("scheme", 8)]),
    ]
    view: Table = [
        ("view_length", 32),
        *[(part, bits) for part, bits in (("year", 16), ("month", 8), ("day", 8), ("hour", 8))],
        *[(part, bits) for part, bits in (("minute", 8), ("second", 8), ("millisecond", 16))],
        ("technology", 8),
        ("device_vendor", 16),
        ("device", 16),
        ("quality_count", 8),
        Many("qualities", "quality_count", quality),
        *(certification if certified else []),
        ("position", 8),
        ("number", 8),
        ("x_resolution", 16),
        ("y_resolution", 16),
        ("impression", 8),
        ("width", 16),
        ("height", 16),
        ("minutia_length", 4),
        ("ending_type", 4),
        ("count", 8),
        Many("minutiae", "count", minutia),
        *EXTENDED,
    ]
    return [
        ("magic", 32),
        ("version", 32),
        ("length", 32),
        ("view_count", 16),
        ("certified", 8),
        Many("views", "view_count", view),
    ]


ISO_2011 = _iso_2011(MINUTIA_6, certified=False)
ISO_2011_CERTIFIED = _iso_2011(MINUTIA_6, certified=True)
ISO_2011_WITHOUT_QUALITY = _iso_2011(MINUTIA_5, certified=False)

RIDGE_COUNT: Table = [("first", 8), ("second", 8), ("ridges", 8)]
AREA: Table = [("type", 16), ("length", 16)]


def parse(data: bytes, table: Table) -> Fields:
    """The fields of a record, by name; all of its octets must be used up."""
    fields, left = _take("".join(f"{octet:08b}" for octet in data), table)
    assert left == "", f"{len(left) / 8} octets are left"
    return fields


def minutiae(data: bytes, table: Table) -> list[Fields]:
    """The minutiae of a card form, which has nothing else."""
    size = sum(row[1] for row in table if isinstance(row, tuple))
    bits = "".join(f"{octet:08b}" for octet in data)
    return [_take(bits[at : at + size], table)[0] for at in range(0, len(bits), size)]


def areas(extended: bytes) -> list[tuple[int, bytes]]:
    """The areas of an extended data block: (type, content)."""
    found = []
    while extended:
        head = parse(extended[:4], AREA)
        found.append((head["type"], extended[4 : head["length"]]))
        extended = extended[head["length"] :]
    return found


def _take(bits: str, table: Table) -> tuple[Fields, str]:
    fields: Fields = {}
    for row in table:
        match row:
            case Many():
                rows = []
                for _ in range(fields[row.times]):
                    one, bits = _take(bits, row.table)
                    rows.append(one)
                fields[row.name] = rows
            case Rest():
                size = fields[row.length] * 8
                fields[row.name] = bytes(int(bits[at : at + 8], 2) for at in range(0, size, 8))
                bits = bits[size:]
            case (name, size):
                fields[name] = int(bits[:size], 2)
                bits = bits[size:]
    return fields, bits
