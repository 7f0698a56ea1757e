"""While the service runs: as soon as somebody is erased, the keys' piece is replaced by one without theirs.

So no copy of the rows that was ever made brings them back; and the list of erasures goes to the witnesses.
Where a record was sealed anew with it, the log says that a backup is due.
"""

import logging
from functools import partial

from api.background import Periodically
from api.backup import erased
from api.backup.elsewhere import issue
from api.backup.places import Places
from api.registry.store import Store
from api.retention import journal

EVERY_SECONDS = 30.0
"""How long an erased person's key may outlive them in the keys' piece."""

log = logging.getLogger("umbral.backup")


class KeysElsewhere(Periodically):
    """Looks from `start` to `stop`, at last once more.

    The first look replaces the piece in any case: nobody knows what it lacks.
    """

    def __init__(self, store: Store, places: Places) -> None:
        failed = partial(log.exception, "keys of erased persons may still lie in a backup")
        super().__init__("keys-elsewhere", self.look, EVERY_SECONDS, failed, at_last=True)
        self._store, self._places = store, places
        self._done: frozenset[str] | None = None
        self._told: frozenset[str] | None = None

    def look(self) -> bool:
        """Replace what is out of date; whether anything was. Raises BackupNotWritten."""
        with self._store.reading() as view:
            if erased.Listing.of(view).entries == self._done:
                return False
        issued = issue(self._store.reading, self._places)
        self._tell(issued.entries)
        if len(issued.listed) == len(self._places.witnesses):
            self._done = issued.entries  # otherwise it is tried again
        return True

    def _tell(self, entries: frozenset[str]) -> None:
        new = frozenset() if self._told is None else entries - self._told
        anew = sum(journal.read(one).following is not None for one in new)
        if anew:
            log.warning("%d records were sealed anew: they lie in no backup until one is made", anew)
        self._told = entries
