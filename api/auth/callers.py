"""How callers are known: believed on a laptop, proven everywhere else. One way for a whole service."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.auth.actor import Actor, parse
from api.auth.errors import ActorHeaderRefused, CredentialsTwice, TokenMissing
from api.errors import ActorMissing, ActorUnreadable
from matcher.errors import UmbralError

HEADER = "Umbral-Actor"

Proof = Callable[[Request], Actor | None]
"""One way to prove who acts. None where the request does not try it; raises Unauthorised where it fails."""


class Callers(Protocol):
    """Who sends a request."""

    everywhere: bool
    """Whether whoever is not known is refused at the door, also where a route asks nobody."""

    async def actor(self, request: Request) -> Actor | None:
        """Who acts; None where nobody says. Raises UmbralError where it does not count."""

    def missing(self) -> UmbralError:
        """What somebody unknown is told."""

    def over(self, actor: Actor) -> bool:
        """Whether the session of somebody who was known ended since. Blocks; raises StoreUnavailable."""


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
        station = None if self._signed is None else await run_in_threadpool(self._signed, request)
        if station is not None and given:
            raise CredentialsTwice("The request says twice who sends it.")
        return parse(given[0]) if given else station

    def missing(self) -> UmbralError:
        """The header is missing."""
        return ActorMissing("The request does not say who acts.")

    def over(self, actor: Actor) -> bool:  # noqa: ARG002 - of whoever is believed there is none
        """Nobody who is believed has a session."""
        return False


class Proven:
    """Callers prove who they are: by a token, a station's signature or a page's session, one of them."""

    everywhere = True

    def __init__(
        self, proofs: Sequence[Proof], over: Callable[[Actor], bool], *, levels: Sequence[str] = ()
    ) -> None:
        """over: whether the session of an actor ended since.

        levels: of authentication, of which a sensitive act needs one; none: any.
        """
        self._proofs, self._over, self._levels = tuple(proofs), over, tuple(levels)

    async def actor(self, request: Request) -> Actor | None:
        """Raises ActorHeaderRefused, CredentialsTwice and whatever a proof raises."""
        if HEADER in request.headers:
            raise ActorHeaderRefused("This service does not believe the header Umbral-Actor.")
        return await run_in_threadpool(self._proven, request)

    def missing(self) -> UmbralError:
        """A token is missing."""
        return TokenMissing("The request does not prove who sends it.")

    def over(self, actor: Actor) -> bool:
        """As the store has it now. Raises StoreUnavailable."""
        return self._over(actor)

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
