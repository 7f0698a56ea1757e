"""What can be wrong with a minutiae record that somebody else wrote."""

from matcher.errors import DataError


class MalformedRecord(DataError):
    """The octets break the standard that they claim to follow.

    Parameters: `standard`, the standard's short name ("" where none could be told); `octet`, how many
    octets had been read when it was seen.
    """

    code = "malformed-minutiae-record"
    advice = "Ask the sender for the record again, or for the fingerprint image instead."
