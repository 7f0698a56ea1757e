"""After a restore a station's packets are known as the backup knows them; what it lost is taken again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.contract.errors import ServiceRefused
from api.registry import packets, stations
from api.registry.registry import Registry
from enrollment_station.enrolling import enrol
from enrollment_station.errors import LogForked
from tests.support.backups import Kept, restore
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House, shown
from tests.support.offices import LOCAL, Offices, offices_over
from tests.support.stations import Station, enrolled

EITHER = pytest.mark.parametrize("nowhere", ["sqlite", "postgresql"], indirect=True)


@contextmanager
def serving(registry: Registry, clock: SimulatedClock) -> Iterator[Offices]:
    """A service over a store; it is closed in the end."""
    with offices_over(House(registry, clock)) as offices:
        registry.keep_account()
        yield offices
    registry.close()


def taken(offices: Offices, station: Station) -> list[int]:
    """The numbers of the station's packets that the service holds, and where its chain ends."""
    with offices.house.registry.reading() as view:
        end = stations.one(view, station.id).sequence
        held = [packets.numbered(view, station.id, number) for number in range(1, 9)]
    assert max((one.sequence for one in held if one is not None), default=0) == end
    return [one.sequence for one in held if one is not None]


def sealed(station: Station, number: int) -> bytes:
    """Somebody is captured: the packet that waits then."""
    station.capture(shown(number))
    waiting = station.box.first()
    assert waiting is not None
    return waiting.packet


def settle(station: Station, receipt: str) -> None:
    """The station keeps the receipt and deletes the packet."""
    waiting = station.box.first()
    assert waiting is not None
    station.box.settle(waiting.link, bytes.fromhex(receipt), station.known.enrolled.signing)


def refusal(station: Station, packet: bytes) -> str:
    """Why the service does not take it."""
    with pytest.raises(ServiceRefused) as found, station.uplink() as service:
        service.send(packet)
    return found.value.problem.code


@EITHER
def test_what_was_taken_before_the_backup_is_known_and_what_it_lost_is_taken_once(
    small: Kept, nowhere: Where, tmp_path: Path
) -> None:
    clock = SimulatedClock()
    with serving(small.open(), clock) as before:
        station = enrolled(before, tmp_path / "station")
        packet = sealed(station, 1)
        with station.uplink() as service:
            first = service.send(packet).receipt
        settle(station, first)
        small.notarize(before.house.registry)
        small.make()
        lost = sealed(station, 2)
        with station.uplink() as service:
            assert service.send(lost).receipt != first
        assert taken(before, station) == [1, 2]
    restore(small.pieces(), tmp_path / "new", nowhere)
    with serving(Registry.open(nowhere, tmp_path / "new" / "keys"), clock) as after:
        station = Station(station.home, after)
        assert taken(after, station) == [1]
        with station.uplink() as service:
            assert service.send(packet).receipt == first, "the same receipt, and nothing is stored"
            assert taken(after, station) == [1]
            again = [service.send(lost).receipt for _ in range(3)]
        assert len(set(again)) == 1
        assert taken(after, station) == [1, 2]
        settle(station, again[0])
        listed = after.get("/v1/packets", "intake-officer", facility=after.house.code).json()["packets"]
        assert len(listed) == 2
        other = bytearray(lost)
        other[-1] ^= 1
        assert refusal(station, bytes(other)) == "packet-forked"


@EITHER
def test_a_station_that_saw_more_than_the_backup_says_so_and_begins_anew_by_a_code(
    small: Kept, nowhere: Where, tmp_path: Path
) -> None:
    """What it sent after the backup is nowhere any more, and a head that it keeps will hold never again."""
    clock = SimulatedClock()
    with serving(small.open(), clock) as before:
        station = enrolled(before, tmp_path / "station")
        small.notarize(before.house.registry)
        small.make()
        station.capture(shown(1))
        assert station.send() == 1
        small.notarize(before.house.registry)
        assert station.send() == 0, "it keeps the head"
    restore(small.pieces(), tmp_path / "new", nowhere)
    with serving(Registry.open(nowhere, tmp_path / "new" / "keys"), clock) as after:
        small.notarize(after.house.registry)
        station = Station(station.home, after)
        station.capture(shown(2))
        with pytest.raises(LogForked):
            station.send()
        waiting = station.box.first()
        assert waiting is not None
        assert refusal(station, waiting.packet) == "packet-out-of-order"
        answer = after.send("POST", f"/v1/stations/{station.id}/code", "administrator")
        assert answer.status_code in {200, 201}, answer.text
        assert enrol(station.home, LOCAL, answer.json()["code"], station.reach)[1] == 1
        assert len(list(station.home.glob("heads/fork-*.json"))) == 1
        assert len(list(station.home.glob("heads/set-aside-*.jsonl"))) == 1
        station.capture(shown(2))
        assert station.send() == 1
        assert taken(after, station) == [1]
