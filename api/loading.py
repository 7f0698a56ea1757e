"""The gallery is a cache: this rebuilds it from the store at start, in the background, with progress."""

import logging
import threading
import time
from collections.abc import Iterator
from uuid import UUID

from api.errors import GalleryDamaged, NotReady
from api.registry.registry import Registry
from api.roster import Roster
from matcher.errors import UmbralError
from matcher.gallery.protocol import Gallery, Record

log = logging.getLogger("umbral.gallery")

SECONDS_BETWEEN_LINES = 2.0


class _Stopped(Exception):
    pass


class GalleryLoader:
    """One rebuild of a gallery from the registry. `roster` tells in which galleries each person is.

    Until it is complete nothing may be answered: a search over a part of the gallery would say
    "nobody" of somebody who is enrolled. One record that does not open ends the rebuild for the same
    reason.
    """

    def __init__(self, registry: Registry, gallery: Gallery) -> None:
        self.roster = Roster()
        self._registry = registry
        self._gallery = gallery
        self._done = 0
        self._total = 0
        self._complete = threading.Event()
        self._stop = threading.Event()
        self._failure: UmbralError | None = None
        self._thread = threading.Thread(target=self._run, name="gallery-loader", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def join(self) -> None:
        """Wait until it is through, one way or the other."""
        self._thread.join()

    def stop(self) -> None:
        """End early, if it is still running, and wait for that."""
        self._stop.set()
        self.join()

    @property
    def ready(self) -> bool:
        """Whether the gallery holds everybody."""
        return self._complete.is_set()

    @property
    def share(self) -> float | None:
        """Share of the persons read so far, 0..1; None when there is nothing left to wait for."""
        if self.ready:
            return None
        return self._done / self._total if self._total else 0.0

    def require_ready(self) -> None:
        """Raise NotReady while loading, GalleryDamaged if that failed."""
        if self.ready:
            return
        if self._failure is not None:
            raise GalleryDamaged("The gallery could not be rebuilt from the store.") from self._failure
        raise NotReady("The gallery is being loaded from the store.")

    def _run(self) -> None:
        began = time.monotonic()
        try:
            self._total = self._registry.count()
            self._gallery.upsert_all(self._records(began))
        except _Stopped:
            return
        except UmbralError as error:
            self._failure = error
            log.critical("gallery not rebuilt: %s %s", error.code, error.diagnostics())
            return
        self._complete.set()
        log.info("gallery ready: %d persons in %.1f s", self._done, time.monotonic() - began)

    def _records(self, began: float) -> Iterator[tuple[UUID, Record]]:
        line_due = began + SECONDS_BETWEEN_LINES
        within = self._registry.everybodys_galleries()
        for person in self._registry.templates():
            if self._stop.is_set():
                raise _Stopped
            self.roster.place(person.id, within.get(person.id, ()))
            yield person.id, person.templates
            self._done += 1
            if time.monotonic() >= line_due:
                line_due += SECONDS_BETWEEN_LINES
                log.info("loading the gallery: %d of %d persons", self._done, self._total)
