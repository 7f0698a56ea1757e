"""Packets mutated, repeated, reordered and of other stations: none is taken but the one whose turn it is."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.contract.packet.header import BEGINNING, Header, Link
from api.contract.packet.opening import Opener
from api.contract.packet.sealing import SIGNED, Sealer
from matcher.errors import UmbralError
from tests.support import campaigns
from tests.support.packets import agreement_key, signing_key

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SERVICE = agreement_key("service")
STATIONS = {UUID(int=n): signing_key(f"station {n}") for n in range(1, 5)}
CHAIN = 25
FULL = 100_000


def sealed() -> dict[UUID, list[tuple[bytes, Link]]]:
    """Each station's packets, each with the link that was the last before it."""
    chains: dict[UUID, list[tuple[bytes, Link]]] = {}
    for station, key in STATIONS.items():
        after, sealer = BEGINNING, Sealer(station, key, SERVICE.public_key())
        for number in range(CHAIN):
            content = f"{station} {number}".encode() * 20
            packet, link = sealer.seal(content, after=after, at=NOW + timedelta(minutes=number))
            chains.setdefault(station, []).append((packet, after))
            after = link
    return chains


def mutated(packet: bytes, chance: random.Random) -> bytes:
    """One of: an octet changed, a run cut out or doubled, the end lost, another packet's tail."""
    at = chance.randrange(len(packet))
    match chance.randrange(5):
        case 0:
            return packet[:at] + bytes([packet[at] ^ (1 << chance.randrange(8))]) + packet[at + 1 :]
        case 1:
            return packet[:at] + packet[at + chance.randint(1, 40) :]
        case 2:
            run = packet[at : at + chance.randint(1, 40)]
            return packet[:at] + run + packet[at:]
        case 3:
            return packet[:at]
        case _:
            return packet[:at] + chance.randbytes(len(packet) - at)


@pytest.mark.campaign
def test_nothing_is_taken_but_the_packet_whose_turn_it_is() -> None:
    chance = random.Random(20261122)
    chains, opener, refused = sealed(), Opener.of(SERVICE), Counter[str]()
    stations = list(STATIONS)
    for _ in range(campaigns.share(FULL)):
        station = chance.choice(stations)
        due = chance.randrange(CHAIN)
        packet, after = chains[station][due]
        kind = chance.choice(["mutated", "repeated", "early", "foreign", "signed by another"])
        match kind:
            case "mutated":
                packet = mutated(packet, chance)
            case "repeated" if due:
                packet = chains[station][chance.randrange(due)][0]
            case "early" if due < CHAIN - 1:
                packet = chains[station][chance.randint(due + 1, CHAIN - 1)][0]
            case "foreign":
                packet = chains[chance.choice([one for one in stations if one != station])][due][0]
            case _:
                thief = STATIONS[chance.choice([one for one in stations if one != station])]
                packet = packet[:-64] + thief.sign(SIGNED + packet[:-64])
        if packet == chains[station][due][0]:
            continue
        with pytest.raises(UmbralError) as found:
            opener.open(packet, station=STATIONS[station].public_key(), after=after)
        refused[found.value.code] += 1
    assert sum(refused.values()) > 0.99 * campaigns.share(FULL)
    assert set(refused) == {
        "packet-unreadable",
        "packet-for-another",
        "packet-forged",
        "packet-repeated",
        "packet-out-of-order",
    }
    campaigns.record("packets", "tests/attacks/test_packets.py", {"refused": dict(refused), "taken": 0})
    for station, chain in chains.items():
        for packet, after in chain:
            assert opener.open(packet, station=STATIONS[station].public_key(), after=after).content
            assert Header.unpack(packet).station == station
