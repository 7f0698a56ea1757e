"""The pages as a client of their issuer (OpenID Connect Core, section 3.1): code and PKCE, nothing else.

Somebody is sent to the issuer with a state that is bound to their browser, a nonce and a challenge; what they
bring back is redeemed here, and both tokens must tell of the same person.
"""

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import jwt

from api.auth.actor import Actor, Presence
from api.auth.claims import Claims
from api.auth.half_hashes import tells_of
from api.auth.jose import opened
from api.auth.parameters import TOKEN_LIVES
from api.auth.pkce import challenge_of, new_verifier
from api.auth.provider import Provider, Redeemed
from api.auth.sessions import content_of
from api.auth.sign_in_errors import SignInFailed
from api.clock import Clock
from api.registry.page_sessions import SignedIn

RETURNS = "/signed-in"
PENDING = 1000
PENDING_LIVES = timedelta(minutes=15)
SKEW = timedelta(seconds=60)
KINDS = frozenset({"jwt", ""})
"""Of an ID token: none has to be named."""

Verify = Callable[[str, datetime], Actor]
"""An access token's actor: as the service verifies whoever sends one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sign-in is for. then: page to go on with, in a window of its own or in this one.

    within: how long ago they may have signed in at most; None: whenever. levels: of authentication, one of
    which is needed. hint: an account. second: of the second officer at a desk. ticket: of a one-time link.
    """

    then: str = "/"
    apart: bool = False
    within: int | None = None
    levels: tuple[str, ...] = ()
    hint: str = ""
    second: bool = False
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class _Pending:
    wish: Wish
    browser: str
    nonce: str
    verifier: str
    until: datetime


