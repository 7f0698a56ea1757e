"""How much a caller may send."""

from dataclasses import dataclass

from api.middleware.shares import Shares


@dataclass(frozen=True, slots=True)
class Limits:
    """body: bytes of one request. per_second, burst: requests of one caller, steadily and at once.

    at_a_time: requests that are worked on, of which a quarter is for gates alone, and half the most of one
    caller; queue, wait: how many more may wait for how many seconds; held: octets of all bodies, likewise.
    """

    body: int
    per_second: float = 100.0
    burst: int = 400
    at_a_time: int = 48
    queue: int = 128
    wait: float = 5.0

    @property
    def held(self) -> int:
        """Two callers may send one body of the largest kind each, and a gate still finds room for its own."""
        return max(4 * self.body, 64 << 20)

    def places(self) -> Shares:
        """Places to work at, none of them taken."""
        return _shared(self.at_a_time)

    def octets(self) -> Shares:
        """Octets of bodies, none of them held."""
        return _shared(self.held)


def _shared(most: int) -> Shares:
    return Shares(most, reserved=most // 4, each=most // 2)
