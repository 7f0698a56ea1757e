"""A gate that falls silent is told once, and that it is back once: whoever looks, whatever dies meanwhile."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from api.auth.stations import PREFIX
from api.board.parameters import OFFLINE_AFTER
from api.desks.due import gates
from api.desks.due.round import Round
from api.desks.policies import PolicyShelf
from api.gates.presence import PresencePolicy
from api.registry import postgres, presence, stations
from api.registry.presence import Presence, PresenceKind
from api.registry.registry import Registry
from api.registry.stations import Station, StationState
from tests.support.databases import Where
from tests.support.due import events, facts_of, go
from tests.support.house import POLICY, House

LIMIT = POLICY.presence.silent_after
SECOND = timedelta(seconds=1)
DIES = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from api.desks.due import gates
from api.desks.policies import PolicyShelf
from api.registry import postgres
from api.registry.store import Store

postgres.claim = lambda engine: engine.connect()
where, keys, now = sys.argv[1:]
store = Store.open(where if "://" in where else Path(where), Path(keys))
gates.emit = lambda unit, event: os.kill(os.getpid(), signal.SIGKILL)
gates.tell_gates(store, PolicyShelf([]), datetime.fromisoformat(now))
"""
"""A service that is killed between the mark and the event, in the one transaction of both."""


def beat(house: House, name: str = "east", by: str = "ana", kind: PresenceKind = PresenceKind.GATE) -> UUID:
    """The gate is there; its number."""
    said = Presence(
        facility_id=house.facility, kind=kind, name=name, build="1", ahead=0,
        heard_at=house.clock.now(), reported_by=by,
    )  # fmt: skip
    with house.registry.housekeeping(house.clock.now()) as unit:
        return presence.heard(unit, said).id


def station(house: House) -> tuple[UUID, str]:
    """One in use, and the account under which it reports."""
    now = house.clock.now()
    new = Station(
        facility_id=house.facility, name="Reception 1", gate="reception", state=StationState.ENROLLED,
        code_hash=None, code_until=None, made_at=now, made_by="admin", enrolled_at=now,
    )  # fmt: skip
    with house.registry.writing(now) as unit:
        made = stations.invite(unit, new)
    return made.id, f"{PREFIX}{made.id}"


def test_a_silence_is_told_once_and_its_end_once(house: House) -> None:
    gate, heard = beat(house), house.clock.now()
    assert go(house, LIMIT) == []
    assert go(house, SECOND) == ["gate.silent"]
    assert go(house, LIMIT) == go(house, LIMIT * 1000) == []
    assert facts_of(house, "gate.silent") == {"gate_id": str(gate), "heard_at": told(heard)}
    beat(house)
    back = house.clock.now()
    assert go(house) == ["gate.back"]
    assert facts_of(house, "gate.back") == {"gate_id": str(gate), "heard_at": told(back)}
    assert go(house, LIMIT) == []
    assert go(house, SECOND) == ["gate.silent"]


def test_a_gate_that_was_back_and_fell_silent_again_between_two_rounds_is_told_in_order(house: House) -> None:
    beat(house)
    assert go(house, LIMIT + SECOND) == ["gate.silent"]
    beat(house)
    assert go(house, LIMIT + SECOND) == ["gate.back"]
    assert go(house) == ["gate.silent"]


def test_what_was_never_heard_or_is_no_gate_or_is_heard_in_time_raises_nothing(house: House) -> None:
    beat(house, kind=PresenceKind.STATION)
    for _ in range(3):
        beat(house, "west")
        assert go(house, LIMIT) == []


def test_a_gate_taken_out_of_use_raises_nothing(house: House) -> None:
    beat(house)
    house.clock.advance(LIMIT + SECOND)
    with house.registry.writing(house.clock.now()) as unit:
        presence.retire(unit, house.facility, PresenceKind.GATE, "east")
    assert go(house) == []


@pytest.mark.parametrize("change", [stations.suspend, stations.retire])
def test_of_a_station_out_of_use_nobody_waits_to_hear(house: House, change: Any) -> None:
    number, account = station(house)
    beat(house, by=account)
    with house.registry.writing(house.clock.now()) as unit:
        change(unit, stations.one(unit, number))
    assert go(house, LIMIT + SECOND) == []
    beat(house, "west")
    assert go(house, LIMIT + SECOND) == ["gate.silent"]


