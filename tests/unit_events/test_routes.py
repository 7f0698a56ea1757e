"""Subscriptions and the feed over HTTP: who may do what, and that a secret is shown once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.events.event import emit
from api.registry import representation
from api.registry.ids import uuid7
from api.registry.registry import Registry
from tests.support.adjudication import enrol
from tests.support.clock import START
from tests.support.events import entered
from tests.support.plain_http import plain_http
from tests.support.wired import app_over, wired

ADMIN = {"Umbral-Actor": "chief; roles=administrator"}
PARTNER = {"Umbral-Actor": "case-system; roles=case-system"}
OTHER = {"Umbral-Actor": "police; roles=partner"}
TERMS = {"partner": "case-system", "types": ["visit.entered"], "attributes": ["visit_id"]}
ANN = UUID(int=1)


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[tuple[httpx.Client, Registry]]:
    """Without lifespan: no thread delivers anything."""
    service, registry = wired(tmp_path)
    with plain_http(app_over(service)) as http:
        yield http, registry
    registry.close()


@pytest.fixture
def http(wiring: tuple[httpx.Client, Registry]) -> httpx.Client:
    return wiring[0]


def subscribe(http: httpx.Client, **changes: Any) -> dict[str, Any]:
    answer = http.post("/v1/subscriptions", json=TERMS | changes, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/v1/subscriptions/{made['id']}"
    return made


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_secret_is_shown_once(http: httpx.Client) -> None:
    made = subscribe(http, url="https://cases.example/umbral")
    assert made["secret"].startswith("whsec_")
    shown = http.get(f"/v1/subscriptions/{made['id']}", headers=PARTNER)
    assert shown.json() == {name: value for name, value in made.items() if name != "secret"}
    listed = http.get("/v1/subscriptions", headers=ADMIN)
    assert made["secret"] not in listed.text + shown.text
    renewed = http.post(f"/v1/subscriptions/{made['id']}/secret", headers=ADMIN).json()
    assert renewed["secret"] != made["secret"]


def test_partners_see_their_own_and_change_nothing(http: httpx.Client) -> None:
    path = f"/v1/subscriptions/{subscribe(http)['id']}"
    assert [
        one["partner"] for one in http.get("/v1/subscriptions", headers=PARTNER).json()["subscriptions"]
    ] == ["case-system"]
    assert http.get("/v1/subscriptions", headers=OTHER).json() == {"subscriptions": []}
    for address in (path, f"{path}/deliveries", f"/v1/events?subscription={path.rsplit('/', 1)[1]}"):
        assert code(http.get(address, headers=OTHER)) == (404, "unknown-subscription")
        assert http.get(address, headers=PARTNER).status_code == 200
        assert code(http.get(address, headers={"Umbral-Actor": "gate; roles=gate-officer"})) == (
            403,
            "role-missing",
        )
        assert code(http.get(address)) == (401, "actor-missing")
    writes = [("POST", "/v1/subscriptions"), ("PATCH", path), ("DELETE", path)]
    writes += [("POST", f"{path}/{part}") for part in ("secret", "redeliveries", "discards")]
    for method, address in writes:
        assert code(http.request(method, address, headers=PARTNER, json={})) == (403, "role-missing")


def test_pause_resume_delete(http: httpx.Client) -> None:
    path = f"/v1/subscriptions/{subscribe(http)['id']}"
    feed = f"/v1/events?subscription={path.rsplit('/', 1)[1]}"
    assert http.patch(path, json={"state": "paused"}, headers=ADMIN).json()["state"] == "paused"
    assert code(http.get(feed, headers=PARTNER)) == (409, "subscription-paused")
    assert http.patch(path, json={"state": "active"}, headers=ADMIN).json()["state"] == "active"
    assert http.get(feed, headers=PARTNER).status_code == 200
    assert http.delete(path, headers=ADMIN).status_code == 204
    assert code(http.get(path, headers=ADMIN)) == (404, "unknown-subscription")
    assert code(http.delete(path, headers=ADMIN)) == (404, "unknown-subscription")


def test_a_subscription_is_told_once_as_long_as_it_is_as_it_was(http: httpx.Client) -> None:
    path = f"/v1/subscriptions/{subscribe(http)['id']}"
    tag = http.get(path, headers=ADMIN).headers["ETag"]
    assert http.get(path, headers={**ADMIN, "If-None-Match": tag}).status_code == 304
    http.patch(path, json={"state": "paused"}, headers=ADMIN)
    changed = http.get(path, headers={**ADMIN, "If-None-Match": tag})
    assert (changed.status_code, changed.json()["state"]) == (200, "paused")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"types": ["visit.entered", "no.such"]}, "terms-refused"),
        ({"attributes": ["name"]}, "terms-refused"),
        ({"facilities": []}, "terms-refused"),
        ({"types": []}, "invalid-request"),
        ({"name": "Ana"}, "invalid-request"),
        ({"url": "ftp://cases.example/"}, "receiver-refused"),
        ({"url": "https://user@cases.example/"}, "receiver-refused"),
        ({"url": "http://10.0.0.1/"}, "address-refused"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "address-refused"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(
    http: httpx.Client, changes: dict[str, Any], expected: str
) -> None:
    answer = http.post("/v1/subscriptions", json=TERMS | changes, headers=ADMIN)
    assert code(answer) == (422, expected)
    assert http.get("/v1/subscriptions", headers=ADMIN).json() == {"subscriptions": []}


def test_the_feed_goes_on_where_it_was_left(wiring: tuple[httpx.Client, Registry]) -> None:
    http, registry = wiring
    subscription = subscribe(http)["id"]
    told = []
    for _ in range(5):
        with registry.writing(START) as unit:
            told.append(str(emit(unit, entered(ANN))))
    seen: list[str] = []
    after = 0
    for _ in range(4):
        page = http.get(
            f"/v1/events?subscription={subscription}&after={after}&limit=2", headers=PARTNER
        ).json()
        seen += [event["id"] for event in page["events"]]
        after = page["next"]
    assert seen == told
    assert page == {"events": [], "next": after, "more": False}


def test_a_defender_hears_of_clients_alone(wiring: tuple[httpx.Client, Registry]) -> None:
    http, registry = wiring
    client, other = (enrol(registry, mark)[0] for mark in (b"client", b"other"))
    url = "https://chambers.example/umbral"
    called = subscribe(http, partner="lawyer", clients=True, url=url)
    asking = subscribe(http, partner="lawyer", clients=True)
    assert asking["clients"] is True
    with registry.writing(START) as unit:
        representation.name(unit, client, "lawyer", by="court")
        theirs = str(emit(unit, entered(client)))
        for person in (other, None):
            emit(unit, entered(person))
    lawyer = {"Umbral-Actor": "lawyer; roles=defender"}
    told = http.get(f"/v1/events?subscription={asking['id']}", headers=lawyer).json()["events"]
    assert [event["id"] for event in told] == [theirs]
    queued = http.get(f"/v1/subscriptions/{called['id']}/deliveries", headers=lawyer).json()["deliveries"]
    assert [one["event_id"] for one in queued] == [theirs]


def test_deliveries_can_be_read_and_told_again(wiring: tuple[httpx.Client, Registry]) -> None:
    http, registry = wiring
    with_url, without = subscribe(http, url="http://127.0.0.1:9/")["id"], subscribe(http)["id"]
    with registry.writing(START) as unit:
        told = emit(unit, entered(ANN))
    http.get(f"/v1/events?subscription={without}", headers=PARTNER)  # whoever asks has events numbered
    (delivery,) = http.get(f"/v1/subscriptions/{with_url}/deliveries", headers=PARTNER).json()["deliveries"]
    assert (delivery["event_id"], delivery["state"], delivery["type"]) == (
        str(told),
        "pending",
        "visit.entered",
    )
    path = f"/v1/subscriptions/{with_url}/redeliveries"
    assert http.post(path, json={"events": [str(told), str(uuid7())]}, headers=ADMIN).json() == {"changed": 1}
    assert http.post(path, json={}, headers=ADMIN).json() == {"changed": 0}
    assert code(http.post(f"/v1/subscriptions/{without}/redeliveries", json={}, headers=ADMIN)) == (
        409,
        "no-receiver",
    )
    assert (
        http.get(f"/v1/subscriptions/{with_url}/deliveries?state=dead", headers=ADMIN).json()["deliveries"]
        == []
    )


def test_every_type_is_listed_with_its_schema(http: httpx.Client) -> None:
    types = http.get("/v1/event-types", headers=ADMIN).json()["types"]
    one = next(one for one in types if one["type"] == "umbral.release.done")
    assert one["dataschema"] == one["json_schema"]["$id"] == "urn:umbral:event-schema:release.done:1"
    assert one["says"] == "Somebody was released."
    assert set(one["attributes"]) == set(one["json_schema"]["properties"])
