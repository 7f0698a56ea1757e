"""Codes and tokens of the built-in issuer: of pages, of terminals, and for nobody else."""

import httpx
import jwt
import pytest

from api.auth.pkce import new_verifier
from api.issuer.issuer import AUDIENCE
from api.issuer.parameters import CODE_LIVES
from tests.support.signing_in import (
    BACK,
    PASSWORD,
    Entrance,
    asked,
    code_of,
)


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