def test_a_station_that_is_resumed_and_stays_silent_is_told(house: House) -> None:
    number, account = station(house)
    beat(house, by=account)
    with house.registry.writing(house.clock.now()) as unit:
        stations.suspend(unit, stations.one(unit, number))
    assert go(house, LIMIT + SECOND) == []
    with house.registry.writing(house.clock.now()) as unit:
        stations.resume(unit, stations.one(unit, number))
    assert go(house) == ["gate.silent"]


def test_each_house_goes_by_its_own_limit_and_never_by_less_than_the_board(house: House) -> None:
    beat(house)
    house.clock.advance(timedelta(minutes=2))
    now = house.clock.now()
    longer, shorter = (
        PolicyShelf([replace(POLICY, presence=PresencePolicy(timedelta(minutes=most)))]) for most in (2, 1)
    )
    assert gates.tell_gates(house.registry, longer, now) == 0
    assert gates.tell_gates(house.registry, shorter, now) == 1
    beat(house, "west")
    house.clock.advance(OFFLINE_AFTER)
    assert gates.tell_gates(house.registry, shorter, house.clock.now()) == 0


def test_a_house_without_a_policy_hears_of_its_gates_too(house: House) -> None:
    beat(house)
    house.clock.advance(PresencePolicy().silent_after + SECOND)
    assert gates.tell_gates(house.registry, PolicyShelf([]), house.clock.now()) == 1


def test_a_round_tells_so_many_and_the_next_ones_the_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "MOST_AT_ONCE", 2)
    for name in "abc":
        beat(house, name)
    assert go(house, LIMIT + SECOND) == ["gate.silent"] * 2
    assert go(house) == ["gate.silent"]
    for name in "abc":
        beat(house, name)
    assert go(house) == ["gate.back"] * 2
    assert go(house) == ["gate.back"]


@pytest.mark.parametrize("tells", ["gate.silent", "gate.back"])
def test_of_two_services_that_look_at_one_moment_one_tells(
    house: House, where: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tells: str
) -> None:
    """Both have read before either writes. Of one PostgreSQL one is kept away; here it is let in."""
    monkeypatch.setattr(postgres, "claim", lambda engine: engine.connect())
    beat(house)
    house.clock.advance(LIMIT + SECOND)
    if tells == "gate.back":
        go(house)
        beat(house)
    both, look = Barrier(2, timeout=60), gates._silent

    def looks(*given: Any) -> list[Any]:
        found = list(look(*given))
        both.wait()
        return found

    monkeypatch.setattr(gates, "_silent", looks)
    other = Registry.open(where, tmp_path / "keys")
    shelf, now = house.gates.house.policies, house.clock.now()
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda one: gates.tell_gates(one, shelf, now), (house.registry, other)))
    other.close()
    assert found == [1, 1], "both saw it"
    assert [kind for kind, _, _ in events(house)].count(tells) == 1


def test_a_gate_that_is_heard_while_somebody_looks_is_not_told(house: House) -> None:
    beat(house)
    house.clock.advance(LIMIT + SECOND)
    with house.registry.reading() as view:
        (seen,) = presence.silent(view, house.facility, house.clock.now(), but_of=[], limit=9)
    beat(house)
    with house.registry.writing(house.clock.now()) as unit:
        assert not presence.claim_silence(unit, seen)
    assert go(house) == []


def test_a_kill_between_mark_and_event_leaves_it_to_the_next_round(
    house: House, where: Where, tmp_path: Path
) -> None:
    beat(house)
    house.clock.advance(LIMIT + SECOND)
    given = [str(where), str(tmp_path / "keys"), house.clock.now().isoformat()]
    ended = subprocess.run([sys.executable, "-c", DIES, *given], timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert events(house) == []
    again = Round(house.registry, house.gates.house.policies, house.clock)
    assert (again.go(), again.go()) == (1, 0)
    assert [kind for kind, _, _ in events(house)] == ["gate.silent"]


def told(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
