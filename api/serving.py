"""What answers at one moment: a gallery, and what makes the templates that it compares."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from api.outcomes import Read
from api.registry.errors import Conflict
from api.registry.records import NewSample
from matcher.domain import Template
from matcher.extraction import Extractors
from matcher.gallery.protocol import ExtractorMismatch, Gallery

REMEMBERED = 1000
"""Writes at the most: more than fall between the looking and the writing of one asking: seconds."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Raises ExtractorMismatch where the gallery compares other face templates than the extractors make."""

    gallery: Gallery
    extractors: Extractors

    def __post_init__(self) -> None:
        found, expected = self.extractors.face_extractor, self.gallery.face_extractor
        if found != expected:
            raise ExtractorMismatch(
                f"A gallery of {expected} cannot be searched with templates of {found}.",
                found=found,
                expected=expected,
            )

    @property
    def face_extractor(self) -> str:
        """Which face templates are compared."""
        return self.gallery.face_extractor


@dataclass(frozen=True, slots=True)
class Sight:
    """What samples gave at one moment, and what it can be compared with. samples: as they would be stored.

    second: by what faces will be compared one day, while they are moved to other models. newer: who was
    written since that moment; asked by one who may write, it leaves nobody out.
    """

    read: tuple[Read, ...]
    samples: tuple[NewSample, ...]
    serving: Serving
    second: Extractors | None
    newer: Callable[[], frozenset[UUID]] = frozenset

    @property
    def gallery(self) -> Gallery:
        """Of that moment."""
        return self.serving.gallery

    @property
    def probe(self) -> tuple[Template, ...]:
        """The templates."""
        return tuple(one.made.template for one in self.read)


class ServingChanged(Conflict):
    """Another gallery took over between looking and writing; nothing was written."""

    code = "serving-changed"
    advice = "Try again."


class Post:
    """Where every request finds what answers it, once: another that takes over meanwhile changes nothing
    for a request under way.

    writing: held from a write's commit until the gallery has it, so that both take writes in one order.
    second: makes the templates by which faces will be compared one day, while they are moved to other models.
    touched: who was written while the gallery that will compare them is built.
    moves: counts up when encounters begin to move between persons and when they have: odd in between. Samples
    are numbered anew by that, so an answer that was made while it changed is made again.
    """

    def __init__(self, first: Serving) -> None:
        self.now = first
        self.writing = threading.Lock()
        self.second: Extractors | None = None
        self.touched: set[UUID] | None = None
        self.moves = 0
        self._writes = 0
        self._latest: deque[tuple[int, UUID]] = deque(maxlen=REMEMBERED)

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Write what moves encounters between persons, store and gallery."""
        with self.writing:
            self.moves += 1
            try:
                yield
            finally:
                self.moves += 1

    def unmoved(self, since: int) -> bool:
        """Whether nothing has moved since `moves` was read. Otherwise wait until the move is through."""
        if since % 2 == 0 and self.moves == since:
            return True
        with self.writing:
            return False

    def wrote(self, person_id: UUID) -> None:
        """Somebody was enrolled or deleted, by one who holds `writing`."""
        self._writes += 1
        self._latest.append((self._writes, person_id))
        if self.touched is not None:
            self.touched.add(person_id)

    def newer(self) -> Callable[[], frozenset[UUID]]:
        """Tells of whom was written since now, to one who holds `writing`."""
        since = self._writes
        return lambda: frozenset(person for at, person in self._latest if at > since)
