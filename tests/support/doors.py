"""A door's clock and those who stand at it, told what they are at."""

from dataclasses import dataclass, field
from http import HTTPStatus

from api.connections.door import Course, Phase


@dataclass
class Seconds:
    """A clock that goes when it is told to."""

    now: float = 50.0

    def __call__(self) -> float:
        return self.now


@dataclass(eq=False)
class Somebody:
    """A connection that is at what it is told to be at."""

    at: Course
    address: str = "10.0.0.1"
    told: list[HTTPStatus] = field(default_factory=list)

    def course(self, now: float) -> Course:
        """See Connection."""
        return self.at

    def end(self, status: HTTPStatus) -> None:
        """See Connection."""
        self.told.append(status)


def somebody(phase: Phase, clock: Seconds, address: str = "10.0.0.1") -> Somebody:
    """Who has just come to that phase."""
    return Somebody(Course(phase, clock.now), address)
