"""Stations over HTTP: enrolled once by a code, known by their key, in use until somebody says otherwise."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.contract.client.signing_transport import SigningTransport
from api.contract.errors import ServiceRefused
from api.contract.packet.errors import SealingKeyForged
from api.contract.packet.service_keys import possession
from api.contract.stations import EnrolmentIn, NextKeyIn
from api.registry import sealing_keys, stations
from api.registry.errors import StationNotInUse
from api.registry.unit import Unit
from api.stations import enrolling, inbox
from api.stations.keeping import keyid_of
from api.stations.parameters import CODE_SERVES
from api.stations.speaking import require_gate
from enrollment_station.enrolling import enrol, replace_key
from enrollment_station.errors import AnotherService, CodeMistyped, OutboxNotEmpty
from enrollment_station.identity import save
from enrollment_station.uplink import Uplink
from tests.support.house import shown
from tests.support.offices import LOCAL, Offices, code
from tests.support.stations import Station, enrolled, invited
from tests.support.waiting import WITHIN

TOGETHER = 6


def refused(error: pytest.ExceptionInfo[ServiceRefused]) -> tuple[int, str]:
    return error.value.problem.status, error.value.problem.code


def test_a_code_is_told_once_and_kept_as_a_hash(offices: Offices) -> None:
    body = {"name": "Reception 1", "facility": offices.house.code}
    first = offices.send("POST", "/v1/stations", "administrator", body, key="inviting-1")
    again = offices.send("POST", "/v1/stations", "administrator", body, key="inviting-1")
    one_time, fingerprint = first.json()["code"].split(".")
    assert (len(one_time), len(fingerprint)) == (26, 16)
    assert (again.status_code, again.json()) == (201, first.json() | {"code": None})
    with offices.house.registry.reading() as view:
        (kept,) = stations.page(view, None, None, 10)
    assert kept.code_hash == stations.hashed(one_time)
    other = offices.send("POST", "/v1/stations", "administrator", body | {"name": "Reception 2"})
    assert other.json()["code"].split(".")[0] != one_time
    assert code(offices.send("POST", "/v1/stations", "administrator", body)) == (409, "already-on-record")


def test_enrolled_by_its_code_once(offices: Offices, tmp_path: Path) -> None:
    typed = invited(offices)["code"]
    station = Station(tmp_path / "first", offices)
    known, aside = enrol(station.home, LOCAL, typed.upper(), station.reach)
    assert aside == 0
    with station.uplink() as service:
        told = service.themself()
    assert told.station.key == known.key.public_key().public_bytes_raw().hex()
    assert (told.station.state, told.station.code_until, told.sequence) == ("enrolled", None, 0)
    for wrong in (typed, "a" * 26 + typed[26:]):
        with pytest.raises(ServiceRefused) as late:
            enrol(tmp_path / "second", LOCAL, wrong, station.reach)
        assert refused(late) == (403, "station-code-refused")
    with pytest.raises(CodeMistyped):
        enrol(tmp_path / "second", LOCAL, typed[:-1], station.reach)
    assert [kind for kind, _, _ in offices.told()] == ["station.enrolled"]


def test_a_code_serves_for_an_hour(offices: Offices, tmp_path: Path) -> None:
    made = invited(offices)
    station = Station(tmp_path, offices)
    offices.house.clock.advance(CODE_SERVES)
    with pytest.raises(ServiceRefused) as late:
        enrol(station.home, LOCAL, made["code"], station.reach)
    assert refused(late) == (403, "station-code-refused")
    fresh = offices.send("POST", f"/v1/stations/{made['station']['id']}/code", "administrator").json()["code"]
    assert str(enrol(station.home, LOCAL, fresh, station.reach)[0].enrolled.station) == made["station"]["id"]


def test_of_fifty_that_use_a_code_at_once_one_is_enrolled(offices: Offices, tmp_path: Path) -> None:
    typed = invited(offices)["code"]
    reach = Station(tmp_path, offices).reach

    def use(number: int) -> str:
        try:
            known, _ = enrol(tmp_path / str(number), LOCAL, typed, reach)
        except ServiceRefused as error:
            return error.problem.code
        return known.key.public_key().public_bytes_raw().hex()

    with ThreadPoolExecutor(10) as crowd:
        found = list(crowd.map(use, range(50)))
    (key,) = [one for one in found if one != "station-code-refused"]
    (on_record,) = offices.get("/v1/stations", "auditor").json()["stations"]
    assert on_record["key"] == key


def test_whoever_has_another_service_s_key_is_noticed(offices: Offices, tmp_path: Path) -> None:
    typed = invited(offices)["code"]
    station = Station(tmp_path, offices)
    with pytest.raises(AnotherService):
        enrol(station.home, LOCAL, typed[:27] + "a" * 16, station.reach)
    assert not (station.home / "station.json").exists()


def test_who_enrols_holds_the_key_that_they_name(offices: Offices, tmp_path: Path) -> None:
    """A code that was overheard does not enrol somebody else's public key."""
    typed, victim = invited(offices)["code"], Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    thief = Ed25519PrivateKey.generate()
    with (
        Uplink(LOCAL, keyid_of(victim.hex()), thief, Station(tmp_path, offices).reach) as service,
        pytest.raises(ServiceRefused) as found,
    ):
        service.enrol(EnrolmentIn(code=typed[:26], key=victim.hex()))
    assert refused(found) == (401, "signature-refused")


