"""Why a packet, or a receipt for one, is not taken."""

from matcher.errors import DataError, IntegrityError


class PacketUnreadable(DataError):
    """It is no packet of this version, or not a whole one."""

    code = "packet-unreadable"
    advice = "Nothing was taken from it. Send the packet as the station sealed it."


class PacketForged(IntegrityError):
    """The signature is not that of the station that it names."""

    code = "packet-forged"
    advice = "Nothing was taken from it. Keep it, and look at the station."


class PacketForAnother(DataError):
    """It was sealed for another service, or for a key that this one no longer has."""

    code = "packet-for-another"
    advice = "Give the station the present key of this service; what it sealed since is sealed anew there."


class PacketRepeated(DataError):
    """It was taken before. sequence: its number."""

    code = "packet-repeated"
    advice = "Nothing was taken twice. Ask for the receipt of the first time."


class PacketOutOfOrder(DataError):
    """It does not follow upon the last that was taken. expected, sequence: numbers."""

    code = "packet-out-of-order"
    advice = "Send the station's packets in the order in which it sealed them."


class PacketChainBroken(IntegrityError):
    """It has the next number, but follows upon another packet than the last taken. expected: the number."""

    code = "packet-chain-broken"
    advice = "A packet of this station was lost or exchanged. Keep it, and look at the station."


class PacketForked(IntegrityError):
    """Another packet was taken under its number: the station exists twice, or was set back."""

    code = "packet-forked"
    advice = "Keep it, suspend the station, and look at it: a copy of it may be in use."


class PacketSealBroken(IntegrityError):
    """The station signed it, but it does not open: it was sealed wrongly."""

    code = "packet-seal-broken"
    advice = "Nothing was taken from it. Keep it, and look at the station's programs."


class SealingKeyForged(IntegrityError):
    """What is to be sealed for is no key of this service."""

    code = "sealing-key-forged"
    advice = "Nothing is sealed for it. Look at what stands between the station and the service."


class ReceiptForged(IntegrityError):
    """It is not the service's receipt for this packet."""

    code = "receipt-forged"
    advice = "Keep the packet, and send it again."
