"""Sessions at the issuer: the first token has a leaf in the audit log; once they are over nothing counts.

The issuer tells of ends by OpenID Connect Back-Channel Logout 1.0. They are written in the store, where every
request looks: there is no copy that could be outdated.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from api.audit.act import Act, begun
from api.auth.actor import Actor, Caller, Presence
from api.auth.claims import Claims, incomplete
from api.auth.errors import LogoutRefused, SessionOver, Unauthorised
from api.auth.jose import Keys, opened
from api.auth.parameters import LOGOUT_TOKEN_LIVES, SESSIONS_KNOWN, TOKEN_LIVES
from api.clock import Clock
from api.registry import caller_sessions
from api.registry.page_sessions import SignedIn
from api.registry.store import Store
from api.registry.unit import View

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KINDS = frozenset({"logout+jwt", "jwt", ""})
"""Section 2.4 recommends the first; issuers of before it write the others."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a logout token tells. session, account: one of them at least. at: by the issuer's clock."""

    issuer: str
    token: str
    session: str | None
    account: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class LogoutVerifier:
    """Of one issuer's logout tokens. clients: as which it knows this service; skew: of its clock."""

    issuer: str
    clients: Collection[str]
    keys: Keys
    skew: timedelta

    def read(self, token: str, now: datetime) -> Ended:
        """Sections 2.4 and 2.6, step by step. Raises LogoutRefused, IssuerUnreachable."""
        try:
            claims = Claims(opened(token, self.keys, KINDS))
            claims.require_issuer(self.issuer)
            claims.require_audience(*self.clients)
            at = claims.require_time(now, self.skew, LOGOUT_TOKEN_LIVES)
            session, account, number = claims.optional("sid"), claims.optional("sub"), claims.text("jti")
            if session is None and account is None:
                raise incomplete("sid")
            if not isinstance(claims.member("events", EVENT), dict):
                raise incomplete("events")
            if "nonce" in claims:  # it could be an ID token
                raise incomplete("nonce")
        except Unauthorised as error:
            raise LogoutRefused("The logout token does not count.", reason=error.code) from error
        return Ended(self.issuer, number, session, account, at)


class Sessions:
    """Thread-safe; every service over the same store knows the same ones."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def admit(self, actor: Actor, presence: Presence) -> None:
        """Whoever proved themselves just now goes on, unless their session is over. Raises SessionOver.

        Where nothing of the session came here before, its beginning is accounted for; StoreUnavailable where
        that cannot be done.
        """
        session = _session(actor, presence)
        with self._store.reading() as view:
            known = caller_sessions.find(view, (session, _account(presence.issuer, actor.id)))
            if _over(known, session, presence, actor.id):
                raise SessionOver("The session was ended.")
        if session not in known or known[session].began_at is None:
            self._begin(actor, session)

    def over(self, view: View, content: SignedIn) -> bool:
        """Whether a page's session was ended by the issuer."""
        presence = Presence(content.issuer, content.authenticated_at, content.session)
        session = _named(content.issuer, "sid", content.session or "")
        known = caller_sessions.find(view, (session, _account(content.issuer, content.account)))
        return _over(known, session, presence, content.account)

    def end(self, told: Ended) -> None:
        """A session, or everything of an account, is over. Raises LogoutRefused for a token taken before."""
        now = self._clock.now()
        about = _account(told.issuer, told.account or "")
        if told.session is not None:
            about = _named(told.issuer, "sid", told.session)
        act = Act(lambda: "session.ended")
        with begun(act), self._store.writing(now) as unit:
            if not caller_sessions.spend(unit, _named(told.issuer, "jti", told.token), now + TOKEN_LIVES):
                raise LogoutRefused("The logout token was taken before.", reason="replayed")
            known = caller_sessions.find(unit, [about]).get(about)
            account = told.account or (None if known is None else known.account)
            act.actor = None if account is None else Actor(account, frozenset())
            caller_sessions.end(unit, about, told.at, now + SESSIONS_KNOWN)

    def _begin(self, actor: Actor, session: str) -> None:
        now = self._clock.now()
        known_for = TOKEN_LIVES if actor.caller is Caller.PROGRAM else SESSIONS_KNOWN
        act = Act(lambda: "session.began", actor=actor)
        with begun(act), self._store.writing(now) as unit:
            caller_sessions.begin(unit, session, actor.id, now + known_for)


def _over(known: caller_sessions.Known, session: str, presence: Presence, account: str) -> bool:
    if session in known and known[session].ended_at is not None:
        return True
    whole = known.get(_account(presence.issuer, account))
    if whole is None or whole.ended_at is None:
        return False
    # a token that was renewed since is still of a session that began before
    return min(presence.issued_at or presence.authenticated_at, presence.authenticated_at) <= whole.ended_at


def _session(actor: Actor, presence: Presence) -> str:
    """By the issuer's name; where it has none, by the account and when it signed in."""
    if presence.session is not None:
        return _named(presence.issuer, "sid", presence.session)
    return _named(presence.issuer, "login", actor.id, presence.authenticated_at.isoformat())


def _account(issuer: str, account: str) -> str:
    return _named(issuer, "sub", account)


def _named(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
