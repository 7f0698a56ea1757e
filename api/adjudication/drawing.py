"""What a reviewer is given next: chance alone decides, and now and then a pair whose answer is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

C = TypeVar("C")
T = TypeVar("T")


class Chance(Protocol):
    """What is asked of chance: `secrets.SystemRandom()` in the service, a seeded generator in tests alone."""

    def random(self) -> float:
        """Uniform in [0, 1)."""

    def getrandbits(self, count: int, /) -> int:
        """So many random bits."""

    def choice(self, among: Sequence[T], /) -> T:
        """One of them."""

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        """So many of them, in any order."""


@dataclass(frozen=True, slots=True)
class Known(Generic[C]):
    """Pairs whose answer is known and that this reviewer has not seen: of one person, and of two."""

    mated: Sequence[C] = ()
    non_mated: Sequence[C] = ()


def draw(waiting: Sequence[C], known: Known[C], share: float, chance: Chance) -> C | None:
    """A case of `waiting`, or by a chance of `share` (0..1) a known pair; None when nothing is waiting.

    Known pairs come only while cases wait: alone in the queue they would give themselves away. Mated and
    non-mated ones come equally often, whichever there are more of, so that both kinds of error are counted;
    where one kind is used up, the other serves. chance: `secrets.SystemRandom()`; seeded in tests alone.
    """
    if not waiting:
        return None
    if (known.mated or known.non_mated) and chance.random() < share:
        one, other = chance.sample((known.mated, known.non_mated), 2)
        return chance.choice(one or other)
    return chance.choice(waiting)
