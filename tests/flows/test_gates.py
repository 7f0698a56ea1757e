"""Over HTTP with real prints and a real face: received under an order, and found at the next reception."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.contract.gates import (
    CaptureExceptionIn,
    IntakeRequest,
    VisitEntryRequest,
    VisitExitRequest,
    VisitorEnrolmentRequest,
)
from api.contract.samples import SampleIn
from api.contract.visitors import NoticeIn
from api.gates.evidence import OrderKind, Signature
from api.gates.intake.policy import RecordField
from api.policies import SHIPPED, shipped
from api.registry import facilities, orders
from api.registry.facilities import Facility
from api.registry.ids import uuid7
from api.registry.orders import Order, OrderText
from api.registry.registry import Registry
from tests.support.policies import governed
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of
from tests.support.service import running_service

POLICY = shipped(SHIPPED[0])
FACILITY = POLICY.scope.facility
OFFICER = {"Umbral-Actor": "officer-1; roles=intake-officer,gate-officer"}
OTHER = {"Umbral-Actor": "officer-2; roles=supervisor"}
FINGERS = (2, 3, 7, 8)


def signed_order(registry: Registry, facility: UUID, number: str) -> UUID:
    now = datetime.now(UTC)
    order = Order(
        kind=OrderKind.COMMITMENT,
        facility_id=facility,
        valid_from=now - timedelta(hours=1),
        expires=now + timedelta(days=7),
        signature=Signature.VALID,
        key_id="court",
        registered_by="case-system",
        registered_at=now,
        text=OrderText("Juzgado Tercero", number, now, case=f"C-{number}"),
    )
    with registry.writing(now) as unit:
        return orders.register(unit, order).id


@pytest.fixture(scope="module")
def prison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, list[UUID]]]:
    """A service over a store that knows a house and two orders, and the house's policy."""
    home = tmp_path_factory.mktemp("gates") / "home"
    governed(home)
    registry = Registry.open(home / "umbral.db", home / "keys")
    with registry.writing(datetime.now(UTC)) as unit:
        house = facilities.add(unit, Facility(uuid7(), FACILITY, "Penal Norte", POLICY.scope.zone.key, 400))
    numbers = [signed_order(registry, house.id, number) for number in ("1/26", "2/26")]
    registry.close()
    with running_service(home) as running, httpx.Client(base_url=running.url, timeout=60) as http:
        yield http, numbers


def captured(seed: int, impression: int) -> tuple[SampleIn, ...]:
    return tuple(print_of(seed, position, impression) for position in FINGERS)


def shown(seed: int, impression: int) -> tuple[SampleIn, ...]:
    """What the doors of visits ask for: two fingers and the face."""
    prints = tuple(print_of(seed, position, impression) for position in FINGERS[:2])
    return (*prints, SampleIn.holding(portrait_jpeg(), "face"))


def brought(seed: int, order: UUID | None, impression: int = 1, **changes: Any) -> IntakeRequest:
    request = IntakeRequest(
        facility=FACILITY,
        samples=(*captured(seed, impression), SampleIn.holding(portrait_jpeg(), "face")),
        order_id=order,
        name="Alma Reyes",
        born=date(1990, 2, 28),
        nationalities=(POLICY.scope.country,),
        legal_status="pre-trial",
        case_file="present",
        arrested_at=datetime.now(UTC),
        injured=False,
        ill_treated=False,
        record={name.value: "written" for name in RecordField},
    )
    return request.model_copy(update=changes)


def asked(http: httpx.Client, gate: str, request: Any, key: str | None = None) -> httpx.Response:
    headers = {**OFFICER, "Idempotency-Key": key or str(uuid4()), "Content-Type": "application/json"}
    return http.post(f"/v1/gates/{gate}", content=request.model_dump_json(), headers=headers)


