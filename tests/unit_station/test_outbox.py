"""The outbox: what is sealed waits in its order, through crashes at any file, until its receipt."""

import random
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract.packet import receipt
from api.contract.packet.errors import ReceiptForged
from api.contract.packet.header import BEGINNING, Link
from api.contract.packet.opening import Opener
from api.contract.packet.receipt import Receipt
from api.contract.packet.sealing import Sealer
from enrollment_station.errors import StationDamaged
from enrollment_station.outbox import RECEIPT, RECEIPTS, SET_ASIDE, Outbox
from tests.support.packets import agreement_key, signing_key

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STATION = UUID(int=7)
KEY, SERVICE, SIGNING = signing_key("station"), agreement_key("service"), signing_key("service")
SEALER = Sealer(STATION, KEY, SERVICE.public_key())
OPENER = Opener.of(SERVICE)


def receipt_for(link: Link) -> bytes:
    return receipt.sign(Receipt(STATION, link, NOW), SIGNING)


def settle(box: Outbox, link: Link, octets: bytes | None = None) -> None:
    box.settle(link, receipt_for(link) if octets is None else octets, SIGNING.public_key())


@pytest.fixture
def box(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox", STATION, BEGINNING)


def test_a_packet_waits_for_its_receipt_and_for_nothing_else(box: Outbox) -> None:
    link = box.put(b"somebody", SEALER, NOW)
    other = box.put(b"somebody else", SEALER, NOW)
    for wrong in (receipt_for(other), b"", bytes(128), receipt_for(link)[:-1]):
        with pytest.raises(ReceiptForged):
            settle(box, link, wrong)
    assert box.count() == 2
    settle(box, link)
    waiting = box.first()
    assert waiting is not None
    assert (waiting.link, box.count()) == (other, 1)
    settle(box, other)
    assert (box.first(), box.last()) == (None, other)


def test_what_waits_is_sealed(box: Outbox) -> None:
    box.put(b"somebody" * 100, SEALER, NOW)
    assert all(b"somebody" not in path.read_bytes() for path in box.folder.iterdir())
    assert all(path.stat().st_mode & 0o077 == 0 for path in box.folder.iterdir())


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 40))
def test_the_chain_goes_on_however_it_is_interrupted(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int
) -> None:
    """Seal, settle and crash in any order: that leaves a draft, half a receipt, or a packet that has one."""
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("outbox")
    box, after, kept = Outbox(folder, STATION, BEGINNING), BEGINNING, 0
    for _ in range(steps):
        match chance.randrange(5):
            case 0 | 1:
                kept = box.put(b"somebody", SEALER, NOW).sequence
            case 2:
                (folder / f".{kept + 1:020d}.umbp.new").write_bytes(b"UMBP")
            case 3 if (folder / RECEIPTS).exists():
                whole = (folder / RECEIPTS).read_bytes()
                torn = b"\x01" * chance.randrange(RECEIPT)
                (folder / RECEIPTS).write_bytes(whole[: len(whole) // RECEIPT * RECEIPT] + torn)
            case _ if (waiting := box.first()) is not None:
                after = OPENER.open(waiting.packet, station=KEY.public_key(), after=after).link
                settle(box, waiting.link)
                if chance.random() < 0.5:  # killed between the receipt and the deletion
                    (folder / f"{waiting.link.sequence:020d}.umbp").write_bytes(waiting.packet)
    while (waiting := box.first()) is not None:
        after = OPENER.open(waiting.packet, station=KEY.public_key(), after=after).link
        settle(box, waiting.link)
    assert after.sequence == kept


def test_damage_is_told(box: Outbox) -> None:
    box.put(b"somebody", SEALER, NOW)
    box.put(b"somebody", SEALER, NOW)
    first, second = sorted(box.folder.glob("*.umbp"))
    whole = first.read_bytes()
    first.write_bytes(whole[:-1])
    with pytest.raises(StationDamaged):
        box.first()
    first.write_bytes(second.read_bytes())
    with pytest.raises(StationDamaged):
        box.first()


def test_what_is_set_aside_is_kept(box: Outbox) -> None:
    settle(box, box.put(b"somebody", SEALER, NOW))
    box.put(b"somebody", SEALER, NOW)
    assert box.set_aside() == 1
    assert (box.count(), box.last()) == (0, BEGINNING)
    assert len(list((box.folder / SET_ASIDE).iterdir())) == 2
