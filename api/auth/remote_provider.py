"""An issuer elsewhere as the pages see it: any that speaks OpenID Connect with codes and PKCE."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from api.auth.client_keys import Sign, signing
from api.auth.errors import IssuerUnreachable
from api.auth.jose import Keys
from api.auth.jwks import RemoteKeys
from api.auth.provider import Redeemed
from api.auth.remote import FAILURES, Document, RemoteIssuer, trusted
from api.auth.sign_in_errors import SignInFailed, SignInUnavailable
from api.clock import Clock
from api.contract.client.credentials import ASSERTION, assertion
from api.settings import Settings

log = logging.getLogger("umbral.sign-in")

OUR_FAULT = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_target"})
"""Errors of a token endpoint (RFC 6749, section 5.2; RFC 8707) that settings mend, and no other code."""


@dataclass(frozen=True, slots=True)
class ClientKey:
    """By which the pages prove that they are the client (private_key_jwt). number: as the issuer knows it."""

    number: str
    algorithm: str
    sign: Sign = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """The pages as the issuer knows them. key: None for a public client, for whom PKCE has to do.

    scope, resource: what they ask for, so that the access token is one for this service.
    """

    client: str
    key: ClientKey | None = None
    scope: str = "openid"
    resource: str | None = None


def registered(settings: Settings) -> Registered | None:
    """As it was set; None where the pages are no client of the issuer. Raises SettingsRefused."""
    if settings.pages_client is None:
        return None
    key = None
    if settings.pages_key is not None and settings.pages_key_id is not None:
        key = ClientKey(settings.pages_key_id, *signing(settings.pages_key, "pages_key"))
    return Registered(settings.pages_client, key, settings.pages_scope, settings.pages_resource)


class RemoteProvider:
    """See `api/auth/provider.py`. Thread-safe."""

    def __init__(self, keys: RemoteKeys, pages: Registered, clock: Clock) -> None:
        """keys: of the issuer, by which access tokens are verified too. Nothing is asked yet."""
        self._keys, self._pages, self._clock = keys, pages, clock
        self._remote: RemoteIssuer = keys.issuer

    @property
    def issuer(self) -> str:
        """See Provider."""
        return self._remote.url

    @property
    def client(self) -> str:
        """See Provider."""
        return self._pages.client

    @property
    def wants(self) -> Mapping[str, str]:
        """See Provider."""
        return {"scope": self._pages.scope, **self._resource()}

    def names_itself(self) -> bool:
        """See Provider."""
        return self._metadata().get("authorization_response_iss_parameter_supported") is True

    def authorization_endpoint(self) -> str:
        """See Provider."""
        methods = self._metadata().get("code_challenge_methods_supported")
        if isinstance(methods, list) and "S256" not in methods:  # it would overlook the challenge
            raise _unusable("code_challenge_methods_supported")
        return self._endpoint("authorization_endpoint")

    def end_session_endpoint(self) -> str | None:
        """See Provider."""
        return self._endpoint("end_session_endpoint") if "end_session_endpoint" in self._metadata() else None

    def redeem(self, code: str, redirect: str, verifier: str) -> Redeemed:
        """See Provider."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
            "client_id": self.client,
            **self._resource(),
            **self._proof(),
        }
        try:
            status, told = self._remote.posted(self._endpoint("token_endpoint"), form)
        except FAILURES as error:
            log.warning("the issuer's token endpoint does not answer: %s", type(error).__name__)
            raise SignInUnavailable("The issuer does not redeem codes at the moment.") from error
        if status != 200:
            raise _refusal(status, told)
        return _redeemed(told)

    @property
    def keys(self) -> Keys:
        """See Provider."""
        return self._keys

    def _resource(self) -> dict[str, str]:
        """RFC 8707, section 2."""
        return {} if self._pages.resource is None else {"resource": self._pages.resource}

    def _proof(self) -> dict[str, str]:
        key = self._pages.key
        if key is None:
            return {}
        now = self._clock.now().timestamp()
        proof = assertion(self.issuer, self.client, key.number, key.algorithm, key.sign, now)
        return {"client_assertion_type": ASSERTION, "client_assertion": proof}

    def _endpoint(self, name: str) -> str:
        """An address of its metadata. Raises SignInUnavailable."""
        told = self._metadata().get(name)
        if not isinstance(told, str) or not _usable(told):
            raise _unusable(name)
        return told

    def _metadata(self) -> Document:
        try:
            return self._remote.metadata()
        except IssuerUnreachable as error:
            raise SignInUnavailable("The issuer does not answer.") from error


def _usable(address: str) -> bool:
    """Printable, over TLS or on this machine, without a fragment (RFC 6749, section 3.1)."""
    try:
        return (
            address.isascii()
            and address.isprintable()
            and trusted(address)
            and not urlsplit(address).fragment
        )
    except ValueError:
        return False


def _unusable(name: str) -> SignInUnavailable:
    log.error("people cannot sign in: the issuer's metadata have no usable %s", name)
    return SignInUnavailable(f"The issuer's {name} cannot be used.")


def _redeemed(told: Document) -> Redeemed:
    kind, access, identity = (told.get(name) for name in ("token_type", "access_token", "id_token"))
    bearer = isinstance(kind, str) and kind.lower() == "bearer"
    if not bearer or not isinstance(access, str) or not isinstance(identity, str):
        raise SignInFailed("The issuer answers without both tokens.", error="token_response")
    return Redeemed(access, identity)


def _refusal(status: int, told: Document) -> SignInFailed | SignInUnavailable:
    """The first: of this code. The second: of what settings mend, or time."""
    error = told.get("error")
    if status >= 500 or not isinstance(error, str) or error in OUR_FAULT:
        log.error("the issuer refuses the pages: %d %s", status, error if error in OUR_FAULT else "")
        return SignInUnavailable("The issuer does not know the pages as they were set.")
    return SignInFailed("The code counts for nothing.", error="code")
