"""People sign in at the built-in issuer: by a link once, by password, in front of pages and commands."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import jwt
import pytest

from api.auth.pkce import new_verifier
from api.issuer.issuer import AUDIENCE
from api.issuer.parameters import CODE_LIVES, TICKET_LIVES, TRIES
from tests.support.signing_in import (
    ADDRESS,
    BACK,
    FROM_OUR_PAGE,
    PASSWORD,
    Entrance,
    asked,
    code_of,
    follow,
    send,
    walk,
)


def account(browser: httpx.Client) -> str | None:
    """Who is signed in at a browser."""
    answer = browser.get("/session")
    return answer.json()["account"] if answer.status_code == 200 else None


def test_the_first_account_is_made_by_a_link_that_is_good_once(door: Entrance) -> None:
    ticket = door.issuer.first_link()
    browser = door.browser()
    page = walk(browser, f"/sign-in?ticket={ticket}")
    short = browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": "short"})
    assert short.status_code == 422
    assert account(browser) is None
    follow(
        browser,
        browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": PASSWORD}),
    )
    assert account(browser) == "chief"
    assert browser.get("/session").json()["roles"] == ["administrator"]
    again = walk(door.browser(), f"/sign-in?ticket={ticket}")
    assert again.status_code == 400
    assert door.issuer.first_link() is None


def test_an_officer_chooses_a_password_that_no_administrator_learns(door: Entrance) -> None:
    chief = door.chief()
    made = send(chief, "POST", "/v1/accounts", {"name": "reyes", "roles": ["gate-officer"]}).json()
    assert not made["account"]["usable"]
    browser = door.browser()
    page = walk(browser, made["link"]["link"])
    assert "reyes" in page.text
    follow(
        browser,
        browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "somebody", "password": PASSWORD}),
    )
    assert account(browser) == "reyes", "the link says whose password it is"
    assert walk(door.browser(), made["link"]["link"]).status_code == 400, "used"
    listed = chief.get("/v1/accounts").json()["accounts"]
    assert [(one["name"], one["usable"]) for one in listed] == [("chief", True), ("reyes", True)]
    assert "argon2" not in chief.get("/v1/accounts").text


def test_a_link_is_good_for_a_day(door: Entrance) -> None:
    link = send(door.chief(), "POST", "/v1/accounts", {"name": "reyes", "roles": ["gate-officer"]}).json()[
        "link"
    ]
    door.house.clock.advance(TICKET_LIVES)
    assert walk(door.browser(), link["link"]).status_code == 400


def test_wrong_passwords_of_anybody_are_told_alike_and_have_to_wait(door: Entrance) -> None:
    door.chief()
    for name in ("chief", "nobody"):
        browser = door.browser()
        said = [door.sign_in(browser, name, "not this one at all").status_code for _ in range(TRIES)]
        assert said == [422] * TRIES
        waiting = door.sign_in(browser, name, PASSWORD)
        assert waiting.status_code == 429
        assert int(waiting.headers["Retry-After"]) > 0
        assert account(browser) is None
        door.house.clock.advance(timedelta(seconds=int(waiting.headers["Retry-After"])))
    browser = door.browser()
    door.sign_in(browser, "chief")
    assert account(browser) == "chief", "who waited may try"


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


def test_who_is_removed_is_out_at_once_and_the_name_is_never_given_again(door: Entrance) -> None:
    chief = door.chief()
    reyes = door.officer(chief, "reyes", "supervisor")
    assert account(reyes) == "reyes"
    assert send(chief, "DELETE", "/v1/accounts/reyes").status_code == 204
    assert account(reyes) is None
    assert door.sign_in(door.browser(), "reyes").status_code == 422
    again = send(chief, "POST", "/v1/accounts", {"name": "reyes", "roles": ["auditor"]})
    assert (again.status_code, again.json()["code"]) == (409, "already-on-record")


def test_nobody_is_signed_in_as_somebody_who_has_a_password(door: Entrance) -> None:
    chief = door.chief()
    door.officer(chief, "reyes", "supervisor")
    answer = send(chief, "POST", "/v1/accounts/reyes/link", {"to": "sign-in"})
    assert answer.status_code == 409


def test_a_house_administrator_makes_no_account_for_other_houses(door: Entrance) -> None:
    chief = door.chief()
    local = door.officer(chief, "local", "administrator", facilities=["penal-norte"])
    made = send(local, "POST", "/v1/accounts", {"name": "a", "roles": ["gate-officer"]}).json()
    assert made["account"]["facilities"] == ["penal-norte"]
    beyond = {"name": "b", "roles": ["gate-officer"], "facilities": ["penal-sur"]}
    assert send(local, "POST", "/v1/accounts", beyond).status_code == 404
    assert send(local, "DELETE", "/v1/accounts/chief").status_code == 404


def redeemed(browser: httpx.Client, code: str, verifier: str, /, **changes: str) -> httpx.Response:
    """What the token endpoint says."""
    said = {"grant_type": "authorization_code", "client_id": "umbral-commands", "code": code}
    said |= {"redirect_uri": BACK, "code_verifier": verifier, **changes}
    return browser.post("/issuer/token", data=said)


def test_a_terminal_gets_a_token_that_dies_with_its_session(door: Entrance) -> None:
    door.chief()
    browser, verifier = door.browser(), new_verifier()
    given = code_of(browser.post(asked(verifier), data={"account": "chief", "password": PASSWORD}))
    assert (given["state"], given["iss"]) == ("xyz", door.issuer.url)
    told = redeemed(browser, given["code"], verifier).json()
    claims = jwt.decode(told["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["aud"], claims["umbral_roles"]) == ("chief", AUDIENCE, ["administrator"])
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    assert door.browser().get("/v1/accounts", headers=bearer).status_code == 200
    door.browser().get("/issuer/end", params={"id_token_hint": told["id_token"]})
    dead = door.browser().get("/v1/accounts", headers=bearer)
    assert (dead.status_code, dead.json()["code"]) == (401, "session-over")


def test_a_code_that_comes_twice_ends_what_came_of_it(door: Entrance) -> None:
    door.chief()
    browser, verifier = door.browser(), new_verifier()
    code = code_of(browser.post(asked(verifier), data={"account": "chief", "password": PASSWORD}))["code"]
    bearer = {"Authorization": f"Bearer {redeemed(browser, code, verifier).json()['access_token']}"}
    assert redeemed(browser, code, verifier).json()["error"] == "invalid_grant"
    assert door.browser().get("/v1/accounts", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": new_verifier()},
        {"redirect_uri": BACK.replace("5123", "5124")},
        {"client_id": "umbral-pages"},
        {"code": "x" * 43},
    ],
)
def test_a_code_counts_for_whoever_asked_for_it(door: Entrance, changes: dict[str, str]) -> None:
    door.chief()
    browser, verifier = door.browser(), new_verifier()
    code = code_of(browser.post(asked(verifier), data={"account": "chief", "password": PASSWORD}))["code"]
    assert redeemed(browser, code, verifier, **changes).status_code in (400, 401)


def test_a_code_is_good_for_a_minute(door: Entrance) -> None:
    door.chief()
    browser, verifier = door.browser(), new_verifier()
    code = code_of(browser.post(asked(verifier), data={"account": "chief", "password": PASSWORD}))["code"]
    door.house.clock.advance(CODE_LIVES)
    assert redeemed(browser, code, verifier).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://evil.example/signed-in"},
        {"redirect_uri": "http://127.0.0.1:5123/elsewhere"},
        {"redirect_uri": "http://127.0.0.1:5123@evil.example/signed-in"},
        {"redirect_uri": "http://localhost:5123/signed-in"},
        {"redirect_uri": "https://127.0.0.1:5123/signed-in"},
        {"redirect_uri": None},
        {"client_id": "somebody"},
        {"state": "a\x00b"},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_the_clients(
    door: Entrance, changes: dict[str, str | None]
) -> None:
    answer = door.browser().get(asked(new_verifier(), **changes))
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "http-equiv" not in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "x.y.z"}, "request_not_supported"),
    ],
)
def test_a_client_hears_what_is_wrong_with_its_request(
    door: Entrance, changes: dict[str, str | None], error: str
) -> None:
    given = code_of(door.browser().get(asked(new_verifier(), **changes)))
    assert (given["error"], given["state"]) == (error, "xyz")
