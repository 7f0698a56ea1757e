"""What is weighed when somebody is to be set free."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.gates.doors.evidence import AtDoor
from api.gates.evidence import HoldFacts, OrderFacts, OrderKind

GATE: Final = "release"
"""Names the gate's matters: what officers sign, what deadlines and notices are about."""


@dataclass(frozen=True, slots=True)
class Releasing:
    """A prisoner who is to be released.

    holds: all that were ever placed on the person. lawful_until: the end of the last day that the
    detention clock counts as lawful; None: no such end is known.
    """

    at_door: AtDoor
    order: OrderFacts | None
    holds: tuple[HoldFacts, ...] = ()
    lawful_until: datetime | None = None

    @property
    def gate(self) -> str:
        """Its matters' name."""
        return GATE

    @property
    def commands(self) -> OrderKind:
        """The order that is needed."""
        return OrderKind.RELEASE
