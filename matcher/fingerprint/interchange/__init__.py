"""Minutiae records as other systems write and read them, by the standards; one file a standard.

`read` takes a record of any of them and gives finger views whose minutiae compare like our own; the writers
take views, ours (`View.of`) or read from elsewhere. No image is needed.
"""

from matcher.fingerprint.interchange.ansi_2004 import write_ansi2004
from matcher.fingerprint.interchange.ansi_2009 import write_ansi2009
from matcher.fingerprint.interchange.card import read_card
from matcher.fingerprint.interchange.card_writer import Order, write_compact, write_normal
from matcher.fingerprint.interchange.errors import MalformedRecord
from matcher.fingerprint.interchange.iso_2005 import write_iso2005
from matcher.fingerprint.interchange.iso_2011 import write_iso2011
from matcher.fingerprint.interchange.record import read
from matcher.fingerprint.interchange.view import Format, View

__all__ = [
    "Format",
    "MalformedRecord",
    "Order",
    "View",
    "read",
    "read_card",
    "write_ansi2004",
    "write_ansi2009",
    "write_compact",
    "write_iso2005",
    "write_iso2011",
    "write_normal",
]
