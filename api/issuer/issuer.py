"""The door of the built-in issuer: who signs in how, what they get, and how it ends."""

import hmac
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import jwt

from api.audit.act import Act, begun
from api.auth.actor import ID, Actor, Role
from api.clock import Clock
from api.issuer import passwords, tickets
from api.issuer.assertions import ALGORITHMS, Assertions, claimed
from api.issuer.clients import Client, clients
from api.issuer.codes import CodeReplayed, Codes, Login
from api.issuer.errors import AccountNameRefused, ProtocolError, TicketSpent, WrongPassword
from api.issuer.parameters import PASSWORD_LONGEST
from api.issuer.requests import AuthorizationRequest, read
from api.issuer.signing import ALGORITHM, SigningKeys
from api.issuer.tickets import FirstTicket
from api.issuer.tokens import Minting, Tokens
from api.issuer.tries import Tries
from api.registry import accounts
from api.registry.accounts import Account, AccountKind, Secret
from api.registry.errors import NotOnRecord
from api.registry.store import Store
from api.registry.unit import Unit

AUDIENCE = "urn:umbral:service"
"""As which access tokens name the service."""

ACR_PASSWORD, ACR_LINK = "urn:umbral:acr:password", "urn:umbral:acr:link"
PATH = "/issuer"
FIRST = "first-administrator"
"""Who makes the first account, in the audit log."""

Ended = Callable[[str], None]
"""Is told of a session's end by a logout token."""


