"""How a program proves who it is: client credentials by a signed assertion (RFC 7523), for an access token.

The program holds a private key, of which the issuer knows the public half; no secret travels. A token is
asked for when it is needed, renewed before it runs out, and once where the service refuses it.

    key = Ed25519PrivateKey.from_private_bytes(...)
    proof = ClientCredentials("https://login.example/realms/justice", "courts", "courts-2026", key.sign)
    with Umbral.proven("https://umbral.example", proof) as umbral:
        ...
"""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Generator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.contract.client.parameters import ANSWER_WITHIN
from api.contract.errors import ServiceUnreachable

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DISCOVERY = "/.well-known/openid-configuration"
ACTOR = "umbral-actor"
ASSERTION_LIVES = 60  # seconds; it is sent at once
ANEW = ("invalid_token", "insufficient_user_authentication")
"""Challenges that a new token may answer: for what lets captures out it must be minutes old (RFC 9470)."""
EARLIER = 0.2
"""This share of a token's life before its end it is renewed: requests under way keep one that counts."""

Sign = Callable[[bytes], bytes]


class ClientCredentials(httpx.Auth):
    """Thread-safe; serves any number of connections.

    issuer: its URL, https but on this machine. sign: the signature of some octets as JSON Web Signatures have
    it, by the key that the issuer knows under `key_id`. algorithm: EdDSA, ES256, PS256 or RS256. resource,
    scope: what the token is for, where the issuer asks for that. transport: how the issuer is reached.
    """

    def __init__(  # noqa: PLR0913 - who proves themselves to whom, how and for what
        self,
        issuer: str,
        client_id: str,
        key_id: str,
        sign: Sign,
        *,
        algorithm: str = "EdDSA",
        resource: str | None = None,
        scope: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Nothing is asked yet. Raises ValueError for an issuer that would be asked in the clear."""
        if not private(issuer):
            raise ValueError("an issuer is asked over https, but for one on this machine")
        self._issuer, self._client, self._key = issuer, client_id, key_id
        self._sign, self._algorithm = sign, algorithm
        wanted = {"resource": resource, "scope": scope}
        self._wanted = {name: value for name, value in wanted.items() if value is not None}
        self._http = httpx.Client(
            timeout=ANSWER_WITHIN,
            transport=transport,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),  # it is asked every few minutes
        )
        self._lock = threading.Lock()
        self._endpoint: str | None = None
        self._held, self._renewed = "", 0.0

    def token(self) -> str:
        """A token that counts for a while. Raises ServiceUnreachable."""
        with self._lock:
            if not self._held or time.monotonic() >= self._renewed:
                self._renew()
            return self._held

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token into a request; once more with a new one, where that may be what is wrong."""
        request.headers.pop(ACTOR, None)
        sent = self.token()
        request.headers["Authorization"] = f"Bearer {sent}"
        answer = yield request
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status_code == 401 and any(named in challenge for named in ANEW):
            self._forget(sent)
            request.headers["Authorization"] = f"Bearer {self.token()}"
            yield request

    def close(self) -> None:
        """Close the connections to the issuer."""
        self._http.close()

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._held == token:
                self._held = ""

    def _renew(self) -> None:
        now = time.monotonic()
        try:
            told = self._asked()
            lives = float(told.get("expires_in", ASSERTION_LIVES))
            self._held, self._renewed = str(told["access_token"]), now + lives * (1 - EARLIER)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            raise ServiceUnreachable(f"The issuer {self._issuer} gives no token: {error}.") from error

    def _asked(self) -> dict[str, Any]:
        if self._endpoint is None:
            told = self._http.get(self._issuer.removesuffix("/") + DISCOVERY).raise_for_status().json()
            if told["issuer"] != self._issuer or not private(str(told["token_endpoint"])):
                raise ValueError("its metadata are another issuer's")
            self._endpoint = str(told["token_endpoint"])
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client,
            "client_assertion_type": ASSERTION,
            "client_assertion": self.assertion(),
            **self._wanted,
        }
        answer = self._http.post(self._endpoint, data=form)
        told = answer.json()
        if not answer.is_success:
            raise ValueError(str(told.get("error", answer.status_code)))
        return dict(told)

    def assertion(self) -> str:
        """A proof for the issuer that serves once, within a minute."""
        return assertion(self._issuer, self._client, self._key, self._algorithm, self._sign, time.time())


def assertion(  # noqa: PLR0913, PLR0917 - what it says and who signs it
    issuer: str, client_id: str, key_id: str, algorithm: str, sign: Sign, now: float
) -> str:
    """A client's proof of who it is (RFC 7523, section 3). now: seconds since 1970."""
    head = {"alg": algorithm, "kid": key_id, "typ": "JWT"}
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": issuer,
        "iat": int(now),
        "exp": int(now) + ASSERTION_LIVES,
        "jti": secrets.token_urlsafe(16),
    }
    signing = b".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
    return (signing + b"." + _encoded(sign(signing))).decode()


def private(address: str) -> bool:
    """Whether nobody reads along: TLS, or this machine."""
    where = urlsplit(address)
    if where.scheme == "https" or where.hostname == "localhost":
        return where.scheme in {"http", "https"}
    try:
        return where.scheme == "http" and ip_address(where.hostname or "").is_loopback
    except ValueError:
        return False


def _encoded(octets: bytes) -> bytes:
    return urlsafe_b64encode(octets).rstrip(b"=")