def test_what_a_station_had_under_way_when_it_was_suspended_comes_to_nothing(
    offices: Offices, tmp_path: Path
) -> None:
    """Its signature was looked at before: a key that a thief puts in would outlive the suspension."""
    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    waiting = station.box.first()
    assert waiting is not None
    following = Ed25519PrivateKey.generate()
    public = following.public_key().public_bytes_raw()
    asked = NextKeyIn(key=public.hex(), proof=following.sign(possession(station.id, public)).hex())
    house = offices.house
    assert offices.send("POST", f"/v1/stations/{station.id}/suspend", "administrator").status_code == 200
    with house.registry.writing(house.clock.now()) as unit, pytest.raises(StationNotInUse):
        enrolling.replace_key(unit, station.id, asked)
    with house.registry.writing(house.clock.now()) as unit, pytest.raises(StationNotInUse):
        require_gate(unit, station.id, "reception")
    with pytest.raises(StationNotInUse):
        inbox.take(offices.app.state.office, station.id, waiting.packet)
    assert offices.send("POST", f"/v1/stations/{station.id}/resume", "administrator").status_code == 200
    assert station.send() == 1  # by the key that it had


def test_a_station_follows_no_board(offices: Offices, tmp_path: Path) -> None:
    """It has nothing open that would have to be cut off: each of its requests is looked at by itself."""
    station = enrolled(offices, tmp_path)
    signing = SigningTransport(str(station.id), station.known.key.sign, offices.transport, station.reach.now)
    with httpx.Client(base_url=LOCAL, transport=signing) as http:
        refused = http.get(f"/v1/facilities/{offices.house.code}/board/events")
    assert code(refused) == (403, "caller-refused")


