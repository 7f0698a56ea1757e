"""Sessions of the pages: a cookie in the browser, everything else here. Tokens never reach a page's scripts.

The pages are a client of their issuer's as any other (`signing_in.py`); what came of it is kept sealed in the
store, found by the digest of the cookie. A cookie says by itself who sends a request, so it counts only for
requests of our own pages (`Origin`, `Sec-Fetch-Site`): whatever another page makes a browser send is refused.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.audit.act import Act, begun
from api.auth.actor import Actor, Caller, Presence, Role
from api.clock import Clock
from api.errors import ForeignOrigin
from api.registry import page_sessions
from api.registry.page_sessions import PageSession, SignedIn
from api.registry.store import Store
from api.registry.unit import View

READING = frozenset({"GET", "HEAD"})
OWN_PAGE = frozenset({"same-origin"})
OWN_OR_TYPED = frozenset({"same-origin", "none"})
SEEN_EVERY = timedelta(minutes=1)
"""Writing down that somebody is there costs a transaction: once a minute is enough."""

SECOND = "Umbral-Second"
"""Header by which a page sends something in the name of the second officer at the same desk."""

UNATTENDED = "Umbral-Unattended"
"""Header by which a page says that it asks by itself: nobody need be there, so it keeps no session alive."""

Over = Callable[[View, SignedIn], bool]
"""Whether the issuer has ended a session."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """secure: over TLS alone. Browsers keep the cookies of all ports of a host together."""

    name: str
    secure: bool

    @classmethod
    def of(cls, address: str) -> "Cookie":
        """For a service that browsers reach at an address."""
        parts = urlsplit(address)
        if parts.scheme == "https":
            return cls("__Host-umbral", secure=True)
        return cls(f"umbral-{parts.port or 80}", secure=False)

    def named(self, *, second: bool) -> str:
        """second: of the second officer at a desk."""
        return f"{self.name}-second" if second else self.name

    def put(self, response: Response, value: str, *, second: bool = False) -> None:
        """Give it to the browser, until that is closed or the session ends."""
        response.set_cookie(
            self.named(second=second), value, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def take(self, response: Response, *, second: bool = False) -> None:
        """Take it from the browser."""
        response.delete_cookie(
            self.named(second=second), path="/", secure=self.secure, httponly=True, samesite="lax"
        )


class SessionKeeper:
    """Begins, finds and ends them. Thread-safe; all of a store's services know the same ones.

    idle: how long its officer may do nothing. lifetime: until when they sign in anew, whatever they do.
    second_lifetime: of the second officer at a desk.
    """

    def __init__(  # noqa: PLR0913 - what a session goes by
        self,
        store: Store,
        clock: Clock,
        cookie: Cookie,
        over: Over,
        *,
        idle: timedelta,
        lifetime: timedelta,
        second_lifetime: timedelta = timedelta(minutes=5),
    ) -> None:
        self.cookie = cookie
        self._store, self._clock, self._over = store, clock, over
        self._idle, self._lifetime, self._second = idle, lifetime, second_lifetime

    def __call__(self, request: Request) -> Actor | None:
        """Who sends a request from one of our pages; None without a session. Raises ForeignOrigin."""
        found = self.session(request, second=SECOND in request.headers)
        if found is None:
            return None
        _require_own_page(request)
        if UNATTENDED not in request.headers:
            self._seen(found)
        return actor_of(found.content)

    def look(self, request: Request) -> Actor | None:
        """The same of a request that is being answered; nobody is seen by it."""
        found = self.session(request, second=SECOND in request.headers)
        return None if found is None else actor_of(found.content)

    def session(self, request: Request, *, second: bool = False) -> PageSession | None:
        """The session that a request brings, if it still counts."""
        value = request.cookies.get(self.cookie.named(second=second))
        if value is None:
            return None
        now = self._clock.now()
        with self._store.reading() as view:
            found = page_sessions.find(view, _digest(value))
            if found is None or now >= found.until or now - found.seen_at >= self._idle:
                return None
            return None if self._over(view, found.content) else found

    def begin(self, content: SignedIn, replaced: PageSession | None, *, second: bool = False) -> str:
        """A new session in the place of the one that the browser had; its cookie's value, always new."""
        value = secrets.token_urlsafe(32)
        now = self._clock.now()
        new = PageSession(
            digest=_digest(value),
            content=content,
            began_at=now,
            seen_at=now,
            until=now + (self._second if second else self._lifetime),
        )
        act = Act(lambda: "page-session.began", actor=actor_of(content))
        with begun(act), self._store.writing(now) as unit:
            page_sessions.forget_past(unit)
            if replaced is not None:
                page_sessions.end(unit, replaced)
            page_sessions.begin(unit, new)
        return value

    def end(self, session: PageSession) -> None:
        """It is over; its cookie opens nothing any more."""
        act = Act(lambda: "page-session.ended", actor=actor_of(session.content))
        with begun(act), self._store.writing(self._clock.now()) as unit:
            page_sessions.end(unit, session)

    def _seen(self, session: PageSession) -> None:
        now = self._clock.now()
        if now - session.seen_at >= SEEN_EVERY:
            with self._store.housekeeping(now) as unit:
                page_sessions.seen(unit, session)


def actor_of(content: SignedIn) -> Actor:
    """Whoever signed in, as an actor."""
    return Actor(
        content.account,
        frozenset(Role(role) for role in content.roles),
        None if content.facilities is None else frozenset(content.facilities),
        content.person,
        Caller.PERSON,
        Presence(content.issuer, content.authenticated_at, content.session, content.acr),
    )


def content_of(actor: Actor, presence: Presence, id_token: str) -> SignedIn:
    """The same, to be stored."""
    return SignedIn(
        actor.id,
        tuple(sorted(actor.roles)),
        None if actor.facilities is None else tuple(sorted(actor.facilities)),
        actor.person,
        presence.issuer,
        presence.authenticated_at,
        presence.session,
        presence.acr,
        id_token,
    )


def _require_own_page(request: Request) -> None:
    """A browser says where a request comes from (Fetch metadata); one that does not names its origin.

    Whoever opens a page may come from anywhere: that tells nobody else what stands in it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    reading = request.method in READING
    if reading and request.headers.get("sec-fetch-mode") == "navigate":
        return
    if site is not None and site not in (OWN_OR_TYPED if reading else OWN_PAGE):
        raise ForeignOrigin("A page of another origin may not do this.")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignOrigin("A page of another origin may not do this.")
    if not reading and site is None and origin is None:
        raise ForeignOrigin("Nothing says that this comes from one of our pages.")


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()
