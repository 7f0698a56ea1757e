"""Nobody is let in who does not say who they are; every right is somebody's, a program's or a station's."""

import pytest

from api.auth import matrix
from api.auth.actor import Actor, Caller, Role
from api.auth.right_errors import CallerRefused, RoleMissing
from api.auth.rights import GRANTED, IN_PERSON, STATIONS, Right, require
from tests.support.every_operation import about_nothing, operations
from tests.support.offices import Offices


def test_nobody_may_anything_but_what_is_open(offices: Offices) -> None:
    answered = {}
    for operation in operations(offices.app):
        path, query = operation.target(about_nothing())
        headers = {"Idempotency-Key": "an-asking-of-ours"}
        answered[operation.name] = offices.http.request(
            operation.method, f"{path}?{query}", headers=headers, json={}
        )
    let_in = {name for name, answer in answered.items() if answer.status_code != 401}
    assert let_in - {"enrol_station"} == matrix.OPEN - {"enrol_station"}  # a station enrols by its signature


def test_status_counts_for_those_who_may_know(offices: Offices) -> None:
    offices.house.prisoner(1)
    assert offices.http.get("/v1/status").json()["persons"] is None
    assert offices.get("/v1/status", "defender").json()["persons"] is None
    bounded = {"Umbral-Actor": f"ana; roles=supervisor; facilities={offices.house.code}"}
    assert offices.http.get("/v1/status", headers=bounded).json()["persons"] is None
    assert offices.get("/v1/status", "supervisor").json()["persons"] == 1


@pytest.mark.parametrize("right", Right)
def test_every_right_is_granted_to_somebody(right: Right) -> None:
    assert GRANTED[right] or right in STATIONS


@pytest.mark.parametrize("right", Right)
def test_a_station_has_its_rights_and_a_program_none_that_are_in_person(right: Right) -> None:
    station = Actor("station:1", frozenset(), frozenset({"penal-norte"}), caller=Caller.STATION)
    program = Actor("program", frozenset(GRANTED[right]), caller=Caller.PROGRAM)
    if right in STATIONS:
        require(station, right)
    else:
        with pytest.raises(CallerRefused):
            require(station, right)
    if right in IN_PERSON:
        with pytest.raises(CallerRefused):
            require(program, right)
    elif GRANTED[right]:
        require(program, right)


def test_an_administrator_sees_no_biometrics() -> None:
    images = {Right.SEE_CAPTURES, Right.COMPARE_PERSONS, Right.SEARCH_GALLERIES, Right.ENROL_PERSONS}
    assert not {right for right in images if Role.ADMINISTRATOR in GRANTED[right]}
    with pytest.raises(RoleMissing):
        require(Actor("admin", frozenset({Role.ADMINISTRATOR})), Right.SEE_CAPTURES)