class Issuer:
    """Thread-safe. ended: set by the composition root; what signs out must be heard of by the service."""

    def __init__(self, store: Store, clock: Clock, address: str, ended: Ended) -> None:
        """address: of the service, as people's browsers reach it, without a slash at its end."""
        self.url = f"{address}{PATH}"
        self._store, self._clock, self._ended = store, clock, ended
        self.keys = SigningKeys(store, clock)
        self._clients = clients(address)
        self._minting = Minting(self.url, AUDIENCE, self.keys)
        self._codes, self._tries, self._first = Codes(), Tries(), FirstTicket()
        self._assertions = Assertions((self.url, f"{self.url}/token"))

    def metadata(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, section 3; RFC 8414."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "acr_values_supported": [ACR_PASSWORD, ACR_LINK],
            "prompt_values_supported": ["login"],
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }

    # people

    def request(self, given: Sequence[tuple[str, str]]) -> AuthorizationRequest:
        """What a client asks. Raises ProtocolError, RefusedBack."""
        return read(given, self._clients, self.url)

    def sign_in(self, request: AuthorizationRequest, name: str, password: str) -> str:
        """The address to go back to. Raises WrongPassword, TooManyTries."""
        self._tries.begin(name[: accounts.NAME + 1], self._clock.now())
        account = self._account(name)
        stored = None if account is None else account.secret.password
        if not passwords.fits(password[: PASSWORD_LONGEST + 1], stored) or account is None:
            raise WrongPassword("Account and password do not go together.")
        self._tries.succeeded(name)
        return self._back(request, account, ACR_PASSWORD)

    def follow(self, request: AuthorizationRequest) -> str | None:
        """Use the request's link: the address to go back to; None where a password is to be set first.

        Raises TicketSpent.
        """
        ticket = request.ticket or ""
        if self._opens_first(ticket):
            return None
        with self._store.reading() as view:
            account = tickets.find(view, ticket, self._clock.now())
        if account.secret.ticket is not None and account.secret.ticket.sets_password:
            return None
        with self._changing("account.link-used", _actor(account)) as unit:
            account = tickets.find(unit, ticket, unit.now)
            account = accounts.change(unit, account, replace(account.secret, ticket=None))
        return self._back(request, account, ACR_LINK)

    def whose(self, ticket: str) -> str | None:
        """The name of the account whose password a link sets; None: whoever follows it chooses one.

        Raises TicketSpent.
        """
        if self._opens_first(ticket):
            return None
        with self._store.reading() as view:
            return tickets.find(view, ticket, self._clock.now()).name

    def set_password(self, request: AuthorizationRequest, name: str, password: str) -> str:
        """By the request's link: the address to go back to.

        name: for the first account; others have one. Raises TicketSpent, PasswordRefused, AccountNameRefused.
        """
        ticket = request.ticket or ""
        name = name if self._opens_first(ticket) else self.whose(ticket) or ""
        if not re.fullmatch(ID, name):
            raise AccountNameRefused("This cannot be the name of an account.")
        passwords.require_good(password, name)
        secret = Secret(passwords.hashed(password))
        made = self._make_first(ticket, name, secret) or self._renew(ticket, secret)
        return self._back(request, made, ACR_PASSWORD)

    def redeem(self, client: str, code: str, redirect: str, verifier: str) -> Tokens:
        """What a code stands for. Raises ProtocolError."""
        now = self._clock.now()
        try:
            request, login = self._codes.redeem(code, client, redirect, verifier, now)
        except CodeReplayed as replay:
            self._over({"sid": replay.login.session, "sub": replay.login.account})
            raise
        account = self._account(login.account)
        if account is None:
            raise ProtocolError("invalid_grant", "The account is gone.")
        return self._minting.for_person(request.client, account, login, request.nonce, now)

    def public_client(self, client: str) -> Client:
        """A client that redeems codes over the wire. Raises ProtocolError."""
        known = self._clients.get(client)
        if known is None or known.confidential:
            raise ProtocolError("invalid_client", "client_id names no client that may do this.")
        return known

    # programs

    def program(self, assertion: str) -> Tokens:
        """A token for a program that proves itself. Raises ProtocolError."""
        account, now = self._account(claimed(assertion)), self._clock.now()
        if account is None or account.secret.key is None:
            raise ProtocolError("invalid_client", "The assertion does not count.")
        self._assertions.require(assertion, account.name, account.secret.key, now)
        return self._minting.for_program(account, now)

    # the end

    def end(self, hint: str, leave: str) -> str | None:
        """Sign out whoever an ID token tells of; where to go then, if the client says so rightly.

        hint: an ID token of ours, however old. Raises ProtocolError.
        """
        claims = self._ours(hint)
        self._over({"sid": str(claims["sid"]), "sub": str(claims["sub"])})
        client = self._clients.get(str(claims["aud"]))
        allowed = (
            client is not None and client.leaves is not None and hmac.compare_digest(client.leaves, leave)
        )
        return leave if allowed else None

    def end_all(self, name: str) -> None:
        """Whatever this account began is over."""
        self._over({"sub": name})

    # the first account

    def first_link(self) -> str | None:
        """A ticket by which the first administrator's account is made; None where there are accounts."""
        with self._store.reading() as view:
            return None if accounts.every(view) else self._first.issue()

    def _opens_first(self, ticket: str) -> bool:
        return self._first.fits(ticket)

    def _make_first(self, ticket: str, name: str, secret: Secret) -> Account | None:
        if not self._opens_first(ticket):
            return None
        with self._changing("account.first-made", Actor(name, frozenset({Role.ADMINISTRATOR}))) as unit:
            if accounts.every(unit):
                raise TicketSpent("This link was used, or is too old.")
            new = Account(
                name=name,
                kind=AccountKind.PERSON,
                roles=(Role.ADMINISTRATOR.value,),
                facilities=None,
                secret=secret,
                made_at=unit.now,
                made_by=FIRST,
            )
            made = accounts.add(unit, new)
        self._first.spend()
        return made

    def _renew(self, ticket: str, secret: Secret) -> Account:
        with self._store.reading() as view:
            known = tickets.find(view, ticket, self._clock.now())
        with self._changing("account.password-set", _actor(known)) as unit:
            return accounts.change(unit, tickets.find(unit, ticket, unit.now), secret)

    @contextmanager
    def _changing(self, what: str, actor: Actor) -> Iterator[Unit]:
        """A unit with a leaf of its own in the audit log."""
        with begun(Act(lambda: what, actor=actor)), self._store.writing(self._clock.now()) as unit:
            yield unit

    def _account(self, name: str) -> Account | None:
        try:
            with self._store.reading() as view:
                return accounts.named(view, name)
        except NotOnRecord:
            return None

    def _back(self, request: AuthorizationRequest, account: Account, acr: str) -> str:
        login = Login(account.name, secrets.token_urlsafe(16), self._clock.now(), acr)
        return request.back(self.url, code=self._codes.issue(request, login))

    def _over(self, about: Mapping[str, str]) -> None:
        self._ended(self._minting.logout(dict(about), self._clock.now()))

    def _ours(self, hint: str) -> dict[str, Any]:
        """An ID token that we signed, for a client of ours."""
        try:
            kid = jwt.get_unverified_header(hint).get("kid")
            key = self.keys.public(str(kid))
            if key is None:
                raise ProtocolError("invalid_request", "id_token_hint is none of ours.")
            return jwt.decode(
                hint,
                key,
                algorithms=[ALGORITHM],
                issuer=self.url,
                audience=list(self._clients),
                options={
                    "verify_exp": False,
                    "verify_iat": False,
                    "require": ["sid", "sub", "aud"],
                },
            )
        except jwt.PyJWTError as error:
            raise ProtocolError("invalid_request", "id_token_hint is none of ours.") from error


def _actor(account: Account) -> Actor:
    return Actor(account.name, frozenset(Role(role) for role in account.roles))
