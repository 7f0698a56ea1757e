"""Packets sealed once and kept: what this version wrote every later one reads, and so does another reader."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.contract.packet import receipt
from api.contract.packet.header import BEGINNING
from api.contract.packet.opening import Opener
from tests.support.packets import opened

KEPT = json.loads((Path(__file__).parent / "vectors" / "packets.json").read_text(encoding="utf-8"))
SERVICE = X25519PrivateKey.from_private_bytes(bytes.fromhex(KEPT["service_agreement_key"]))
STATION = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEPT["station_signing_key"])).public_key()


def test_the_chain_that_was_kept_opens() -> None:
    after, opener = BEGINNING, Opener.of(SERVICE)
    for number, kept in enumerate(KEPT["packets"], start=1):
        taken = opener.open(bytes.fromhex(kept["packet"]), station=STATION, after=after)
        after = taken.link
        assert taken.content == kept["content"].encode()
        assert taken.header.sequence == number
        assert taken.header.station == UUID(KEPT["station"])
        assert taken.header.sealed_at == datetime.fromisoformat(kept["sealed_at"])
        assert taken.link.digest.hex() == kept["sha256"]


@pytest.mark.parametrize("kept", KEPT["packets"], ids=lambda kept: kept["sha256"][:8])
def test_a_reader_written_from_the_description_alone_agrees(kept: dict[str, str]) -> None:
    packet = bytes.fromhex(kept["packet"])
    header, ciphertext, signature = packet[:81], packet[81:-64], packet[-64:]
    assert header[:5] == b"UMBP\x01"
    assert int.from_bytes(header[77:81], "big") == len(ciphertext)
    Ed25519PublicKey.verify(STATION, signature, b"umbral packet 1 signed\x00" + header + ciphertext)
    assert opened(ciphertext, SERVICE, b"umbral packet 1\x00" + header) == kept["content"].encode()


def test_the_receipt_that_was_kept_is_accepted() -> None:
    service = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEPT["service_signing_key"])).public_key()
    packet = bytes.fromhex(KEPT["packets"][0]["packet"])
    station = UUID(KEPT["station"])
    first = Opener.of(SERVICE).open(packet, station=STATION, after=BEGINNING).link
    given = receipt.accept(bytes.fromhex(KEPT["receipt"]), station=station, sent=first, service=service)
    assert given.at == datetime(2026, 11, 22, 3, 4, 5, 678_000, UTC)
