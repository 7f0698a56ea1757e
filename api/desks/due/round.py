"""The watch: looks at the hour, now and then, for everything that falls due while nobody asks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from api.audit.act import job
from api.background import Periodically
from api.clock import Clock
from api.desks.due.absences import tell_absences
from api.desks.due.clocks import tell_crossings
from api.desks.due.gates import tell_gates
from api.desks.due.listings import end_listings
from api.desks.due.passages import close_of_the_free, tell_deadlines
from api.desks.policies import PolicyShelf
from api.registry.store import Store
from api.stations.lapsing import lapse

ROUND_EVERY_SECONDS = 30.0
"""An alarm for somebody who is not back may come so much late."""

CLOCKS_EVERY_ROUNDS = 20
"""Detention clocks count in days, and reading one takes 45 us: 4.5 s of a core for 100,000 people."""

log = logging.getLogger("umbral.due")


@dataclass(frozen=True, slots=True)
class Round:
    """One look at everything. Any number of them may go on at once: each crossing is told by one."""

    store: Store
    policies: PolicyShelf
    clock: Clock

    def go(self, *, clocks: bool = True) -> int:
        """Write what has fallen due; how much there was to tell. clocks: those of detention too."""
        now = self.clock.now()
        return sum(
            (
                tell_crossings(self.store, self.policies, now) if clocks else 0,
                tell_absences(self.store, self.policies, now),
                tell_deadlines(self.store, now),
                close_of_the_free(self.store, now),
                tell_gates(self.store, self.policies, now),
                end_listings(self.store, now),
                lapse(self.store, now),
            )
        )


class Watch(Periodically):
    """Goes round from `start` to `stop`. told: called where there was something to tell."""

    def __init__(self, round_: Round, told: Callable[[], None]) -> None:
        failed = partial(log.exception, "a round failed; the next one tells what this one did not")
        super().__init__("umbral-due", self._go_round, ROUND_EVERY_SECONDS, failed)
        self._round = round_
        self._told = told
        self._until_clocks = 0

    def _go_round(self) -> None:
        with job("due"):
            fell = self._round.go(clocks=not self._until_clocks)
        self._until_clocks = (self._until_clocks or CLOCKS_EVERY_ROUNDS) - 1
        if fell:
            self._told()
