"""A new key-encryption key takes the place of the present one while the service answers.

    begin     the next key is made durable; it wraps whatever is issued from now on
    rewrap    owners' keys, some at a time, each time in a transaction
    finish    nothing is wrapped by the older key: its file gives way to the next one's

Killed anywhere, a start finds both keys and goes on: every owner's key is wrapped by exactly one of them.
What was sealed under owners' keys is not touched.
"""

import logging
import threading
from dataclasses import dataclass
from enum import StrEnum

from api.audit.act import job
from api.clock import Clock
from api.registry.rewrapping import left, rewrap
from api.registry.store import Store

AT_ONCE = 500
"""Keys a transaction: about 20 ms, so that a gate waits no longer for its turn to write."""

log = logging.getLogger("umbral.keys")


class State(StrEnum):
    """Of a rotation."""

    NONE = "none"
    ROTATING = "rotating"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Progress:
    """key: the id of the key that wraps now; left: owners' keys that an older one has wrapped."""

    state: State
    key: str
    left: int


class KeyRotation:
    """Thread-safe. Raises what the source raises."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._source, self._clock = store, store.keys, clock
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._work: threading.Thread | None = None
        self._state = State.NONE

    def begin(self) -> Progress:
        """Begin, or go on with one that was begun. Raises KeyLocked, KeyMissing."""
        with self._lock:
            if self._work is None or not self._work.is_alive():
                self._store.lead(self._source.begin())
                self._state = State.ROTATING
                self._work = threading.Thread(target=self._run, name="key-rotation")
                self._work.start()
        return self.progress()

    def resume(self) -> None:
        """Go on with a rotation that a stop interrupted."""
        if self._source.rotating:
            self.begin()

    def progress(self) -> Progress:
        """How far it is."""
        with self._store.reading() as view:
            return Progress(self._state, view.keyring.id, left(view))

    def join(self) -> None:
        """Wait until the work under way has ended."""
        if (work := self._work) is not None:
            work.join()

    def close(self) -> None:
        """Stop after the transaction under way; a start goes on."""
        self._ended.set()
        self.join()

    def _run(self) -> None:
        try:
            done = 1
            while done and not self._ended.is_set():
                with job("key-rotation"), self._store.writing(self._clock.now()) as unit:
                    done = rewrap(unit, AT_ONCE)
            if not done:
                self._store.scrub()
                self._source.finish()
                self._state = State.DONE
        except Exception:
            self._state = State.STOPPED
            log.exception("the rotation of the key-encryption key stopped")
