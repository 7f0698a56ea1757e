"""How callers are known: believed on a laptop, proven everywhere else. One way for a whole service."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.auth.actor import Actor, parse
from api.auth.errors import ActorHeaderRefused, CredentialsTwice, TokenMissing
from api.contract.message_signature import HEADERS as SIGNATURE
from api.errors import ActorMissing, ActorUnreadable
from matcher.errors import UmbralError

HEADER = "Umbral-Actor"

Proof = Callable[[Request], Actor | None]
"""One way to prove who acts, by something in CREDENTIALS. None where the request does not try it; raises
Unauthorised where it fails."""

CREDENTIALS = ("Authorization", "Cookie", *SIGNATURE)
"""Without any of them nobody proves anything, and no thread is taken to find that out."""


class Callers(Protocol):
    """Who sends a request."""

    everywhere: bool
    """Whether whoever is not known is refused at the door, also where a route asks nobody."""

    async def actor(self, request: Request) -> Actor | None:
        """Who acts; None where nobody says. Raises UmbralError where it does not count."""

    def missing(self) -> UmbralError:
        """What somebody unknown is told."""

    def over(self, request: Request) -> bool:
        """Whether whoever sent a request, and was known, would not be any more. Blocks."""


class Believed:
    """The header `Umbral-Actor: ID; roles=a,b` is believed.

    For a service that listens on loopback alone and answers this machine's programs and its own pages only
    (`api/middleware/callers.py`): whoever can send the header holds the machine already.
    """

    everywhere = False

    def __init__(self, signed: Proof | None = None) -> None:
        """signed: by which stations prove who they are, here too."""
        self._signed = signed

    async def actor(self, request: Request) -> Actor | None:
        """Raises ActorUnreadable, CredentialsTwice, and what a signature that does not hold raises."""
        given = request.headers.getlist(HEADER)
        if len(given) > 1:
            raise ActorUnreadable("The request says twice who acts.")
        station = None
        if self._signed is not None and any(name in request.headers for name in SIGNATURE):
            station = await run_in_threadpool(self._signed, request)
        if station is not None and given:
            raise CredentialsTwice("The request says twice who sends it.")
        return parse(given[0]) if given else station

    def missing(self) -> UmbralError:
        """The header is missing."""
        return ActorMissing("The request does not say who acts.")

    def over(self, request: Request) -> bool:  # noqa: ARG002 - of whoever is believed there is none
        """Nobody who is believed has a session."""
        return False


class Proven:
    """Callers prove who they are: by a token, a station's signature or a page's session, one of them."""

    everywhere = True

    def __init__(
        self, proofs: Sequence[Proof], again: Sequence[Proof], *, levels: Sequence[str] = ()
    ) -> None:
        """again: by which the same request is proven once more, while it is being answered. A station's
        signature is none of them: it counts once.

        levels: of authentication, of which a sensitive act needs one; none: any.
        """
        self._proofs, self._again, self._levels = tuple(proofs), tuple(again), tuple(levels)

    async def actor(self, request: Request) -> Actor | None:
        """Raises ActorHeaderRefused, CredentialsTwice and whatever a proof raises."""
        if HEADER in request.headers:
            raise ActorHeaderRefused("This service does not believe the header Umbral-Actor.")
        if not any(name in request.headers for name in CREDENTIALS):
            return None
        return await run_in_threadpool(self._proven, request)

    def missing(self) -> UmbralError:
        """A token is missing."""
        return TokenMissing("The request does not prove who sends it.")

    def over(self, request: Request) -> bool:
        """Whether its token or session counts no more: ended here or at the issuer, run out, or left idle.

        Where that cannot be known it counts no more either: whoever followed asks anew.
        """
        try:
            return all(proof(request) is None for proof in self._again)
        except UmbralError:
            return True

    def _proven(self, request: Request) -> Actor | None:
        found = [actor for proof in self._proofs if (actor := proof(request)) is not None]
        if len(found) > 1:
            raise CredentialsTwice("The request proves twice who sends it.")
        return self._looked_at(found[0], request) if found else None

    def _looked_at(self, actor: Actor, request: Request) -> Actor:
        """With the instant of now: what is sensitive is held against it."""
        if actor.presence is None:
            return actor
        now = request.app.state.office.clock.now()
        return replace(actor, presence=replace(actor.presence, at=now, wanted=self._levels))
