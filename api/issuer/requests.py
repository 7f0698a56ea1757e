"""An authorization request (OpenID Connect Core, section 3.1.2.1), read strictly: code and PKCE alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.issuer.clients import Client
from api.issuer.errors import ProtocolError

LONGEST = 512
"""Characters of a value."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SHOWN = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)*")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """What a client wants, and where the answer goes. prompt, hint: as they were given; ticket: of a link."""

    client: Client
    redirect: str
    state: str | None
    nonce: str | None
    challenge: str
    prompt: frozenset[str]
    hint: str
    ticket: str | None

    def back(self, issuer: str, **answer: str) -> str:
        """The address that people go back to with an answer (RFC 9207: it names its issuer)."""
        state = {} if self.state is None else {"state": self.state}
        return f"{self.redirect}?{urlencode({**answer, **state, 'iss': issuer})}"


class RefusedBack(Exception):
    """Nothing is asked here: the client hears why."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def read(
    given: Sequence[tuple[str, str]], clients: Mapping[str, Client], issuer: str
) -> AuthorizationRequest:
    """given: parameters as they came. Raises ProtocolError where it is not sure that the client is the one it
    says, so that people are sent nowhere; RefusedBack where it is."""
    values = _once(given)
    client = clients.get(values.get("client_id", ""))
    if client is None:
        raise ProtocolError("invalid_request", "client_id names no client.")
    redirect = values.get("redirect_uri", "")
    if not client.returns_to(redirect):
        raise ProtocolError("invalid_request", "redirect_uri is not one of the client's.")
    request = AuthorizationRequest(
        client,
        redirect,
        values.get("state"),
        values.get("nonce"),
        values.get("code_challenge", ""),
        frozenset(values.get("prompt", "").split()),
        values.get("login_hint", "")[:64],
        values.get("ticket"),
    )
    if (refused := _defect(values, request)) is not None:
        raise RefusedBack(request.back(issuer, error=refused.error, error_description=refused.description))
    return request


def _once(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    values = dict(given)
    if len(values) != len(given):
        raise ProtocolError("invalid_request", "A parameter comes twice.")
    if any(len(value) > LONGEST or (value and not _SHOWN.fullmatch(value)) for value in values.values()):
        raise ProtocolError("invalid_request", "A parameter cannot be read.")
    return values


def _defect(values: Mapping[str, str], request: AuthorizationRequest) -> ProtocolError | None:
    """The first thing that is wrong with a request of a client that is known."""
    pkce = values.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(request.challenge)
    checks = (
        (values.get("response_type") == "code", "unsupported_response_type", "response_type is code."),
        (values.get("response_mode", "query") == "query", "invalid_request", "response_mode is query."),
        (not values.keys() & {"request", "request_uri"}, "request_not_supported", "Parameters come plainly."),
        ("openid" in values.get("scope", "").split(), "invalid_scope", "scope names openid."),
        (pkce, "invalid_request", "PKCE by S256 is required."),
        ("none" not in request.prompt, "login_required", "Whoever comes here signs in."),
    )
    return next((ProtocolError(error, why) for good, error, why in checks if not good), None)
