"""Each way in which a packet is not taken, and that nothing of it is told."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.contract.packet import errors, header, receipt
from api.contract.packet.header import BEGINNING, LAYOUT, Header, Link
from api.contract.packet.opening import Opener
from api.contract.packet.sealing import SIGNED, Sealer
from tests.support.packets import agreement_key, signing_key

NOW = datetime(2026, 11, 22, 3, 4, 5, 678_000, UTC)
CONTENT = b'{"name": "Alma Reyes"}'
SERVICE = agreement_key("service")
OPENER = Opener.of(SERVICE)
STATION = signing_key("station")
SEALER = Sealer(UUID(int=7), STATION, SERVICE.public_key())
FIRST, ONE = SEALER.seal(CONTENT, after=BEGINNING, at=NOW)
SECOND, TWO = SEALER.seal(b"more", after=ONE, at=NOW)


def taken(packet: bytes, after: Link = BEGINNING) -> bytes:
    return OPENER.open(packet, station=STATION.public_key(), after=after).content


def signed(body: bytes, key: Ed25519PrivateKey = STATION) -> bytes:
    return body + key.sign(SIGNED + body)


def test_a_chain_is_taken_in_its_order() -> None:
    assert taken(FIRST) == CONTENT
    assert taken(SECOND, ONE) == b"more"
    assert CONTENT not in FIRST
    assert SEALER.seal(CONTENT, after=BEGINNING, at=NOW)[0] != FIRST, "no two sealings are alike"


@pytest.mark.parametrize("content", [b"", bytes(100_000)], ids=["empty", "zeros"])
def test_any_content(content: bytes) -> None:
    assert taken(SEALER.seal(content, after=BEGINNING, at=NOW)[0]) == content


def test_repeated_and_reordered() -> None:
    with pytest.raises(errors.PacketRepeated):
        taken(FIRST, ONE)
    with pytest.raises(errors.PacketOutOfOrder) as early:
        taken(SECOND)
    assert early.value.parameters == {"expected": 1, "sequence": 2}
    other = SEALER.seal(b"other", after=BEGINNING, at=NOW)[1]
    with pytest.raises(errors.PacketChainBroken):
        taken(SECOND, other)


def test_from_another_station_or_for_another_service() -> None:
    forged = replace(SEALER, key=signing_key("another station"))
    with pytest.raises(errors.PacketForged):
        taken(forged.seal(CONTENT, after=BEGINNING, at=NOW)[0])
    elsewhere = replace(SEALER, service=agreement_key("another service").public_key())
    with pytest.raises(errors.PacketForAnother):
        taken(elsewhere.seal(CONTENT, after=BEGINNING, at=NOW)[0])


def test_a_header_signed_anew_does_not_move_a_ciphertext_to_another_place() -> None:
    """The station itself cannot pass an old ciphertext off as a new packet: the header is sealed with it."""
    moved = replace(Header.unpack(FIRST), sequence=2, previous=ONE.digest)
    with pytest.raises(errors.PacketSealBroken):
        taken(signed(moved.pack() + FIRST[LAYOUT.size : -header.SIGNATURE]), ONE)


def test_an_encapsulated_key_that_is_no_key() -> None:
    with pytest.raises(errors.PacketSealBroken):
        taken(signed(FIRST[: LAYOUT.size] + bytes(32) + FIRST[LAYOUT.size + 32 : -header.SIGNATURE]))


@pytest.mark.parametrize(
    "bad",
    [b"", FIRST[:-1], FIRST + b"\x00", b"UMBP\x02" + FIRST[5:], FIRST[: LAYOUT.size]],
    ids=["nothing", "short", "long", "version", "header alone"],
)
def test_what_is_no_packet(bad: bytes) -> None:
    with pytest.raises(errors.PacketUnreadable):
        taken(bad)


@pytest.mark.parametrize(
    ("place", "value"),
    [(29, bytes(8)), (69, b"\xff" * 8), (77, b"\xff" * 4)],
    ids=["number", "clock", "length"],
)
def test_fields_that_cannot_be(place: int, value: bytes) -> None:
    with pytest.raises(errors.PacketUnreadable):
        taken(FIRST[:place] + value + FIRST[place + len(value) :])


def test_a_station_keeps_what_is_too_large() -> None:
    with pytest.raises(ValueError, match="at most"):
        SEALER.seal(bytes(header.LONGEST + 1), after=BEGINNING, at=NOW)


def test_a_key_is_replaced_while_packets_for_the_old_one_are_under_way() -> None:
    both = Opener.of(agreement_key("next"), SERVICE)
    assert both.open(FIRST, station=STATION.public_key(), after=BEGINNING).content == CONTENT


def test_a_receipt_is_for_one_packet_of_one_station_and_from_the_service() -> None:
    key = signing_key("service")
    given = receipt.sign(receipt.Receipt(SEALER.station, ONE, NOW), key)
    public = key.public_key()
    assert receipt.accept(given, station=SEALER.station, sent=ONE, service=public).at == NOW
    for station, sent in ((UUID(int=8), ONE), (SEALER.station, TWO)):
        with pytest.raises(errors.ReceiptForged):
            receipt.accept(given, station=station, sent=sent, service=public)
    for bad in (b"", given[:-1], given + b"\x00", bytes(128), bytes([given[0] ^ 1]) + given[1:]):
        with pytest.raises(errors.ReceiptForged):
            receipt.accept(bad, station=SEALER.station, sent=ONE, service=public)
    with pytest.raises(errors.ReceiptForged):
        receipt.accept(given, station=SEALER.station, sent=ONE, service=STATION.public_key())