def test_suspended_resumed_and_retired_at_once(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    path = f"/v1/stations/{station.id}"

    def told(act: str) -> int:
        return offices.send("POST", f"{path}/{act}", "administrator").status_code

    assert told("suspend") == 200
    with pytest.raises(ServiceRefused) as found:
        station.send()
    assert refused(found) == (409, "station-not-in-use")
    assert told("resume") == 200
    assert station.send() == 1
    assert (told("retire"), told("suspend"), told("resume"), told("code")) == (200, 409, 409, 409)
    with pytest.raises(ServiceRefused) as found:
        station.send()
    assert refused(found) == (401, "signature-refused")
    kinds = [kind for kind, _, _ in offices.told() if kind.startswith("station")]
    assert kinds == ["station.enrolled", "station.suspended", "station.resumed", "station.retired"]


def test_a_key_is_replaced_by_the_station_itself(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    old = station.known
    station.capture(shown(1))
    with pytest.raises(OutboxNotEmpty):
        replace_key(old, station.reach)
    station.send()
    replace_key(old, station.reach)
    assert station.known.key != old.key
    station.capture(shown(2))
    assert station.send() == 1
    with (
        Uplink.of(LOCAL, station.id, old.key, station.reach) as service,
        pytest.raises(ServiceRefused) as found,
    ):
        service.themself()
    assert refused(found) == (401, "signature-refused")
    assert "station.key-replaced" in [kind for kind, _, _ in offices.told()]


def test_a_lost_answer_to_a_new_key_is_found_out_later(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    before = (station.home / "key.pem").read_bytes()
    replace_key(station.known, station.reach)
    following = (station.home / "key.pem").read_bytes()
    (station.home / "key.pem").write_bytes(before)  # as it is where the answer was lost
    (station.home / "key.next.pem").write_bytes(following)
    replace_key(station.known, station.reach)
    assert (station.home / "key.pem").read_bytes() == following
    assert station.send() == 0


def test_a_new_code_gives_a_station_another_key_and_its_chain_goes_on(
    offices: Offices, tmp_path: Path
) -> None:
    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    station.send()
    station.capture(shown(2))  # never sent: its key is lost
    typed = offices.send("POST", f"/v1/stations/{station.id}/code", "administrator").json()["code"]
    _, aside = enrol(station.home, LOCAL, typed, station.reach)
    assert aside == 1
    assert station.box.count() == 0
    station.capture(shown(3))
    assert station.send() == 1
    assert station.box.last().sequence == 2
    (again,) = [facts for kind, _, facts in offices.told() if kind == "station.enrolled"][1:]
    assert again["again"] is True


def test_what_a_station_may_do_and_what_not(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    may = ("/v1/policies", "/v1/audit", "/v1/audit/heads", "/v1/stations/self")
    may_not = (
        "/v1/audit/leaves",
        "/v1/stations",
        "/v1/facilities",
        f"/v1/packets?facility={offices.house.code}",
    )
    with station.uplink() as service:
        connection = service._connection
        for path in may:
            assert connection.send("GET", path).status_code == 200
        for path in may_not:
            with pytest.raises(ServiceRefused) as found:
                connection.send("GET", path)
            assert found.value.problem.status == 403, path
    assert code(offices.get("/v1/stations/self", "administrator")) == (403, "station-needed")
    assert code(offices.send("POST", "/v1/stations", "supervisor", {"name": "x", "facility": "y"}))[0] == 403


def test_a_former_sealing_key_opens_for_a_time_and_stations_hear_of_the_next(
    offices: Offices, tmp_path: Path
) -> None:
    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    rotated = offices.send("POST", "/v1/stations/sealing-keys", "administrator").json()
    assert rotated["still_open"] == 1
    assert station.send() == 1
    assert station.known.enrolled.service.sealing == rotated["sealing"]
    station.capture(shown(2))
    offices.send("POST", "/v1/stations/sealing-keys", "administrator")
    offices.house.clock.advance(timedelta(days=31))
    assert offices.send("POST", "/v1/stations/sealing-keys", "administrator").json()["still_open"] == 1
    with pytest.raises(ServiceRefused) as found:
        station.send()
    assert refused(found) == (409, "packet-for-another")


def test_a_sealing_key_that_the_service_did_not_sign_is_not_sealed_for(
    offices: Offices, tmp_path: Path
) -> None:
    station = enrolled(offices, tmp_path)
    known = station.known
    forged = known.enrolled.service.model_copy(update={"sealing": "09" + "00" * 31})
    save(station.home, known.enrolled.model_copy(update={"service": forged}))
    with pytest.raises(SealingKeyForged):
        station.capture(shown(1))
    assert replace(known, home=station.home).enrolled.service.sealing != forged.sealing


def test_of_many_that_change_the_sealing_key_at_once_the_last_one_s_is_given_out(
    offices: Offices, tmp_path: Path
) -> None:
    """As two administrators, or two services over one database, do: packets are sealed for one key."""
    registry, now = offices.house.registry, offices.house.clock.now()
    made = Barrier(TOGETHER)

    def at_once(change: Callable[[Unit], object]) -> None:
        made.wait(WITHIN)
        with registry.writing(now) as unit:
            change(unit)

    for change in (sealing_keys.ensure, sealing_keys.rotate, sealing_keys.rotate):
        with ThreadPoolExecutor(TOGETHER) as crowd:
            list(crowd.map(at_once, [change] * TOGETHER))
        with registry.reading() as view:
            assert sealing_keys.given_out(view).superseded_at is None
    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    assert station.send() == 1
