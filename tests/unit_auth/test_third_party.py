"""The real service behind a real issuer of a third party: sign-in, rotation, sign-out, step-up, programs.

One service and one issuer for all of it, each in a process of its own.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from jwt.algorithms import ECAlgorithm

from api.contract.client import ClientCredentials, Umbral
from api.contract.errors import ServiceUnreachable
from tests.support import third_party as issuers
from tests.support.minting import jwk
from tests.support.service import running_service
from tests.support.third_party import AUDIENCE, CLIENT, PROGRAM, Browser, ThirdParty, third_party
from tests.support.waiting import WITHIN, within

COURTS = ed25519.Ed25519PrivateKey.generate()
STRANGER = ed25519.Ed25519PrivateKey.generate()
FACILITIES, ENDED = "/v1/facilities", "/v1/sessions/ended"
ACCOUNTS = {
    "officer-7": {"umbral_roles": ["supervisor"], "umbral_facilities": ["*"]},
    PROGRAM: {"umbral_roles": ["case-system"], "umbral_facilities": ["*"]},
}


def signing_key(kid: str) -> dict[str, Any]:
    """A private key as the issuer is given it."""
    told = json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1())))
    return {name: value for name, value in told.items() if name != "key_ops"} | {
        "kid": kid,
        "use": "sig",
        "alg": "ES256",
    }


@dataclass(frozen=True)
class Site:
    issuer: ThirdParty
    service: str
    http: httpx.Client

    @contextmanager
    def browser(self, account: str = "officer-7") -> Iterator[Browser]:
        with httpx.Client(trust_env=False, timeout=WITHIN) as http:
            yield Browser(self.issuer, http, account)

    def get(self, token: str) -> tuple[int, str]:
        answer = self.http.get(FACILITIES, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json().get("code", "")

    def ban(self, token: str) -> httpx.Response:
        named = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        return self.http.post("/v1/bans", headers=named, json={})

    def program(self, key: ed25519.Ed25519PrivateKey = COURTS) -> ClientCredentials:
        return ClientCredentials(self.issuer.url, PROGRAM, "courts-2026", key.sign, scope="umbral")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if (reason := issuers.absent()) is not None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    home = tmp_path_factory.mktemp("site") / "home"
    home.mkdir(mode=0o700)
    with third_party() as issuer:
        settings = {
            "callers": "issuer",
            "issuer": issuer.url,
            "audience": AUDIENCE,
            "client_id": CLIENT,
            "public_hosts": ["127.0.0.1"],
            "step_up_acr": ["strong"],
        }
        lines = (f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        (home / "umbral.toml").write_text("".join(lines))
        with (
            running_service(home, wait=False, callers="issuer") as service,
            httpx.Client(base_url=service.url, trust_env=False, timeout=WITHIN) as http,
        ):
            assert within(WITHIN, lambda: http.get("/v1/health/ready").status_code == 200)
            issuer.configure(
                audience=AUDIENCE,
                accounts=ACCOUNTS,
                acrValues=["strong"],
                keys=[signing_key("first")],
                clients=[
                    {
                        "client_id": CLIENT,
                        "token_endpoint_auth_method": "none",
                        "redirect_uris": [issuers.BACK],
                        "id_token_signed_response_alg": "ES256",
                        "backchannel_logout_uri": f"{service.url}{ENDED}",
                        "backchannel_logout_session_required": True,
                    },
                    {
                        "client_id": PROGRAM,
                        "token_endpoint_auth_method": "private_key_jwt",
                        "grant_types": ["client_credentials"],
                        "response_types": [],
                        "redirect_uris": [],
                        "id_token_signed_response_alg": "ES256",
                        "jwks": {"keys": [jwk(COURTS, "courts-2026", alg="EdDSA")]},
                    },
                ],
            )
            yield Site(issuer, service.url, http)


def test_a_person_signs_in_and_acts(site: Site) -> None:
    with site.browser() as browser:
        assert site.get(browser.sign_in()) == (200, "")


def test_an_id_token_is_no_access_token(site: Site) -> None:
    with site.browser() as browser:
        browser.sign_in()
    assert site.get(browser.id_token) == (401, "token-kind-refused")


def test_a_sign_out_at_the_issuer_ends_the_session_here(site: Site) -> None:
    with site.browser() as browser, site.browser() as other:
        token, others = browser.sign_in(), other.sign_in()
        assert site.get(token) == (200, "")
        browser.sign_out()
    assert within(WITHIN, lambda: site.get(token) == (401, "session-over"))
    assert site.get(others) == (200, "")


def test_a_challenge_leads_to_a_presence_that_suffices(site: Site) -> None:
    with site.browser() as browser:
        refused = site.ban(browser.sign_in())
        assert (refused.status_code, refused.json()["code"]) == (401, "step-up-needed")
        assert 'acr_values="strong"' in refused.headers["www-authenticate"]
        again = browser.sign_in("strong", max_age="0", acr_values="strong")
    assert site.ban(again).json()["code"] == "invalid-request"  # the empty body is all that is wrong


def test_a_program_proves_itself_by_its_key(site: Site) -> None:
    with Umbral.proven(site.service, site.program()) as umbral:
        assert list(umbral.facilities.every()) == []


def test_a_key_that_the_issuer_does_not_know_gets_no_token(site: Site) -> None:
    with (
        Umbral.proven(site.service, site.program(STRANGER)) as umbral,
        pytest.raises(ServiceUnreachable, match="invalid_client"),
    ):
        list(umbral.facilities.every())


def test_keys_rotate_under_way(site: Site) -> None:
    """Last of all here: for a minute after it no other number that is not known is asked for."""
    old = site.issuer.told["keys"]
    with site.browser() as browser:
        before = browser.sign_in()
    assert site.get(before) == (200, "")
    site.issuer.configure(keys=[signing_key("second"), *old])
    with site.browser() as browser:
        assert site.get(browser.sign_in()) == (200, "")
    assert site.get(before) == (200, "")
