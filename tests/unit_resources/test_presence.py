"""A station says by a signed request that its gate is there: the board shows it, and its silence."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.board.parameters import OFFLINE_AFTER
from api.contract.client.signing_transport import SigningTransport
from tests.support.house import ELSEWHERE
from tests.support.offices import LOCAL, Offices, code
from tests.support.stations import Station, enrolled, invited

GATE = "reception"
SECOND = timedelta(seconds=1)


@pytest.fixture
def station(offices: Offices, tmp_path: Path) -> Station:
    return enrolled(offices, tmp_path / "station")


def says(station: Station, facility: str = "", gate: str = GATE) -> httpx.Response:
    """It is there."""
    offices, known = station.offices, station.known
    path = f"/v1/facilities/{facility or offices.house.code}/gates/{gate}"
    reach = station.reach
    signing = SigningTransport(str(station.id), known.key.sign, offices.transport, reach.now)
    with httpx.Client(base_url=LOCAL, transport=signing) as http:
        told = {"build": "station/1.0", "clock": offices.house.clock.now().isoformat()}
        return http.put(path, json=told)


def gates(offices: Offices) -> dict[str, Any]:
    """As a gate officer's board has them."""
    told = offices.get(f"/v1/facilities/{offices.house.code}/board", "gate-officer").json()["gates"]
    assert isinstance(told, dict)
    return told


def test_a_gate_is_there_as_long_as_its_station_says_so(offices: Offices, station: Station) -> None:
    assert gates(offices)["gates"] == []
    for _ in range(3):
        answer = says(station)
        assert (answer.status_code, answer.json()["online"]) == (200, True), answer.text
        offices.house.clock.advance(OFFLINE_AFTER)
        assert (gates(offices)["online"], gates(offices)["offline"]) == (1, 0)
    offices.house.clock.advance(SECOND)
    told = gates(offices)
    assert (told["online"], told["offline"]) == (0, 1)
    (silent,) = told["gates"]
    assert (silent["name"], silent["online"]) == (GATE, False)
    (heard,) = offices.get(f"/v1/facilities/{offices.house.code}/gates", "gate-officer").json()["gates"]
    assert heard["heard_at"] == silent["silent_since"]
    says(station)
    assert gates(offices)["offline"] == 0


def test_a_station_says_it_of_its_own_facility_alone(offices: Offices, station: Station) -> None:
    offices.house.elsewhere()
    assert says(station, ELSEWHERE).status_code == 404
    assert offices.get(f"/v1/facilities/{ELSEWHERE}/gates", "gate-officer").json()["gates"] == []


def test_a_station_says_it_of_its_own_gate_alone(offices: Offices, station: Station) -> None:
    refused = says(station, gate="north")
    assert code(refused) == (403, "station-at-another-gate")
    assert refused.json()["parameters"] == {"gate": "north"}
    assert gates(offices)["gates"] == []
    assert says(station).status_code == 200


def test_one_without_a_gate_says_it_of_those_that_have_no_station(
    offices: Offices, station: Station, tmp_path: Path
) -> None:
    """As stations do that were enrolled before; what another station stands for it cannot cover up."""
    roaming = enrolled(offices, tmp_path / "roaming", name="Trolley", gate=None)
    assert [says(roaming, gate=one).status_code for one in ("north", GATE)] == [200, 403]
    assert offices.send("POST", f"/v1/stations/{station.id}/suspend", "administrator").status_code == 200
    assert code(says(roaming)) == (403, "station-at-another-gate")
    assert offices.send("POST", f"/v1/stations/{station.id}/retire", "administrator").status_code == 200
    assert says(roaming).status_code == 200


def test_an_invitation_that_waits_silences_nobody(offices: Offices, tmp_path: Path) -> None:
    roaming = enrolled(offices, tmp_path / "roaming", name="Trolley", gate=None)
    invited(offices, "Reception 2", gate="Reception")
    assert says(roaming).status_code == 200
    enrolled(offices, tmp_path / "other", name="Reception 3", gate="Reception")
    assert says(roaming).status_code == 403


def test_of_a_suspended_station_nothing_is_taken_and_its_gate_falls_silent(
    offices: Offices, station: Station
) -> None:
    assert says(station).status_code == 200
    assert offices.send("POST", f"/v1/stations/{station.id}/suspend", "administrator").status_code == 200
    refused = says(station)
    assert (refused.status_code, refused.json()["code"]) == (409, "station-not-in-use")
    offices.house.clock.advance(OFFLINE_AFTER + SECOND)
    assert gates(offices)["offline"] == 1