def test_received_found_again_and_repeated(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, (first, second) = prison
    came = asked(http, "intake", brought(1, first), key="the-first-asking")
    assert came.status_code == 200, came.text
    told = came.json()
    assert told["outcome"] == "admit", told["reasons"]
    assert told["sentence"] == "Received into custody."
    person = told["person_id"]
    repeated = asked(http, "intake", brought(1, first), key="the-first-asking")
    assert repeated.status_code == 409, "the pictures are the same, the hour of the arrest is not"
    held = asked(http, "intake", brought(1, second, 2)).json()
    assert held["outcome"] == "hold"
    assert {one["code"] for one in held["reasons"]} >= {"intake-inside-already"}
    assert held["deadlines"]
    galleries = http.get(f"/v1/persons/{person}", headers=OTHER).json()["galleries"]
    assert galleries == ["custody"]


def test_an_asking_says_who_asks_and_under_which_key(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, _ = prison
    body = brought(2, None).model_dump_json()
    kind = {"Content-Type": "application/json"}
    nobody = http.post("/v1/gates/intake", content=body, headers={**kind, "Idempotency-Key": "a-key-of-ours"})
    assert nobody.status_code == 401
    keyless = http.post("/v1/gates/intake", content=body, headers={**kind, **OFFICER})
    assert keyless.status_code == 422
    partner = {**kind, "Umbral-Actor": "ngo; roles=partner", "Idempotency-Key": "a-key-of-ours"}
    assert http.post("/v1/gates/intake", content=body, headers=partner).status_code == 403


def test_reasons_come_in_the_language_that_is_asked_for(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, _ = prison
    headers = {**OFFICER, "Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    body = brought(3, None).model_dump_json()
    answer = http.post("/v1/gates/intake", content=body, headers={**headers, "Accept-Language": "fr"})
    told = answer.json()
    assert (told["outcome"], told["sentence"]) == ("hold", "Ne recevez pas encore la personne.")
    assert all(one["title"] and one["advice"] for one in told["findings"])


def test_what_is_not_on_record_is_told_so(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, _ = prison
    entry = VisitEntryRequest(facility=FACILITY, visitor_id=uuid4(), prisoner_id=uuid4())
    assert asked(http, "visits/entry", entry).json()["code"] == "not-on-record"
    leaving = VisitExitRequest(facility=FACILITY, visit_id=uuid4())
    assert asked(http, "visits/exit", leaving).status_code == 404
    elsewhere = entry.model_copy(update={"facility": "nowhere"})
    assert asked(http, "visits/entry", elsewhere).status_code == 404
    signature = http.post(f"/v1/passages/{uuid4()}/signatures", json={"matter": "x"}, headers=OTHER)
    assert signature.status_code == 404


def test_a_second_officer_signs_over_http(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, (_, second) = prison
    noted = CaptureExceptionIn(
        modality="finger", reason="amputated", positions=(7, 8, 6, 9, 10), photographed=True
    )
    exceptions = (
        noted,
        CaptureExceptionIn(modality="finger", reason="bandaged", positions=(1, 4, 5), photographed=True),
    )
    samples = (print_of(4, 2, 1), print_of(4, 3, 1), SampleIn.holding(portrait_jpeg(), "face"))
    held = asked(http, "intake", brought(4, second, samples=samples, exceptions=exceptions)).json()
    assert held["awaited"], held["reasons"]
    address = f"/v1/passages/{held['passage_id']}/signatures"
    own = http.post(address, json={"matter": held["awaited"][0]}, headers=OFFICER)
    assert (own.status_code, own.json()["code"]) == (409, "same-officer")
    signed = http.post(address, json={"matter": held["awaited"][0]}, headers=OTHER)
    assert signed.status_code == 200
    codes = {one["code"] for one in signed.json()["findings"]}
    assert "intake-captured-with-exceptions" in codes


def test_a_visitor_is_enrolled_and_found_under_another_name(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, _ = prison
    carla = VisitorEnrolmentRequest(
        facility=FACILITY,
        name="Carla Quispe",
        kind="family",
        born=date(1980, 5, 1),
        consent="given",
        notice=NoticeIn(version=POLICY.visits.notice, language="es"),
        samples=shown(9, 1),
    )
    came = asked(http, "visits/enrolment", carla).json()
    assert came["outcome"] == "admit", came["reasons"]
    known = http.get(f"/v1/visitors/{came['person_id']}", headers=OTHER).json()
    assert (known["consent"], known["kept_for_ban"]) == ("given", False)
    banned = {"person_id": came["person_id"], "kind": "ban", "reason": "Brought a telephone in."}
    http.post("/v1/bans", json=banned, headers={**OTHER, "Idempotency-Key": str(uuid4())})
    other = carla.model_copy(update={"name": "Rosa", "samples": shown(9, 2)})
    again = asked(http, "visits/enrolment", other).json()
    assert again["outcome"] == "hold"
    assert {one["code"] for one in again["reasons"]} >= {
        "visitor-may-be-banned",
        "visitor-may-have-two-records",
    }
    assert again["reviews"]


def test_the_visiting_area_is_locked_once_it_was_searched(prison: tuple[httpx.Client, list[UUID]]) -> None:
    http, _ = prison
    key = {**OTHER, "Idempotency-Key": str(uuid4()), "Accept-Language": "ro"}
    begun = http.post("/v1/gates/visits/closing", json={"facility": FACILITY}, headers=key).json()
    assert (begun["outcome"], begun["sentence"]) == ("hold", "Nu închideți încă zona de vizite.")
    key |= {"Idempotency-Key": str(uuid4())}
    body = {"facility": FACILITY, "search_ended": True}
    locked = http.post("/v1/gates/visits/closing", json=body, headers=key).json()
    assert (locked["id"], locked["outcome"], locked["visits"]) == (begun["id"], "admit", [])
