"""Facilities and orders as a program calls them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.facilities import FacilityIn
from api.contract.gates import OrderIn
from api.contract.registry_calls import RegistryCalls
from api.contract.signing import signed
from tests.support.clock import START
from tests.support.offices import CASE_KEY, KEY_ID, Offices

SOUTH = FacilityIn(name="Penal Sur", zone="America/La_Paz", capacity=400)


@pytest.fixture
def client(offices: Offices) -> Iterator[Client]:
    with Client("http://127.0.0.1", transport=offices.transport) as made:
        yield made


def test_a_facility_is_entered_and_changed(client: Client, offices: Offices) -> None:
    calls = RegistryCalls(client, "chief; roles=administrator")
    calls.put_facility("penal-sur", SOUTH, key="entering-1")
    assert calls.put_facility("penal-sur", SOUTH, key="entering-1").capacity == 400
    read, tag = calls.facility("penal-sur")
    assert read.name == "Penal Sur"
    calls.put_facility("penal-sur", SOUTH.model_copy(update={"capacity": 500}), seen=tag)
    assert [(one.code, one.capacity) for one in calls.facilities(page_size=1)] == [
        (offices.house.code, 400),
        ("penal-sur", 500),
    ]
    with pytest.raises(ServiceRefused) as refused:
        calls.put_facility("penal-sur", SOUTH, seen=tag)
    assert refused.value.problem.code == "version-outdated"


def test_an_order_is_registered_and_revoked(client: Client, offices: Offices) -> None:
    calls = RegistryCalls(client, "courts; roles=case-system")
    person = offices.house.prisoner(1)
    asked = OrderIn(
        kind="release",
        court="Juzgado Tercero",
        number="77/26",
        issued=START,
        valid_from=START,
        expires=START + timedelta(days=7),
        person_id=person,
    )
    made = [
        calls.register_order(signed(asked.model_copy(update={"number": n}), KEY_ID, CASE_KEY.sign))
        for n in ("1", "2", "3")
    ]
    assert {one.signature for one in made} == {"valid"}
    assert list(calls.orders_of(person, page_size=2)) == made
    assert calls.revoke_order(made[0].id).status == "revoked"
    assert calls.order(made[0].id).status == "revoked"
