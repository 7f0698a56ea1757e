"""Which standard a record follows, and reading it.

    octets 0-7            length fields agree as        standard
    "FMR" 0 " 20" 0       four octets at 8              ISO/IEC 19794-2:2005
    "FMR" 0 " 20" 0       two at 8, or six              ANSI INCITS 378-2004
    "FMR" 0 "030" 0       four at 8 and each view's     ISO/IEC 19794-2:2011
    "FMR" 0 "030" 0       four at 8                     ANSI INCITS 378-2009
    "FMR" 0 "035" 0       four at 8                     ANSI INCITS 378-2009, amendment 1
    7F 2E                                               compact card form in its data object

A record is taken whole or refused. The length that it states must be the data's: octets that nothing accounts
for may be half of another record, or a place to hide something; only the sender can tell.
"""

from typing import Final

from matcher.fingerprint.interchange import ansi_2004, ansi_2009, iso_2005, iso_2011
from matcher.fingerprint.interchange.card import DATA_OBJECT, read_card
from matcher.fingerprint.interchange.errors import MalformedRecord
from matcher.fingerprint.interchange.parameters import LONGEST_RECORD
from matcher.fingerprint.interchange.view import View

_LENGTH_AT: Final = 8


def read(data: bytes) -> tuple[View, ...]:
    """The finger views of a minutiae record in any of the standards.

    data: hostile octets. Raises MalformedRecord where they are no such record, whole and in range. The card
    forms say nothing of themselves: `card.read_card` reads them where they come bare.
    """
    if len(data) > LONGEST_RECORD:
        raise _unreadable(f"it has {len(data)} octets, more than {LONGEST_RECORD}", LONGEST_RECORD)
    data = bytes(data)
    if data.startswith(DATA_OBJECT):
        return read_card(data)
    if data.startswith(iso_2005.MAGIC):
        if iso_2005.states_its_length(data):
            return iso_2005.read_iso2005(data)
        if ansi_2004.states_its_length(data):
            return ansi_2004.read_ansi2004(data)
        raise _wrong_length(data)
    if data.startswith((iso_2011.MAGIC, ansi_2009.MAGIC_AMENDED)):
        if data[_LENGTH_AT : _LENGTH_AT + 4] != len(data).to_bytes(4, "big"):
            raise _wrong_length(data)
        if data.startswith(iso_2011.MAGIC) and iso_2011.states_its_lengths(data):
            return iso_2011.read_iso2011(data)
        return ansi_2009.read_ansi2009(data)
    raise _unreadable("it does not begin as any of them does", 0)


def _wrong_length(data: bytes) -> MalformedRecord:
    return _unreadable(
        f"it has {len(data)} octets, not the number that it states: it was cut, or something follows",
        _LENGTH_AT,
    )


def _unreadable(reason: str, octet: int) -> MalformedRecord:
    return MalformedRecord(
        f"These octets are no minutiae record that can be read: {reason}.", standard="", octet=octet
    )
