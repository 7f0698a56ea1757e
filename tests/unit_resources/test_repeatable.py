"""Writes that answer after the store has closed: done once under a key, and every repeat is told the same."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.adjudication.judgement import Judgement
from api.gates.evidence import OrderKind
from api.registry.galleries import Gallery
from api.routes import repeatable
from tests.support.house import person_id, shown
from tests.support.offices import Offices, code

HELD = person_id(1)
SUBSCRIPTION = {"partner": "court", "types": ["visit.entered"]}


def subscribed(offices: Offices, key: str = "", body: Any = SUBSCRIPTION) -> httpx.Response:
    return offices.send("POST", "/v1/subscriptions", "administrator", body, key=key)


def every(offices: Offices) -> list[str]:
    found = offices.get("/v1/subscriptions", "administrator").json()["subscriptions"]
    return [one["id"] for one in found]


def held(offices: Offices) -> dict[str, Any]:
    """A release that waits for a second officer."""
    offices.house.prisoner(1)
    order = offices.house.order("1", OrderKind.RELEASE, person_id=HELD)
    samples = [one.model_dump(mode="json") for one in shown(1)]
    body = {
        "facility": offices.house.code,
        "person_id": str(HELD),
        "order_id": str(order),
        "samples": samples,
    }
    told: dict[str, Any] = offices.send("POST", "/v1/gates/release", "gate-officer", body).json()
    assert told.get("awaited") == ["release"], told
    return told


def test_a_repeat_is_answered_as_the_first_and_does_nothing(offices: Offices) -> None:
    first, again = (subscribed(offices, "first-asking") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert every(offices) == [first.json()["id"]]
    other = subscribed(offices, "first-asking", SUBSCRIPTION | {"partner": "defender"})
    assert code(other) == (409, "repeat-differs")


def test_without_a_key_or_under_another_it_is_another_asking(offices: Offices) -> None:
    for key in ("one-of-ours", "another-of-ours"):
        subscribed(offices, key)
    bare = {"Umbral-Actor": "administrator-1; roles=administrator"}
    offices.http.post("/v1/subscriptions", json=SUBSCRIPTION, headers=bare)
    assert len(every(offices)) == 3


def test_of_many_repeats_at_once_one_is_carried_out(offices: Offices) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: subscribed(offices, "all-at-once"), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(every(offices)) == 1


def test_a_repeat_after_the_matter_is_settled_is_told_how_it_was_settled(offices: Offices) -> None:
    address = f"/v1/passages/{held(offices)['passage_id']}"
    body, key = {"matter": "release"}, "signed-once"
    free = offices.send("POST", f"{address}/signatures", "supervisor", body, key=key)
    assert free.json()["outcome"] == "admit"
    again = offices.send("POST", f"{address}/signatures", "supervisor", body, key=key)
    assert (again.status_code, again.json()) == (200, free.json())
    assert offices.send("POST", f"{address}/signatures", "supervisor", body).status_code == 409
    assert [kind for kind, _, _ in offices.told()].count("release.done") == 1


def test_what_was_broken_off_stays_broken_off(offices: Offices) -> None:
    address = f"/v1/passages/{held(offices)['passage_id']}"
    answers = [offices.send("DELETE", address, "gate-officer", key="went-away") for _ in range(2)]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert offices.send("DELETE", address, "gate-officer").status_code == 409


def test_who_may_not_is_not_given_another_s_answer(offices: Offices) -> None:
    subscribed(offices, "first-asking")
    headers = {"Umbral-Actor": "administrator-1; roles=partner", "Idempotency-Key": "first-asking"}
    refused = offices.http.post("/v1/subscriptions", json=SUBSCRIPTION, headers=headers)
    assert code(refused) == (403, "role-missing")
    headers = {"Umbral-Actor": "somebody; roles=administrator", "Idempotency-Key": "first-asking"}
    assert offices.http.post("/v1/subscriptions", json=SUBSCRIPTION, headers=headers).status_code == 201
    assert len(every(offices)) == 2, "a key belongs to whoever sent it"


def test_somebody_is_enrolled_once_and_erased_once(offices: Offices) -> None:
    body = {"samples": [one.model_dump(mode="json") for one in shown(3)]}
    answers = [
        offices.send("POST", "/v1/persons", "intake-officer", body, key="enrolled-1") for _ in range(2)
    ]
    assert {one.status_code for one in answers} == {201}
    (person,) = {one.json()["id"] for one in answers}
    erased = [
        offices.send("DELETE", f"/v1/persons/{person}", "supervisor", key="erased-1").status_code
        for _ in range(2)
    ]
    assert erased == [204, 204]
    assert offices.get("/v1/persons", "supervisor").json()["total"] == 0


def test_a_merge_is_told_again(offices: Offices) -> None:
    first, second = (offices.house.enrol(number, Gallery.VISITORS) for number in (1, 2))
    origins = offices.get(f"/v1/persons/{second}/origins", "supervisor").json()
    case = {"person_id": str(first), "encounter_id": origins["encounters"][0]["id"]}
    opened = [
        offices.send("POST", "/v1/adjudication/cases", "supervisor", case, key="opened-1") for _ in "ab"
    ]
    assert opened[0].json() == opened[1].json()
    offices.house.review(Judgement.SAME)
    body = {"source": str(second), "case_id": opened[0].json()["id"]}
    merged = [
        offices.send("POST", f"/v1/persons/{first}/merge", "supervisor", body, key="merged-1")
        for _ in range(2)
    ]
    assert [one.status_code for one in merged] == [200, 200]
    assert merged[0].json() == merged[1].json()


def test_where_the_answer_was_never_known_a_repeat_is_told_that_it_was_done(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the service had died after the work and before the answer."""
    monkeypatch.setattr(repeatable, "PAUSE", 0.0)
    with monkeypatch.context() as dying:
        dying.setattr(repeatable, "_keep", lambda *_: None)
        subscribed(offices, "first-asking")
    assert code(subscribed(offices, "first-asking")) == (409, "answer-lost")
    assert len(every(offices)) == 1


def test_what_was_refused_can_be_asked_again(offices: Offices) -> None:
    address = f"/v1/subscriptions/{UUID(int=9)}/secret"
    for _ in range(2):
        refused = offices.send("POST", address, "administrator", key="first-asking")
        assert code(refused) == (404, "unknown-subscription")
