"""An issuer as the pages see it: where people are sent, and what comes of the code that they bring back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from api.auth.jose import Keys


@dataclass(frozen=True, slots=True)
class Redeemed:
    """access: a token for this service. identity: an ID token for its pages."""

    access: str = field(repr=False)
    identity: str = field(repr=False)


class Provider(Protocol):
    """One issuer. Every method but those of constants raises SignInUnavailable where it does not answer."""

    @property
    def issuer(self) -> str:
        """As its tokens name it."""

    @property
    def client(self) -> str:
        """As which it knows the pages."""

    @property
    def wants(self) -> Mapping[str, str]:
        """What is asked for in a request: its scope, and what else makes a token one for this service."""

    def names_itself(self) -> bool:
        """Whether its answers are to say that they are its own (RFC 9207)."""

    def authorization_endpoint(self) -> str:
        """Where people sign in."""

    def end_session_endpoint(self) -> str | None:
        """Where they sign out; None where the issuer has no such thing."""

    def redeem(self, code: str, redirect: str, verifier: str) -> Redeemed:
        """Raises SignInFailed where the code counts for nothing."""

    @property
    def keys(self) -> Keys:
        """By which its ID tokens are verified."""
