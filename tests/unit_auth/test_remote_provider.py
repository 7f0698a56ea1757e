"""The pages' issuer elsewhere: what it answers is held to a form, and each failure names who can mend it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.auth.errors import IssuerUnreachable
from api.auth.jwks import RemoteKeys
from api.auth.parameters import KEYS_FRESH, KEYS_KEPT, LONGEST_DOCUMENT, RETRY_PAUSE
from api.auth.provider import Redeemed
from api.auth.remote_provider import Registered, RemoteProvider, registered
from api.auth.sign_in_errors import SignInFailed, SignInUnavailable
from api.errors import SettingsRefused
from api.settings import Settings
from tests.support.clock import SimulatedClock
from tests.support.minting import ISSUER, Seconds

TOKENS = {"token_type": "Bearer", "access_token": "a.b.c", "id_token": "d.e.f"}


@dataclass
class Elsewhere:
    """Answers discovery and its token endpoint. found: how often the first was asked."""

    metadata: dict[str, Any] = field(default_factory=dict)
    tokens: httpx.Response = field(default_factory=lambda: httpx.Response(200, json=TOKENS))
    down: bool = False
    found: int = 0
    said: dict[str, str] = field(default_factory=dict)
    without: str = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        if request.method == "POST":
            self.said = dict(httpx.QueryParams(request.content.decode()))
            return self.tokens
        self.found += 1
        ends = {f"{one}_endpoint": f"{ISSUER}/{one}" for one in ("authorization", "token", "end_session")}
        ends.pop(self.without, None)
        return httpx.Response(200, json={"issuer": ISSUER, **ends} | self.metadata)


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def issuer() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
def provider(issuer: Elsewhere, clock: Seconds) -> RemoteProvider:
    keys = RemoteKeys(ISSUER, transport=httpx.MockTransport(issuer), clock=clock)
    return RemoteProvider(keys, Registered("pages", resource="urn:umbral:service"), SimulatedClock())


def redeemed(provider: RemoteProvider) -> Redeemed:
    return provider.redeem("code", "https://umbral.example/signed-in", "verifier")


def test_a_code_is_redeemed_with_its_verifier_for_this_service(
    provider: RemoteProvider, issuer: Elsewhere
) -> None:
    assert redeemed(provider) == Redeemed("a.b.c", "d.e.f")
    assert issuer.said == {
        "grant_type": "authorization_code",
        "code": "code",
        "redirect_uri": "https://umbral.example/signed-in",
        "code_verifier": "verifier",
        "client_id": "pages",
        "resource": "urn:umbral:service",
    }


def test_the_metadata_are_asked_for_once_and_anew_in_time(
    provider: RemoteProvider, issuer: Elsewhere, clock: Seconds
) -> None:
    for _ in range(5):
        assert provider.authorization_endpoint() == f"{ISSUER}/authorization"
        assert provider.end_session_endpoint() == f"{ISSUER}/end_session"
    assert issuer.found == 1
    clock.now += KEYS_FRESH + 1
    issuer.metadata = {"authorization_endpoint": f"{ISSUER}/moved"}
    assert provider.authorization_endpoint() == f"{ISSUER}/moved"
    assert issuer.found == 2


def test_while_it_is_down_the_known_ones_go_on_up_to_an_age(
    provider: RemoteProvider, issuer: Elsewhere, clock: Seconds
) -> None:
    provider.authorization_endpoint()
    issuer.down = True
    clock.now += KEYS_KEPT
    assert provider.authorization_endpoint() == f"{ISSUER}/authorization"
    with pytest.raises(SignInUnavailable):
        redeemed(provider)
    clock.now += RETRY_PAUSE + 1
    with pytest.raises(SignInUnavailable):
        provider.authorization_endpoint()
    issuer.down = False
    clock.now += RETRY_PAUSE
    assert provider.authorization_endpoint() == f"{ISSUER}/authorization"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": 7},
        {"authorization_endpoint": "http://issuer.example/authorization"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": f"{ISSUER}/authorization#part"},
        {"authorization_endpoint": f"{ISSUER}/autho\r\nSet-Cookie: x"},
        {"authorization_endpoint": "https://[half"},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_nobody_is_sent_to_what_cannot_be_trusted(
    provider: RemoteProvider, issuer: Elsewhere, metadata: dict[str, Any]
) -> None:
    issuer.metadata = metadata
    with pytest.raises(SignInUnavailable):
        provider.authorization_endpoint()


@pytest.mark.parametrize("address", [None, "http://issuer.example/token", "file:///etc/passwd"])
def test_no_code_is_sent_to_what_cannot_be_trusted(
    provider: RemoteProvider, issuer: Elsewhere, address: str | None
) -> None:
    issuer.metadata = {"token_endpoint": address}
    with pytest.raises(SignInUnavailable):
        redeemed(provider)
    assert issuer.said == {}


def test_nobody_signs_out_at_what_cannot_be_trusted(provider: RemoteProvider, issuer: Elsewhere) -> None:
    issuer.metadata = {"end_session_endpoint": "http://issuer.example/end"}
    with pytest.raises(SignInUnavailable):
        provider.end_session_endpoint()


def test_an_issuer_may_have_no_sign_out(provider: RemoteProvider, issuer: Elsewhere) -> None:
    issuer.without = "end_session_endpoint"
    assert provider.end_session_endpoint() is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), SignInFailed),
        (httpx.Response(401, json={"error": "invalid_client"}), SignInUnavailable),
        (httpx.Response(400, json={"error": "unauthorized_client"}), SignInUnavailable),
        (httpx.Response(400, json={"error": 7}), SignInUnavailable),
        (httpx.Response(500, json={"error": "invalid_grant"}), SignInUnavailable),
        (httpx.Response(302, json={}, headers={"location": "https://evil.example"}), SignInUnavailable),
        (httpx.Response(200, content=b"<html>"), SignInUnavailable),
        (httpx.Response(200, content=b"[]"), SignInUnavailable),
        (httpx.Response(200, content=b"[" * 100_000), SignInUnavailable),
        (
            httpx.Response(200, content=json.dumps(TOKENS).encode() + b" " * LONGEST_DOCUMENT),
            SignInUnavailable,
        ),
        (httpx.Response(200, json=TOKENS | {"token_type": "mac"}), SignInFailed),
        (httpx.Response(200, json=TOKENS | {"id_token": None}), SignInFailed),
        (httpx.Response(200, json=TOKENS | {"access_token": ["a.b.c"]}), SignInFailed),
    ],
)
def test_what_is_no_pair_of_tokens_is_told_to_whom_it_concerns(
    provider: RemoteProvider, issuer: Elsewhere, answer: httpx.Response, error: type[Exception]
) -> None:
    issuer.tokens = answer
    with pytest.raises(error):
        redeemed(provider)


def test_keys_and_metadata_have_one_way_to_the_issuer(provider: RemoteProvider, issuer: Elsewhere) -> None:
    with pytest.raises(IssuerUnreachable):  # its metadata name no keys here
        provider.keys.public("ec", "ES256")
    assert provider.authorization_endpoint()
    assert issuer.found == 1


# settings


def chosen(home: Path, **given: Any) -> Settings:
    told = {"issuer": ISSUER, "audience": "umbral", "public_hosts": ("umbral.example",)}
    return Settings.load(home, callers="issuer", **(told | given))


def test_pages_stand_under_the_first_name_over_tls(tmp_path: Path) -> None:
    settings = chosen(tmp_path, pages_client="pages", client_id="umbral")
    assert settings.address_of_pages() == "https://umbral.example"
    assert settings.clients() == {"umbral", "pages"}
    moved = chosen(tmp_path, pages_address="https://umbral.example:8443")
    assert moved.address_of_pages() == "https://umbral.example:8443"
    assert registered(moved) is None


@pytest.mark.parametrize(
    "given",
    [
        {"pages_client": "two words"},
        {"pages_client": ""},
        {"pages_client": "pages", "pages_key": "/absent.pem"},
        {"pages_client": "pages", "pages_key_id": "one"},
        {"pages_key": "/absent.pem", "pages_key_id": "one"},
        {"pages_scope": "email"},
        {"pages_scope": "openid  email"},
        {"pages_resource": "umbral"},
        {"pages_address": "https://elsewhere.example"},
        {"pages_address": "http://umbral.example"},
        {"pages_address": "https://umbral.example/pages"},
        {"pages_address": "https://me@umbral.example"},
    ],
)
def test_settings_that_could_not_work_are_refused(tmp_path: Path, given: dict[str, Any]) -> None:
    with pytest.raises(SettingsRefused):
        chosen(tmp_path, **given)


@pytest.mark.parametrize("content", [None, b"", b"no key"])
def test_a_key_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "pages.pem"
    if content is not None:
        file.write_bytes(content)
    settings = chosen(tmp_path, pages_client="pages", pages_key=file, pages_key_id="one")
    with pytest.raises(SettingsRefused, match="pages_key"):
        registered(settings)
