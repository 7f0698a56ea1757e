"""How long a hold may last, and who ends it: nobody waits on a machine's doubt without a name and an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from api.gates.decision import Consequence, Deadline, Notify, Party
from api.gates.reading.faults import Fault
from api.gates.reading.reader import Form


@dataclass(frozen=True, slots=True)
class Limit:
    """A policy's word. decider: the role that settles it; within: from when the gate was first asked."""

    within: timedelta
    decider: Annotated[str, Form("small letters and hyphens", r"[a-z]+(-[a-z]+)*")]

    def faults(self) -> Iterator[Fault]:
        """Nobody can settle a matter in no time."""
        if not self.within:
            yield Fault(("within",), "policy-nothing")

    def due(self, since: datetime) -> datetime:
        """Counted from a fixed instant: to ask the gate again moves no deadline."""
        return since + self.within

    def follows(self, matter: str, since: datetime, now: datetime) -> tuple[Consequence, ...]:
        """The deadline; once it has passed, the supervisor and the ombudsman are told too."""
        due = self.due(since)
        deadline = Deadline(matter, self.decider, due)
        if now < due:
            return (deadline,)
        late = f"{matter}.overdue"
        return (deadline, Notify(Party.SUPERVISOR, late), Notify(Party.OMBUDSMAN, late))
