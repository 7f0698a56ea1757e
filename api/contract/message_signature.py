"""HTTP Message Signatures (RFC 9421) in one fixed profile: how a station signs what it asks.

    Signature-Input: station=("@method" "@authority" "@path" "@query" "content-digest" "content-type");
                     created=1764000000;keyid="KEY";nonce="NONCE";alg="ed25519"
    Signature:       station=:64 octets in Base64:
    Content-Digest:  sha-256=:32 octets in Base64:                                   (RFC 9530)

on one line each, exactly so: the last two components stand there if and only if the request has a body. No
other algorithm, component, order, parameter or label is read: nothing to negotiate, nothing to leave out.

created: seconds since 1970, within `WINDOW_SECONDS` of the service's clock. nonce: 16 random octets in
base64url, once per station. keyid: a station's UUID; at its enrolment its public key in base64url.
"""

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes
from typing import Final

from matcher.errors import DataError

WINDOW_SECONDS: Final = 60
NONCE: Final = 16  # octets
HEADERS: Final = ("signature-input", "signature", "content-digest")

_ALWAYS = '"@method" "@authority" "@path" "@query"'
_WITH_BODY = ' "content-digest" "content-type"'
_INPUT = re.compile(
    rf"station=(?P<parameters>\({_ALWAYS}(?P<body>{_WITH_BODY})?\);created=(?P<created>[1-9][0-9]{{0,11}});"
    r'keyid="(?P<keyid>[A-Za-z0-9_-]{22,64})";nonce="(?P<nonce>[A-Za-z0-9_-]{22})";alg="ed25519")'
)
_SIGNATURE = re.compile(r"station=:([A-Za-z0-9+/]{86}==):")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


class SignatureUnreadable(DataError):
    """The signature of a request is not of the one form that is read."""

    code = "signature-unreadable"
    advice = "Use the station's own program; it signs in the form that the contract describes."


@dataclass(frozen=True, slots=True)
class Message:
    """Of a request what is signed. authority: Host as sent; path, query: raw, the query without its mark.

    content_type: of the body, None where there is none.
    """

    method: str
    authority: str
    path: str
    query: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A signature as it came. statement: what was signed, as octets; digest: of the body, if any."""

    keyid: str
    nonce: str
    created: int
    statement: bytes
    signature: bytes
    digest: bytes | None

    def covers(self, body: bytes) -> bool:
        """Whether this body is the one that was signed: none, where none was."""
        if self.digest is None:
            return not body
        return compare_digest(self.digest, sha256(body).digest())


def signed(
    message: Message, body: bytes | None, *, keyid: str, created: int, sign: Callable[[bytes], bytes]
) -> Mapping[str, str]:
    """The headers that go with a request. sign: such as `Ed25519PrivateKey.sign` of `cryptography`.

    body: None where there is none; else the message has a content type.
    """
    nonce = urlsafe_b64encode(token_bytes(NONCE)).decode().rstrip("=")
    covered = _ALWAYS + ("" if body is None else _WITH_BODY)
    parameters = f'({covered});created={created};keyid="{keyid}";nonce="{nonce}";alg="ed25519"'
    digest = None if body is None else f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"
    signature = b64encode(sign(signature_base(_components(message, digest), parameters))).decode()
    headers = {"Signature-Input": f"station={parameters}", "Signature": f"station=:{signature}:"}
    return headers if digest is None else headers | {"Content-Digest": digest}


def read(message: Message, headers: Iterable[tuple[str, str]]) -> Given:
    """The signature of a request, by its headers in lower case. Raises SignatureUnreadable."""
    found: dict[str, str] = {}
    for name, value in headers:
        if name in HEADERS and found.setdefault(name, value) is not value:
            raise SignatureUnreadable(f"There are two headers {name}.")
    wanted = _INPUT.fullmatch(found.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(found.get("signature", ""))
    if wanted is None or signature is None:
        raise SignatureUnreadable("The signature is not of the form that is read.")
    digest = found.get("content-digest")
    with_body = wanted["body"] is not None
    if with_body is not (digest is not None) or (with_body and message.content_type is None):
        raise SignatureUnreadable("A body is signed by its digest and its type, or there is none.")
    return Given(
        keyid=wanted["keyid"],
        nonce=wanted["nonce"],
        created=int(wanted["created"]),
        statement=signature_base(_components(message, digest), wanted["parameters"]),
        signature=_octets(signature[1]),
        digest=None if digest is None else _digest(digest),
    )


def signature_base(components: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """What is signed (RFC 9421, section 2.5)."""
    lines = [f'"{name}": {value}' for name, value in (*components, ("@signature-params", parameters))]
    return "\n".join(lines).encode()


def _components(message: Message, digest: str | None) -> list[tuple[str, str]]:
    always = [
        ("@method", message.method),
        ("@authority", message.authority.lower()),
        ("@path", message.path or "/"),
        ("@query", f"?{message.query}"),
    ]
    if digest is None:
        return always
    return [*always, ("content-digest", digest), ("content-type", message.content_type or "")]


def _digest(header: str) -> bytes:
    found = _DIGEST.fullmatch(header)
    if found is None:
        raise SignatureUnreadable("The body's digest is not of the form that is read.")
    return _octets(found[1])


def _octets(told: str) -> bytes:
    """Base64 in its one form: bits that no octet needs are zero (RFC 4648, section 3.5)."""
    octets = b64decode(told)
    if b64encode(octets).decode() != told:
        raise SignatureUnreadable("A value's Base64 is not in its one form.")
    return octets
