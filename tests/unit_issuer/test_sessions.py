"""Sessions of people at a browser: how they begin and end, and what does not take one over."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.signing_in import (
    ADDRESS,
    FROM_OUR_PAGE,
    PASSWORD,
    Entrance,
    account,
    walk,
)


def test_every_sign_in_gets_a_new_session_and_the_old_one_is_dead(door: Entrance) -> None:
    browser = door.chief()
    name = next(iter(browser.cookies.keys()))
    before = browser.cookies[name]
    door.sign_in(browser, "chief")
    assert browser.cookies[name] != before
    thief = door.browser()
    thief.cookies.set(name, before, domain="127.0.0.1")
    assert account(thief) is None


def test_a_planted_session_is_not_taken_over(door: Entrance) -> None:
    door.chief()
    browser = door.browser()
    browser.cookies.set("umbral-8000", "planted-by-somebody", domain="127.0.0.1")
    door.sign_in(browser, "chief")
    assert "planted-by-somebody" not in browser.cookies.values()


def test_who_signs_out_is_out_at_the_service_and_at_the_issuer(door: Entrance) -> None:
    browser = door.chief()
    kept = dict(browser.cookies)
    left = browser.post("/sign-out", headers=FROM_OUR_PAGE).json()["location"]
    assert walk(browser, left).url.path == "/signed-out"
    thief = httpx.Client(base_url=ADDRESS, transport=door.transport, cookies=kept)
    assert account(thief) is None


def test_a_session_ends_when_nothing_is_done_and_after_a_shift(door: Entrance) -> None:
    idle = door.chief()
    door.house.clock.advance(timedelta(minutes=61))
    assert account(idle) is None
    busy = door.browser()
    door.sign_in(busy, "chief")
    for _ in range(13):
        assert account(busy) == "chief"
        door.house.clock.advance(timedelta(minutes=55))
    door.house.clock.advance(timedelta(minutes=6))
    assert account(busy) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {},
    ],
)
def test_another_page_writes_nothing_with_the_officers_cookie(
    door: Entrance, headers: dict[str, str]
) -> None:
    chief = door.chief()
    body = {"name": "intruder", "roles": ["administrator"]}
    answer = chief.post("/v1/accounts", json=body, headers={**headers, "Idempotency-Key": "12345678"})
    assert answer.status_code == 403
    assert len(chief.get("/v1/accounts").json()["accounts"]) == 1
    assert chief.post("/sign-out", headers=headers).status_code == 403
    assert account(chief) == "chief"


def test_no_page_is_shown_to_nobody_and_no_header_is_believed(door: Entrance) -> None:
    nobody = door.browser()
    for path in ("/", "/people", "/gates", "/gates/entry", "/board", "/adjudication"):
        sent = nobody.get(path)
        assert (sent.status_code, urlsplit(sent.headers["Location"]).path) == (303, "/sign-in")
    assert nobody.get("/console/waiting").status_code == 401
    believed = nobody.get("/v1/persons", headers={"Umbral-Actor": "x; roles=supervisor"})
    assert (believed.status_code, believed.json()["code"]) == (401, "actor-header-refused")


def test_what_was_begun_in_another_browser_is_not_finished_here(door: Entrance) -> None:
    door.chief()
    attacker, victim = door.browser(), door.browser()
    page = walk(attacker, "/sign-in")
    back = attacker.post(
        page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": PASSWORD}
    ).headers["Location"]
    assert victim.get(back).status_code == 400
    assert account(victim) is None
    assert account(attacker) is None, "a state is good once"
    assert attacker.get(back).status_code == 400


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/a\nb"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(door: Entrance, then: str) -> None:
    door.chief()
    browser = door.browser()
    page = walk(browser, httpx.URL("/sign-in", params={"then": then}).__str__())
    back = browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": PASSWORD})
    landed = browser.get(back.headers["Location"])
    assert landed.headers["Location"] == "/"


def test_a_step_up_asks_again_and_counts_from_then(door: Entrance) -> None:
    browser = door.chief()
    first = browser.get("/session").json()["authenticated_at"]
    door.house.clock.advance(timedelta(minutes=20))
    landed = door.sign_in(browser, "chief", within="60", apart="1", hint="chief")
    assert 'data-account="chief"' in landed.text
    assert browser.get("/session").json()["authenticated_at"] > first


def test_the_second_officer_at_a_desk_leaves_the_first_ones_session_alone(door: Entrance) -> None:
    chief = door.chief()
    door.officer(chief, "reyes", "supervisor")
    door.sign_in(chief, "reyes", apart="1", second="1")
    assert account(chief) == "chief"
    second = chief.get("/v1/accounts", headers={**FROM_OUR_PAGE, "Umbral-Second": "1"})
    assert second.json()["code"] == "role-missing", "the supervisor makes no accounts"
    chief.post("/sign-out", headers={**FROM_OUR_PAGE, "Umbral-Second": "1"})
    assert account(chief) == "chief"
    gone = chief.get("/v1/accounts", headers={**FROM_OUR_PAGE, "Umbral-Second": "1"})
    assert gone.status_code == 401
