"""Programs prove themselves by a JWT under their own key (private_key_jwt), each of them good once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.signing_in import Entrance, send

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


def pem(key: Any) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()  # type: ignore[no-any-return] # its stub says Any


@pytest.fixture
def court(door: Entrance) -> Entrance:
    """A house whose case system has an account."""
    made = send(
        door.chief(), "POST", "/v1/accounts", {"name": "court", "roles": ["case-system"], "key": pem(KEY)}
    )
    assert made.json()["link"] is None
    return door


def claims(door: Entrance, **changes: Any) -> dict[str, Any]:
    now = int(door.house.clock.now().timestamp())
    told = {
        "iss": "court",
        "sub": "court",
        "aud": door.issuer.url,
        "exp": now + 60,
        "iat": now,
        "jti": str(uuid4()),
    }
    return told | changes


def token(door: Entrance, assertion: str) -> httpx.Response:
    said = {"grant_type": "client_credentials", "client_assertion_type": KIND, "client_assertion": assertion}
    return door.browser().post("/issuer/token", data=said)


def test_a_program_acts_by_its_token(court: Entrance) -> None:
    told = token(court, jwt.encode(claims(court), KEY, "EdDSA")).json()
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    assert (
        court.browser().get("/v1/orders", params={"facility": court.house.code}, headers=bearer).status_code
        == 200
    )
    assert "id_token" not in told
    court.house.clock.advance(timedelta(seconds=told["expires_in"]))
    late = court.browser().get("/v1/orders", params={"facility": court.house.code}, headers=bearer)
    assert (late.status_code, late.json()["code"]) == (401, "token-expired")


def test_an_assertion_is_good_once(court: Entrance) -> None:
    assertion = jwt.encode(claims(court), KEY, "EdDSA")
    assert token(court, assertion).status_code == 200
    again = token(court, assertion)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


Forged = Callable[[Entrance], str]


@pytest.mark.parametrize(
    "forged",
    [
        lambda door: jwt.encode(claims(door), OTHER, "EdDSA"),
        lambda door: jwt.encode(claims(door), "", "none"),
        lambda door: jwt.encode(claims(door), "x" * 64, "HS256"),
        lambda door: jwt.encode(claims(door, aud="https://elsewhere.example"), KEY, "EdDSA"),
        lambda door: jwt.encode(
            claims(door, aud=[door.issuer.url, "https://elsewhere.example"]), KEY, "EdDSA"
        ),
        lambda door: jwt.encode(claims(door, iss="chief"), KEY, "EdDSA"),
        lambda door: jwt.encode(claims(door, iss="chief", sub="chief"), KEY, "EdDSA"),
        lambda door: jwt.encode(claims(door, exp=0), KEY, "EdDSA"),
        lambda door: jwt.encode(claims(door, exp=claims(door)["exp"] + 3600), KEY, "EdDSA"),
        lambda door: jwt.encode(claims(door, iat=claims(door)["exp"] + 3600), KEY, "EdDSA"),
        lambda door: jwt.encode({k: v for k, v in claims(door).items() if k != "jti"}, KEY, "EdDSA"),
        lambda door: "x.y.z",
        lambda door: "",
    ],
)
def test_nothing_else_gets_a_token(court: Entrance, forged: Forged) -> None:
    answer = token(court, forged(court))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_program_that_is_removed_gets_no_token(court: Entrance) -> None:
    chief = court.browser()
    court.sign_in(chief, "chief")
    assert send(chief, "DELETE", "/v1/accounts/court").status_code == 204
    assert token(court, jwt.encode(claims(court), KEY, "EdDSA")).status_code == 401


def test_a_weak_key_is_not_taken(door: Entrance) -> None:
    weak = pem(generate_private_key(65537, 1024))  # noqa: S505 - to be refused
    made = send(door.chief(), "POST", "/v1/accounts", {"name": "weak", "roles": ["partner"], "key": weak})
    assert made.status_code == 422


def test_the_issuer_tells_what_it_is_and_signs_with(door: Entrance) -> None:
    browser = door.browser()
    told = browser.get("/issuer/.well-known/openid-configuration").json()
    assert told["issuer"] == door.issuer.url
    assert told["code_challenge_methods_supported"] == ["S256"]
    (first,) = browser.get("/issuer/keys").json()["keys"]
    assert "d" not in first
    door.house.clock.advance(timedelta(days=30))
    keys = browser.get("/issuer/keys").json()["keys"]
    assert [one["kid"] for one in keys][:1] == [first["kid"]], "what it signed goes on to count"
    assert len(keys) == 2
    door.house.clock.advance(timedelta(days=30))
    assert first["kid"] not in [one["kid"] for one in browser.get("/issuer/keys").json()["keys"]]
