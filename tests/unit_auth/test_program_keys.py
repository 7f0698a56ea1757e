"""A program's key from the environment signs as JSON Web Signatures are verified."""

from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.cli.credentials import CLIENT, ISSUER, KEY, KEY_ID, credentials
from api.contract.client import ClientCredentials
from api.errors import SettingsRefused
from tests.support.minting import EC_KEY, ED_KEY, RSA_KEY, Private

URL = "https://login.example"


def told(monkeypatch: pytest.MonkeyPatch, path: Path, issuer: str = URL) -> None:
    for name, value in {ISSUER: issuer, CLIENT: "courts", KEY_ID: "one", KEY: str(path)}.items():
        monkeypatch.setenv(name, value)


def kept(path: Path, key: Private | ec.EllipticCurvePrivateKey) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.mark.parametrize(("key", "algorithm"), [(ED_KEY, "EdDSA"), (EC_KEY, "ES256"), (RSA_KEY, "PS256")])
def test_an_assertion_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: Private, algorithm: str
) -> None:
    told(monkeypatch, kept(tmp_path / "key.pem", key))
    made = credentials()
    assert made is not None
    for _ in range(20):  # a short r or s is padded
        claims = jwt.decode(made.assertion(), key.public_key(), algorithms=[algorithm], audience=URL)
        assert (claims["iss"], claims["sub"]) == ("courts", "courts")


def test_nothing_said_is_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (ISSUER, CLIENT, KEY_ID, KEY):
        monkeypatch.delenv(name, raising=False)
    assert credentials() is None


def test_what_is_no_good_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, tmp_path / "absent.pem")
    with pytest.raises(SettingsRefused):
        credentials()
    told(monkeypatch, kept(tmp_path / "other.pem", ec.generate_private_key(ec.SECP384R1())))
    with pytest.raises(SettingsRefused):
        credentials()
    told(monkeypatch, kept(tmp_path / "key.pem", ED_KEY), "http://login.example")
    with pytest.raises(SettingsRefused, match="https"):
        credentials()
    monkeypatch.delenv(KEY_ID)
    with pytest.raises(SettingsRefused, match="together"):
        credentials()


def test_a_token_that_is_too_old_for_a_sensitive_act_is_renewed_once() -> None:
    """The service asks for a younger one (RFC 9470): the program gets it by its key, and asks again."""
    given: list[str] = []
    sent: list[str] = []

    def issuer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"issuer": URL, "token_endpoint": f"{URL}/token"})
        given.append(f"token-{len(given)}")
        return httpx.Response(200, json={"access_token": given[-1], "expires_in": 3600})

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        asks = 'Bearer realm="umbral", error="insufficient_user_authentication", max_age="600"'
        return httpx.Response(401, headers={"WWW-Authenticate": asks})

    proof = ClientCredentials(URL, "courts", "one", ED_KEY.sign, transport=httpx.MockTransport(issuer))
    with httpx.Client(auth=proof, transport=httpx.MockTransport(service)) as http:
        assert http.get("https://umbral.example/v1/persons").status_code == 401
    assert sent == ["Bearer token-0", "Bearer token-1"]
    proof.close()
