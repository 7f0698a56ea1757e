"""The inbox over HTTP: what stations sent, each packet once, until a gate takes it up."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.contract.client.connection import Octets
from api.contract.client.repeating import NEVER
from api.contract.encounter import MEDIA_TYPE
from api.contract.errors import ServiceRefused, ServiceUnreachable
from api.contract.packet.header import BEGINNING, Link
from api.contract.packet.sealing import Sealer
from api.desks.due.round import Round
from api.registry.packets import packet, packet_content
from api.registry.sealing import row_key
from api.stations.parameters import WAITS
from enrollment_station.sending import send_all
from enrollment_station.uplink import Reach
from tests.support.house import ELSEWHERE, shown
from tests.support.offices import Offices, code
from tests.support.packets import signing_key
from tests.support.stations import Station, enrolled


def listed(offices: Offices) -> list[dict[str, object]]:
    answer = offices.get("/v1/packets", "intake-officer", facility=offices.house.code)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["packets"]
    return found


def sealer(station: Station) -> Sealer:
    return station.known.sealer


def post(station: Station, octets: bytes, media_type: str = MEDIA_TYPE) -> httpx.Response:
    with station.uplink() as service:
        return service._connection.send("POST", "/v1/packets", Octets(media_type, octets))


def refused(call: Callable[[], object]) -> tuple[int, str, dict[str, object]]:
    with pytest.raises(ServiceRefused) as found:
        call()
    problem = found.value.problem
    return problem.status, problem.code, dict(problem.parameters)


def test_captured_offline_sent_later_and_taken_up_at_the_gate(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    station.capture(shown(1), "N-014")
    station.capture(shown(2))
    assert station.box.count() == 2
    assert b"person 1" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert (station.send(), station.box.count()) == (2, 0)
    first, second = listed(offices)
    assert (first["label"], first["fingers"], first["faces"], first["state"]) == ("N-014", 2, 1, "waiting")
    order = offices.house.order("1")
    asked = {
        "facility": offices.house.code,
        "packet_id": first["id"],
        "order_id": str(order),
        "name": "Alma",
        "legal_status": "pre-trial",
    }
    admitted = offices.send("POST", "/v1/gates/intake", "intake-officer", asked, key="at-the-gate")
    assert admitted.status_code == 200, admitted.text
    again = offices.send("POST", "/v1/gates/intake", "intake-officer", asked, key="at-the-gate")
    assert again.json() == admitted.json()
    assert listed(offices) == [second]
    one = offices.get(f"/v1/packets/{first['id']}", "intake-officer").json()
    assert (one["state"], one["label"]) == ("taken-up", None)
    assert one["passage_id"] == admitted.json()["passage_id"]
    assert code(offices.send("POST", "/v1/gates/intake", "intake-officer", asked)) == (
        409,
        "packet-not-waiting",
    )
    kinds = [kind for kind, _, _ in offices.told() if kind.startswith("packet")]
    assert kinds == ["packet.received", "packet.received", "packet.taken-up"]


def test_an_intake_by_packet_is_an_intake_by_its_images(offices: Offices, tmp_path: Path) -> None:
    """Somebody on record is found by what the packet holds."""
    offices.house.prisoner(7)
    station = enrolled(offices, tmp_path)
    station.capture(shown(7, 2))
    station.send()
    asked = {
        "facility": offices.house.code,
        "packet_id": listed(offices)[0]["id"],
        "name": "Alma",
        "legal_status": "pre-trial",
    }
    held = offices.send("POST", "/v1/gates/intake", "intake-officer", asked).json()
    sent = {
        **{name: value for name, value in asked.items() if name != "packet_id"},
        "samples": [json.loads(one.model_dump_json()) for one in shown(7, 2)],
    }
    other = offices.send("POST", "/v1/gates/intake", "intake-officer", sent).json()
    assert held["outcome"] == other["outcome"] != "admit"
    assert [one["code"] for one in held["findings"]] == [one["code"] for one in other["findings"]]


def test_a_packet_is_of_the_facility_of_its_station(offices: Offices, tmp_path: Path) -> None:
    other = {"name": "Sur", "zone": "America/La_Paz", "capacity": 1}
    offices.send("PUT", "/v1/facilities/penal-sur", "administrator", other)
    station = enrolled(offices, tmp_path, facility="penal-sur")
    station.capture(shown(1))
    station.send()
    assert listed(offices) == []
    there = offices.get("/v1/packets", "intake-officer", facility="penal-sur").json()["packets"]
    asked = {"facility": offices.house.code, "packet_id": there[0]["id"], "legal_status": "pre-trial"}
    assert code(offices.send("POST", "/v1/gates/intake", "intake-officer", asked)) == (404, "not-on-record")


def test_a_packet_brings_its_own_samples(offices: Offices) -> None:
    finger = json.loads(shown(1)[0].model_dump_json())
    asked = {
        "facility": offices.house.code,
        "packet_id": "0197b3c0-0000-7000-8000-000000000004",
        "legal_status": "pre-trial",
        "samples": [finger],
    }
    assert code(offices.send("POST", "/v1/gates/intake", "intake-officer", asked)) == (422, "invalid-request")


def test_a_repeat_gets_the_same_receipt(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    waiting = station.box.first()
    assert waiting is not None
    first, again = post(station, waiting.packet), post(station, waiting.packet)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["receipt"] == first.json()["receipt"]
    assert station.send() == 1, "the lost receipt is asked for by sending again"
    assert len(listed(offices)) == 1


def test_gaps_forks_and_broken_chains_tell_which_number_is_awaited(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    hand, now = sealer(station), offices.house.clock.now()
    first, one = hand.seal(b"{}", after=BEGINNING, at=now)
    other, _ = hand.seal(b"other", after=BEGINNING, at=now)
    second, two = hand.seal(b"{}", after=one, at=now)
    stray, _ = hand.seal(b"{}", after=Link(1, bytes(32)), at=now)
    third, _ = hand.seal(b"{}", after=two, at=now)
    numbers = {"expected": 1, "sequence": 2}
    assert refused(lambda: post(station, second)) == (409, "packet-out-of-order", numbers)
    assert post(station, first).status_code == 201
    assert refused(lambda: post(station, other)) == (409, "packet-forked", {"expected": 2, "sequence": 1})
    assert refused(lambda: post(station, stray))[:2] == (409, "packet-chain-broken")
    assert refused(lambda: post(station, third))[2] == {"expected": 2, "sequence": 3}
    assert post(station, second).status_code == 201
    suspected = [facts["problem"] for kind, _, facts in offices.told() if kind == "station.suspected"]
    assert suspected == ["packet-forked", "packet-chain-broken"]
    answer = offices.get("/v1/packets/refused", "intake-officer", facility=offices.house.code)
    noted = {one["problem"]: (one["times"], one["station"]) for one in answer.json()["refused"]}
    name = listed(offices)[0]["station"]
    assert noted == {
        "packet-out-of-order": (2, name),
        "packet-forked": (1, name),
        "packet-chain-broken": (1, name),
    }
    assert "Two packets under one number" in answer.text


def test_another_station_s_packet_is_nobody_s(offices: Offices, tmp_path: Path) -> None:
    one, other = (enrolled(offices, tmp_path / name, name) for name in ("one", "two"))
    one.capture(shown(1))
    waiting = one.box.first()
    assert waiting is not None
    assert refused(lambda: post(other, waiting.packet))[:2] == (403, "packet-forged")
    forged = Sealer(other.id, signing_key("thief"), sealer(other).service)
    octets, _ = forged.seal(b"{}", after=BEGINNING, at=offices.house.clock.now())
    assert refused(lambda: post(other, octets))[:2] == (403, "packet-forged")
    assert listed(offices) == []
    answer = offices.get("/v1/packets/refused", "supervisor", facility=offices.house.code)
    assert [(one["station"], one["times"]) for one in answer.json()["refused"]] == [("two", 2)]
    offices.house.elsewhere()
    away = {"Umbral-Actor": f"ana; roles=supervisor; facilities={ELSEWHERE}"}
    query = {"facility": offices.house.code}
    assert offices.http.get("/v1/packets/refused", params=query, headers=away).status_code == 404
    assert offices.get("/v1/packets/refused", "administrator", **query).status_code == 403


def test_what_is_no_packet(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    assert refused(lambda: post(station, b"UMBP"))[:2] == (422, "packet-unreadable")
    assert refused(lambda: post(station, b"{}", "application/json"))[:2] == (415, "unsupported-body")
    assert code(offices.send("POST", "/v1/packets", "supervisor", {})) == (403, "station-needed")


def test_what_holds_no_encounter_is_kept_and_the_next_one_comes(offices: Offices, tmp_path: Path) -> None:
    station = enrolled(offices, tmp_path)
    station.box.put(b"not an encounter", sealer(station), offices.house.clock.now())
    station.capture(shown(1))
    assert station.send() == 2
    assert [one["state"] for one in listed(offices)] == ["unreadable", "waiting"]
    asked = {
        "facility": offices.house.code,
        "packet_id": listed(offices)[0]["id"],
        "legal_status": "pre-trial",
    }
    assert code(offices.send("POST", "/v1/gates/intake", "intake-officer", asked)) == (
        409,
        "packet-not-waiting",
    )


def test_what_nobody_takes_up_does_not_wait_for_ever(offices: Offices, tmp_path: Path) -> None:
    house = offices.house
    station = enrolled(offices, tmp_path)
    station.capture(shown(1), "N-1")
    station.send()
    house.clock.advance(WAITS)
    station.capture(shown(2))
    station.send()
    Round(house.registry, house.gates.house.policies, house.clock).go()
    assert len(listed(offices)) == 2, "to the minute it still waits"
    house.clock.advance(timedelta(seconds=1))
    assert Round(house.registry, house.gates.house.policies, house.clock).go() == 1
    assert [one["fingers"] for one in listed(offices)] == [2]
    with house.registry.reading() as view:
        rows = {row.state: row for row in view.connection.execute(packet.select())}
        kept = {row.id for row in view.connection.execute(packet_content.select())}
        keys = {row.row_id for row in view.connection.execute(row_key.select())}
    assert len(kept) == 1
    assert rows["lapsed"].label is None
    assert rows["lapsed"].id not in keys
    assert "packet.lapsed" in [kind for kind, _, _ in offices.told()]


def test_a_station_without_network_keeps_what_it_has(offices: Offices, tmp_path: Path) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network", request=request)

    station = enrolled(offices, tmp_path)
    station.capture(shown(1))
    away = Reach(httpx.MockTransport(silent), station.reach.now, NEVER)
    with pytest.raises(ServiceUnreachable):
        send_all(station.home, lambda _: None, away)
    assert station.box.count() == 1
    assert station.send() == 1
