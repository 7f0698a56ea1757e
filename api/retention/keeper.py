"""The keeper: carries out what is due while nobody asks, and at once where an acquittal was said."""

import logging
import threading
from contextlib import suppress
from functools import partial
from uuid import UUID

from api.background import Periodically
from api.errors import NotReady
from api.retention.erasing import Eraser
from api.retention.parameters import ALL_EVERY_ROUNDS, ROUND_SECONDS

log = logging.getLogger("umbral.retention")


class Keeper(Periodically):
    """Goes round from `start` to `stop`. Thread-safe. One that was not started does nothing by itself."""

    def __init__(self, eraser: Eraser) -> None:
        failed = partial(log.exception, "what is due could not be carried out; it is tried again")
        super().__init__("umbral-retention", self._go_round, ROUND_SECONDS, failed)
        self.eraser = eraser
        self._lock = threading.Lock()
        self._named: set[UUID] = set()
        self._until_all = 0

    def look_at(self, person_id: UUID) -> None:
        """Something was said of this person: look at once."""
        with self._lock:
            self._named.add(person_id)
        self.wake()

    def _go_round(self) -> None:
        with suppress(NotReady):  # the gallery is being loaded: the next look finds them
            self._round(everybody=not self._until_all)
            self._until_all = (self._until_all or ALL_EVERY_ROUNDS) - 1

    def _round(self, *, everybody: bool) -> None:
        with self._lock:
            named, self._named = sorted(self._named), set()
        if everybody:
            done = self.eraser.run()
            self.eraser.forget_answers()
        else:
            done = self.eraser.run([*named, *self.eraser.acquitted()])
        if done:
            log.info("erasures carried out: %s", done)
