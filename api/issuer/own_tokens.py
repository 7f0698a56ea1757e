"""What the built-in issuer signed, as the service takes it: access tokens, and word of ended sessions.

Where a token comes from is known here without asking: the keys are in this process, and so is the word that a
session is over, which is kept for as long as anything of the session could still count.
"""

import threading
from datetime import datetime, timedelta

from starlette.requests import Request

from api.auth.actor import Actor
from api.auth.claims import Claims
from api.auth.errors import SessionOver
from api.auth.jose import opened
from api.auth.parameters import LOGOUT_TOKEN_LIVES
from api.auth.tokens import Verifier, bearer
from api.clock import Clock
from api.issuer.issuer import AUDIENCE, Issuer
from api.issuer.parameters import COMMANDS_TOKEN_LIVES
from api.issuer.tokens import ENDED, LOGOUT
from api.registry.page_sessions import SignedIn
from api.registry.unit import View


class OwnTokens:
    """Thread-safe. The issuer tells of ends here, once it is there."""

    issuer: Issuer

    def __init__(self, clock: Clock, levels: tuple[str, ...]) -> None:
        """levels: of authentication, of which a sensitive act needs one; none: any."""
        self._clock, self._levels = clock, levels
        self._lock = threading.Lock()
        self._ended: dict[tuple[str, str], datetime] = {}

    def __call__(self, request: Request) -> Actor | None:
        """A request's actor by its bearer token; None where it brings none. Raises Unauthorised."""
        token = bearer(request)
        return None if token is None else self.actor(token, self._clock.now())

    def actor(self, token: str, now: datetime) -> Actor:
        """Who acts by an access token. Raises Unauthorised."""
        verifier = Verifier(self.issuer.url, AUDIENCE, self.issuer.keys, timedelta(), levels=self._levels)
        actor = verifier.actor(token, now)
        presence = actor.presence
        if presence is None or self._is_over(actor.id, presence.session, presence.issued_at or now):
            raise SessionOver("The session of this token is over.")
        return actor

    def ended(self, logout_token: str) -> None:
        """A session, or all of an account, are over (OpenID Connect Back-Channel Logout 1.0, section 2.6)."""
        told = opened(logout_token, self.issuer.keys, {LOGOUT})
        claims = Claims(told)
        claims.require_issuer(self.issuer.url)
        claims.require_audience(AUDIENCE)
        claims.require_time(self._clock.now(), timedelta(), LOGOUT_TOKEN_LIVES)
        if ENDED not in told.get("events", {}) or "nonce" in told:
            raise SessionOver("This says of no session that it is over.")
        about = ("sid", claims.text("sid")) if "sid" in told else ("sub", claims.text("sub"))
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
