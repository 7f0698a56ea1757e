"""The keeper: carries out what is due while nobody asks, and at once where an acquittal was said."""

import logging
import threading
from uuid import UUID

from api.errors import NotReady
from api.retention.erasing import Eraser
from api.retention.parameters import ALL_EVERY_ROUNDS, ROUND_SECONDS

log = logging.getLogger("umbral.retention")


class Keeper:
    """Goes round from `start` to `stop`. Thread-safe. One that was not started does nothing by itself."""

    def __init__(self, eraser: Eraser) -> None:
        self.eraser = eraser
        self._awake, self._ending = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._named: set[UUID] = set()
        self._thread = threading.Thread(target=self._run, name="umbral-retention", daemon=True)

    def start(self) -> None:
        """Begin; the first round at once: it carries out what fell due while the service was down."""
        self._thread.start()

    def stop(self) -> None:
        """End it, after the person who is being erased."""
        self._ending.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join()

    def look_at(self, person_id: UUID) -> None:
        """Something was said of this person: look at once."""
        with self._lock:
            self._named.add(person_id)
        self._awake.set()

    def wake(self) -> None:
        """Something is to be finished: look at once."""
        self._awake.set()

    def _run(self) -> None:
        until_all = 0
        while not self._ending.is_set():
            try:
                self._round(everybody=not until_all)
                until_all = (until_all or ALL_EVERY_ROUNDS) - 1
            except NotReady:
                pass  # the gallery is being loaded: the next look finds them
            except Exception:  # what fails once must not end it for good
                log.exception("what is due could not be carried out; it is tried again")
            self._awake.wait(ROUND_SECONDS)
            self._awake.clear()

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