class SigningIn:
    """Thread-safe; what is under way is kept in memory: after a restart people begin anew."""

    def __init__(self, provider: Provider, verify: Verify, clock: Clock, address: str) -> None:
        """address: of the service, as browsers reach it, without a slash at its end."""
        self.address, self.issuer = address, provider.issuer
        self._provider, self._verify, self._clock = provider, verify, clock
        self._lock = threading.Lock()
        self._pending: OrderedDict[str, _Pending] = OrderedDict()

    def begin(self, wish: Wish, browser: str) -> str:
        """Where to send somebody. browser: a secret that only their browser has. Raises SignInUnavailable."""
        state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), new_verifier()
        asked: dict[str, str] = {
            "response_type": "code",
            "client_id": self._provider.client,
            "redirect_uri": f"{self.address}{RETURNS}",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            **self._provider.wants,
        } | _of(wish)
        address = _asking(self._provider.authorization_endpoint(), asked)
        until = self._clock.now() + PENDING_LIVES
        with self._lock:
            self._pending[state] = _Pending(wish, _digest(browser), nonce, verifier, until)
            if len(self._pending) > PENDING:
                self._pending.popitem(last=False)
        return address

    def finish(self, brought: Mapping[str, str], browser: str) -> tuple[SignedIn, Wish]:
        """What somebody brought back from there, to the browser that went.

        Raises SignInFailed, SignInUnavailable and what an access token is refused for.
        """
        pending = self._pending_of(brought, browser)
        self._require_answer_of_issuer(brought)
        if "error" in brought:
            raise SignInFailed("The issuer did not let you in.", error=_code(brought["error"]))
        code, now = brought.get("code", ""), self._clock.now()
        redeemed = self._provider.redeem(code, f"{self.address}{RETURNS}", pending.verifier)
        actor = self._verify(redeemed.access, now)
        claims = self._identity(redeemed.identity, pending.nonce, now)
        _require_bound(redeemed, claims, code)
        if actor.presence is None or claims.get("sub") != self._subject(redeemed.access):
            raise SignInFailed("The tokens tell of two people.", error="sub")
        presence = _presence(actor.presence, claims)
        if pending.wish.within is not None:
            oldest = now - timedelta(seconds=pending.wish.within) - SKEW
            if presence.authenticated_at < oldest:
                raise SignInFailed("The issuer did not ask who you are again.", error="auth_time")
        return content_of(actor, presence, redeemed.identity), pending.wish

    def farewell(self, content: SignedIn) -> str:
        """Where somebody signs out of the issuer too."""
        endpoint = self._provider.end_session_endpoint()
        if endpoint is None:
            return "/signed-out"
        said = {
            "id_token_hint": content.id_token,
            "client_id": self._provider.client,
            "post_logout_redirect_uri": f"{self.address}/signed-out",
        }
        return _asking(endpoint, said)

    def _require_answer_of_issuer(self, brought: Mapping[str, str]) -> None:
        """An answer may say whose it is, and must where the issuer's do (RFC 9207, section 2.4)."""
        said = brought.get("iss")
        if said != self._provider.issuer and (said is not None or self._provider.names_itself()):
            raise SignInFailed("The answer comes from another issuer.", error="iss")

    def _pending_of(self, brought: Mapping[str, str], browser: str) -> _Pending:
        with self._lock:
            pending = self._pending.pop(brought.get("state", ""), None)
        known = pending is not None and hmac.compare_digest(pending.browser, _digest(browser))
        if pending is None or not known or self._clock.now() >= pending.until:
            raise SignInFailed("This sign-in was not begun here, or too long ago.", error="state")
        return pending

    def _identity(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core, section 3.1.3.7)."""
        told = opened(token, self._provider.keys, KINDS)
        claims = Claims(told)
        claims.require_issuer(self._provider.issuer)
        claims.require_audience(self._provider.client)
        claims.require_time(now, SKEW, TOKEN_LIVES)
        several = isinstance(told["aud"], list) and len(told["aud"]) > 1
        if several and told.get("azp") != self._provider.client:
            raise SignInFailed("The ID token was made for another client.", error="azp")
        if not hmac.compare_digest(str(told.get("nonce", "")).encode(), nonce.encode()):
            raise SignInFailed("The ID token answers another request.", error="nonce")
        return told

    def _subject(self, access: str) -> str:
        """Of a token that was verified before."""
        return str(jwt.decode(access, options={"verify_signature": False})["sub"])


def _require_bound(redeemed: Redeemed, claims: Mapping[str, Any], code: str) -> None:
    """The ID token, which was verified, came with this access token and for this code where it says so."""
    algorithm = str(jwt.get_unverified_header(redeemed.identity)["alg"])
    for claim, value in (("at_hash", redeemed.access), ("c_hash", code)):
        if not tells_of(claims, claim, value, algorithm):
            raise SignInFailed("The ID token tells of another answer.", error=claim)


def _asking(address: str, asked: Mapping[str, str]) -> str:
    """An address, which may have a query of its own (RFC 6749, section 3.1), with these parameters."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _of(wish: Wish) -> dict[str, str]:
    """What a wish adds to a request."""
    asked: dict[str, str] = {}
    if wish.within is not None:
        asked["max_age"] = str(wish.within)
    if wish.within is not None or wish.second:
        asked["prompt"] = "login"
    if wish.levels:
        asked["acr_values"] = " ".join(wish.levels)
    if wish.hint:
        asked["login_hint"] = wish.hint
    if wish.ticket is not None:
        asked["ticket"] = wish.ticket
    return asked


def _presence(told: Presence, claims: Mapping[str, Any]) -> Presence:
    """An ID token tells when somebody signed in, also where an access token does not."""
    try:
        at = datetime.fromtimestamp(float(claims["auth_time"]), UTC)
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return told
    session = told.session or (str(claims["sid"]) if "sid" in claims else None)
    return replace(told, authenticated_at=at, session=session)


def _code(error: str) -> str:
    """An error's code as it may be shown."""
    return error if error.isascii() and error.replace("_", "").isalnum() and len(error) <= 64 else "error"


def _digest(browser: str) -> str:
    return sha256(browser.encode()).hexdigest()
