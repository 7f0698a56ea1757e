"""What an issuer gives the pages for a code: two tokens that count, of one person, for this request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from api.auth.errors import Unauthorised
from api.auth.half_hashes import half_hash
from api.auth.jose import Keys
from api.auth.jwks import RemoteKeys
from api.auth.provider import Redeemed
from api.auth.sign_in_errors import SignInFailed
from api.auth.signing_in import SigningIn, Wish
from api.auth.tokens import Verifier
from api.registry.page_sessions import SignedIn
from tests.support.clock import SimulatedClock
from tests.support.minting import AUDIENCE, ED_KEY, ISSUER, NOW, Issuer, access, signed

PAGES, BROWSER = "umbral-pages", "a secret of this browser"
AT = int(NOW.timestamp())


@dataclass
class Minted:
    """A provider whose tokens the test signs. asked: the request that a browser was sent with.

    bound: what its ID token says of what it comes with; told: the access token.
    """

    asked: dict[str, str] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    access: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    bound: dict[str, Callable[[], str]] = field(default_factory=dict)
    told: str = ""
    issuer: str = ISSUER
    client: str = PAGES
    wants: Mapping[str, str] = field(default_factory=lambda: {"scope": "openid"})
    itself: bool = True
    keys: Keys = field(default_factory=lambda: RemoteKeys(ISSUER, transport=Issuer().transport()))

    def names_itself(self) -> bool:
        return self.itself

    def authorization_endpoint(self) -> str:
        return f"{ISSUER}/authorize?tenant=1"

    def end_session_endpoint(self) -> str | None:
        return f"{ISSUER}/end?tenant=1"

    def redeem(self, code: str, redirect: str, verifier: str) -> Redeemed:
        assert (code, redirect) == ("code", "https://umbral.example/signed-in")
        told = {
            "iss": ISSUER,
            "aud": PAGES,
            "sub": "officer-7",
            "iat": AT,
            "exp": AT + 300,
            "auth_time": AT,
            "nonce": self.asked["nonce"],
            **self.identity,
        }
        self.told = signed(access(**self.access))
        told |= {name: half() for name, half in self.bound.items()}
        kept = {name: value for name, value in told.items() if value is not None}
        header: dict[str, Any] = {"typ": "JWT"} | self.header
        return Redeemed(self.told, signed(kept, **header))


@pytest.fixture
def provider() -> Minted:
    return Minted()


def before(provider: Minted) -> SigningIn:
    verifier = Verifier(ISSUER, AUDIENCE, provider.keys)
    return SigningIn(provider, verifier.actor, SimulatedClock(NOW), "https://umbral.example")


def came(provider: Minted, wish: Wish | None = None, **brought: str | None) -> SignedIn:
    """Who comes back from where they were sent."""
    signing_in = before(provider)
    sent = urlsplit(signing_in.begin(wish or Wish(), BROWSER))
    provider.asked = dict(parse_qsl(sent.query))
    back = {"state": provider.asked["state"], "code": "code", "iss": ISSUER} | brought
    given = {name: value for name, value in back.items() if value is not None}
    return signing_in.finish(given, BROWSER)[0]


def test_who_comes_back_is_who_both_tokens_tell_of(provider: Minted) -> None:
    content = came(provider, Wish(within=600, levels=("strong",)))
    assert (content.account, content.roles, content.session) == ("officer-7", ("gate-officer",), "session-1")
    assert content.authenticated_at == NOW, "as the ID token tells it, which was made just now"
    assert provider.asked.items() >= {
        ("tenant", "1"),
        ("client_id", PAGES),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        ("scope", "openid"),
        ("max_age", "600"),
        ("prompt", "login"),
        ("acr_values", "strong"),
    }


@pytest.mark.parametrize(
    ("identity", "error"),
    [
        ({"nonce": "of another request"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": "officer-8"}, "sub"),
        ({"aud": [PAGES, "another"]}, "azp"),
        ({"aud": [PAGES, "another"], "azp": "another"}, "azp"),
    ],
)
def test_an_id_token_of_something_else_lets_nobody_in(
    provider: Minted, identity: dict[str, Any], error: str
) -> None:
    provider.identity = identity
    with pytest.raises(SignInFailed) as refused:
        came(provider)
    assert refused.value.parameters["error"] == error


@pytest.mark.parametrize("claim", ["at_hash", "c_hash"])
def test_an_id_token_tells_of_the_answer_that_it_came_in(provider: Minted, claim: str) -> None:
    def of() -> str:
        return provider.told if claim == "at_hash" else "code"

    provider.bound = {claim: lambda: half_hash(of(), "ES256")}
    assert came(provider).account == "officer-7"
    for other in (lambda: half_hash(f"{of()}x", "ES256"), lambda: half_hash(of(), "EdDSA"), lambda: ""):
        provider.bound = {claim: other}
        with pytest.raises(SignInFailed) as refused:
            came(provider)
        assert refused.value.parameters["error"] == claim


def test_a_half_hash_is_the_one_of_the_standard() -> None:
    """The example of OpenID Connect Core, appendix A.3: of the access token, under RS256."""
    assert half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"
    assert half_hash("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "RS256") == (
        "LDktKdoQak3Pk0cnXxCltA"
    )  # appendix A.4: of the code


@pytest.mark.parametrize(
    ("identity", "header"),
    [
        ({"iss": "https://evil.example"}, {}),
        ({"aud": "another"}, {}),
        ({"exp": AT - 61}, {}),
        ({"iat": AT + 61}, {}),
        ({"exp": AT + 13 * 3600}, {}),
        ({}, {"typ": "at+jwt"}),
        ({}, {"kid": "another"}),
        ({}, {"key": ED_KEY, "algorithm": "EdDSA"}),
    ],
)
def test_an_id_token_that_does_not_count_lets_nobody_in(
    provider: Minted, identity: dict[str, Any], header: dict[str, Any]
) -> None:
    provider.identity, provider.header = identity, header
    with pytest.raises(Unauthorised):
        came(provider)


def test_an_access_token_for_another_service_lets_nobody_in(provider: Minted) -> None:
    provider.access = {"aud": "urn:another:service"}
    with pytest.raises(Unauthorised):
        came(provider)


def test_an_issuer_that_did_not_ask_again_is_not_believed(provider: Minted) -> None:
    provider.identity = provider.access = {"auth_time": AT - 661}
    assert came(provider).authenticated_at == NOW - timedelta(seconds=661)
    with pytest.raises(SignInFailed) as refused:
        came(provider, Wish(within=600))
    assert refused.value.parameters["error"] == "auth_time"


def test_an_answer_says_whose_it_is_where_the_issuers_do(provider: Minted) -> None:
    for said in ("https://evil.example", None):
        with pytest.raises(SignInFailed) as refused:
            came(provider, iss=said)
        assert refused.value.parameters["error"] == "iss"
    provider.itself = False
    assert came(provider, iss=None).account == "officer-7"
    with pytest.raises(SignInFailed):
        came(provider, iss="https://evil.example")


def test_a_refusal_there_is_one_here(provider: Minted) -> None:
    with pytest.raises(SignInFailed) as refused:
        came(provider, error="access_denied")
    assert refused.value.parameters["error"] == "access_denied"


def test_a_farewell_keeps_what_the_address_had(provider: Minted) -> None:
    there = before(provider).farewell(came(provider))
    assert there.startswith(f"{ISSUER}/end?tenant=1&id_token_hint=")
    assert httpx.URL(there).params["post_logout_redirect_uri"] == "https://umbral.example/signed-out"
