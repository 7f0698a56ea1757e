"""How long a gate that reports may be silent before somebody is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from api.gates.reading.faults import Fault


@dataclass(frozen=True, slots=True)
class PresencePolicy:
    """silent_after: a page that is loaded anew or a cable that is plugged in again takes less; chosen, not
    measured. A house without this section goes by the same."""

    silent_after: timedelta = timedelta(minutes=3)

    def faults(self) -> Iterator[Fault]:
        """Every gate is silent between two heartbeats."""
        if not self.silent_after:
            yield Fault(("silent_after",), "policy-nothing")
