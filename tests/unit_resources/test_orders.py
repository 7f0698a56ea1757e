"""Orders over HTTP: registered once, known by their signature, revoked until they are used."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.contract.orders import OrderIn
from api.contract.signing import signed
from api.registry import orders
from api.registry.ids import uuid7
from tests.support.clock import START
from tests.support.house import ELSEWHERE
from tests.support.offices import CASE_KEY, KEY_ID, Offices, code

HERE = "/v1/orders"


def order(**changes: Any) -> OrderIn:
    said: dict[str, Any] = {
        "kind": "release",
        "court": "Juzgado Tercero",
        "number": "77/26",
        "issued": START,
        "valid_from": START,
        "expires": START + timedelta(days=7),
        "facility": "penal-norte",
        "case": "1042/26",
        "named": "María Ñusta",
    }
    return OrderIn(**said | changes)


def register(
    offices: Offices,
    asked: OrderIn | None = None,
    *,
    sign: bool = True,
    role: str = "case-system",
    key: str = "",
) -> httpx.Response:
    asked = asked or order()
    sent = signed(asked, KEY_ID, CASE_KEY.sign) if sign else asked
    return offices.send("POST", HERE, role, sent.model_dump(mode="json"), key=key)


def test_a_signed_order_is_registered_and_told(offices: Offices) -> None:
    person = offices.house.prisoner(1)
    made = register(offices, order(person_id=person))
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    told = made.json()
    assert (told["signature"], told["status"], told["registered_by"]) == ("valid", "open", "case-system-1")
    assert made.headers["Location"] == f"{HERE}/{told['id']}"
    assert offices.get(made.headers["Location"], "gate-officer").json() == told
    assert [(kind, who, facts["order_id"]) for kind, who, facts in offices.told()] == [
        ("order.registered", person, told["id"])
    ]


def test_what_the_signature_is_worth_is_said(offices: Offices) -> None:
    paper = register(offices, order(number="1"), sign=False).json()
    forged = signed(order(number="2"), KEY_ID, CASE_KEY.sign).model_copy(update={"named": "Somebody Else"})
    stranger = signed(order(number="3"), "court-1999", CASE_KEY.sign)
    said = [register(offices, one, sign=False).json()["signature"] for one in (forged, stranger)]
    assert [paper["signature"], *said] == ["paper", "invalid", "unknown-key"]


def test_a_courts_number_comes_once_and_a_repeat_is_no_second(offices: Offices) -> None:
    first = register(offices, key="order-0077")
    assert register(offices, key="order-0077").text == first.text
    assert code(register(offices, order(number=" 77/26 ", named="Other"))) == (409, "already-on-record")
    assert len(offices.told()) == 1


def test_revoked_once(offices: Offices) -> None:
    path = register(offices, order(person_id=offices.house.prisoner(1))).headers["Location"]
    assert code(offices.send("POST", f"{path}/revoke", "case-system", seen='"7"')) == (
        412,
        "version-outdated",
    )
    revoked = offices.send("POST", f"{path}/revoke", "case-system", seen='"1"', key="revoke-0077")
    assert (revoked.json()["status"], revoked.headers["ETag"]) == ("revoked", '"2"')
    assert revoked.json()["settled_at"] is not None
    assert (
        offices.send("POST", f"{path}/revoke", "case-system", seen='"1"', key="revoke-0077").text
        == revoked.text
    )
    assert code(offices.send("POST", f"{path}/revoke", "case-system")) == (409, "order-unusable")
    assert [kind for kind, _, _ in offices.told()] == ["order.registered", "order.revoked"]


def test_what_was_used_is_not_revoked(offices: Offices) -> None:
    made = register(offices).json()
    with offices.house.registry.writing(START) as unit:
        orders.claim(unit, UUID(made["id"]), uuid7())
    assert code(offices.send("POST", f"{HERE}/{made['id']}/revoke", "case-system")) == (409, "order-unusable")
    assert offices.get(f"{HERE}/{made['id']}", "auditor").json()["status"] == "used"


def test_a_persons_orders_page_by_page(offices: Offices) -> None:
    person = offices.house.prisoner(1)
    made = [register(offices, order(number=f"{n}", person_id=person)).json()["id"] for n in range(3)]
    register(offices, order(number="other"))
    first = offices.get(HERE, "case-system", person_id=person, limit=2).json()
    rest = offices.get(HERE, "case-system", person_id=person, limit=2, after=first["next"]).json()
    assert [one["id"] for one in first["orders"] + rest["orders"]] == made
    assert rest["next"] is None


def test_a_gate_lists_what_it_can_carry_out(offices: Offices) -> None:
    offices.house.elsewhere()
    kinds = {
        "here": "release",
        "court": "court",
        "anywhere": "release",
        "there": "release",
        "over": "release",
    }
    places = {"anywhere": None, "there": ELSEWHERE}
    made = {
        number: register(offices, order(number=number, kind=kind, facility=places.get(number, "penal-norte")))
        for number, kind in kinds.items()
    }
    offices.send("POST", f"{made['over'].headers['Location']}/revoke", "case-system")

    def numbers(**wanted: Any) -> list[str]:
        listed = offices.get(HERE, "gate-officer", facility="penal-norte", **wanted).json()["orders"]
        return [one["number"] for one in listed]

    assert numbers(kind="release", status="open") == ["here", "anywhere"]
    assert numbers(kind=["court", "release"], status="open") == ["here", "court", "anywhere"]
    assert numbers(status="revoked") == ["over"]
    assert numbers() == ["here", "court", "anywhere", "over"]
    assert code(offices.get(HERE, "gate-officer")) == (422, "invalid-request")
    assert code(offices.get(HERE, "gate-officer", facility="nowhere")) == (404, "not-on-record")
    assert code(offices.get(HERE, "gate-officer", facility="penal-norte", kind="x")) == (
        422,
        "invalid-request",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"facility": "nowhere"}, (404, "not-on-record")),
        ({"person_id": f"{UUID(int=999)}"}, (404, "unknown-person")),
        ({"expires": "2026-03-01T12:00:00Z"}, (422, "invalid-request")),
        ({"issued": "0001-01-01T00:00:00+14:00"}, (422, "invalid-request")),
        ({"issued": "2026-03-01T12:00:00"}, (422, "invalid-request")),
        ({"key_id": "court\x00"}, (422, "invalid-request")),
        ({"kind": "amnesty"}, (422, "invalid-request")),
        ({"court": ""}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_registered(
    offices: Offices, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    body = order().model_dump(mode="json") | changes
    assert code(offices.send("POST", HERE, "case-system", body)) == expected
    assert offices.told() == []


def test_who_may_what(offices: Offices) -> None:
    made = register(offices).json()
    assert code(register(offices, role="supervisor")) == (403, "role-missing")
    assert code(offices.send("POST", f"{HERE}/{made['id']}/revoke", "gate-officer")) == (403, "role-missing")
    assert code(offices.get(f"{HERE}/{made['id']}", "partner")) == (403, "role-missing")
    assert code(offices.get(f"{HERE}/{uuid4()}", "case-system")) == (404, "not-on-record")
