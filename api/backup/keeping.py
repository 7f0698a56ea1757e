"""While the service runs: as soon as somebody is erased, the keys' piece is replaced by one without theirs.

So no copy of the rows that was ever made brings them back; and the list of erasures goes to the witnesses.
"""

import logging
import threading

from api.backup import erased
from api.backup.elsewhere import issue
from api.backup.places import Places
from api.registry.store import Store

EVERY_SECONDS = 30.0
"""How long an erased person's key may outlive them in the keys' piece."""

log = logging.getLogger("umbral.backup")


class KeysElsewhere:
    """Looks from `start` to `stop`, at last once more."""

    def __init__(self, store: Store, places: Places) -> None:
        self._store, self._places = store, places
        self._done: frozenset[str] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keys-elsewhere", daemon=True)

    def start(self) -> None:
        """Begin. The first look replaces the piece in any case: nobody knows what it lacks."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> bool:
        """Replace what is out of date; whether anything was. Raises BackupNotWritten."""
        with self._store.reading() as view:
            if erased.Listing.of(view).entries == self._done:
                return False
        issued = issue(self._store.reading, self._places)
        if len(issued.listed) == len(self._places.witnesses):
            self._done = issued.entries  # otherwise it is tried again
        return True

    def _run(self) -> None:
        ending = False
        while True:
            try:
                self.look()
            except Exception:
                log.exception("keys of erased persons may still lie in a backup")
            if ending:
                return
            ending = self._ending.wait(EVERY_SECONDS)
