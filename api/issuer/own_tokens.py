"""What the built-in issuer signed, as the service takes it: access tokens, and word of ended sessions.

Where a token comes from is known here without asking: the keys are in this process, and so is the word that a
session is over, which is kept for as long as anything of the session could still count.
"""

import threading
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
from starlette.requests import Request

from api.auth.actor import Actor, Caller, Presence, Role
from api.auth.errors import Unauthorised
from api.clock import Clock
from api.issuer.issuer import AUDIENCE, Issuer
from api.issuer.parameters import COMMANDS_TOKEN_LIVES
from api.issuer.signing import ALGORITHM
from api.issuer.tokens import ACCESS, ENDED, LOGOUT
from api.registry.page_sessions import SignedIn
from api.registry.unit import View

BEARER = "bearer "


class TokenRefused(Unauthorised):
    """Not a token of ours, not for us, too old, or of a session that is over."""

    code = "token-refused"
    advice = "Sign in again."


class OwnTokens:
    """Thread-safe. The issuer is set once it is there: it tells of ends here."""

    issuer: Issuer

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ended: dict[tuple[str, str], datetime] = {}

    def __call__(self, request: Request) -> Actor | None:
        """A request's actor by its bearer token; None where it brings none. Raises TokenRefused."""
        given = request.headers.getlist("authorization")
        if not given:
            return None
        if len(given) > 1 or not given[0].lower().startswith(BEARER):
            raise TokenRefused("The request brings no bearer token.")
        return self.actor(given[0][len(BEARER) :].strip(), self._clock.now())

    def actor(self, token: str, now: datetime) -> Actor:
        """Who acts by an access token (RFC 9068). Raises TokenRefused."""
        claims = self._claims(token, ACCESS, AUDIENCE)
        try:
            issued, expires = _instant(claims["iat"]), _instant(claims["exp"])
            name = str(claims["sub"])
            session = str(claims["sid"]) if "sid" in claims else None
            at = _instant(claims.get("auth_time", claims["iat"]))
            actor = Actor(
                name,
                frozenset(Role(role) for role in claims["umbral_roles"]),
                frozenset(claims["umbral_facilities"]) if "umbral_facilities" in claims else None,
                UUID(claims["umbral_person"]) if "umbral_person" in claims else None,
                Caller(claims["umbral_caller"]),
                Presence(self.issuer.url, at, session, claims.get("acr")),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise TokenRefused("The token does not count.") from error
        if now >= expires or self._is_over(name, session, issued):
            raise TokenRefused("The token's time is over.")
        return actor

    def ended(self, logout_token: str) -> None:
        """A session, or all of an account, are over (OpenID Connect Back-Channel Logout 1.0, section 2.6)."""
        claims = self._claims(logout_token, LOGOUT, AUDIENCE)
        if ENDED not in claims.get("events", {}) or "nonce" in claims:
            raise TokenRefused("This says of no session that it is over.")
        about = ("sid", str(claims["sid"])) if "sid" in claims else ("sub", str(claims["sub"]))
        now = self._clock.now()
        with self._lock:
            for past in [one for one, at in self._ended.items() if now - at > COMMANDS_TOKEN_LIVES]:
                del self._ended[past]
            self._ended[about] = now

    def over(self, _view: View, content: SignedIn) -> bool:
        """Whether a page's session was ended by the issuer."""
        return self._is_over(content.account, content.session, content.authenticated_at)

    def _is_over(self, name: str, session: str | None, since: datetime) -> bool:
        with self._lock:
            if session is not None and ("sid", session) in self._ended:
                return True
            ended = self._ended.get(("sub", name))
        return ended is not None and since <= ended

    def _claims(self, token: str, kind: str, audience: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = self.issuer.keys.public(str(header.get("kid")))
            if key is None or header.get("typ") != kind:
                raise TokenRefused("The token is none of ours, or of another kind.")
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=self.issuer.url,
                options={"verify_exp": False, "verify_iat": False, "require": ["iss", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise TokenRefused("The token does not count.") from error


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
