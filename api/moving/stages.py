"""The stages of a move of all faces to other models; the store knows at every moment where it is.

1. Every stored face is read again and the target's template put beside the source's (`make`). A face that
   the target does not find is noted with its reason.
2. A second gallery is built from the store; who is enrolled or deleted meanwhile is entered once more at the
   end. Then one update in the store and one assignment here, both while no write is under way (`switch`).
3. What is not compared any more is deleted (`clear`): the source's templates, or the target's of a move that
   was given up.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from typing import Final
from uuid import UUID

from api.errors import FacesNotRead, SealBroken, UnknownPerson
from api.registry import moves
from api.registry.moves import Move
from api.registry.registry import Registry
from api.serving import Post, Serving
from matcher.decoding.errors import DecoderFailed, DecodeTimeout
from matcher.domain import Sample, Template
from matcher.errors import DataError, OperatorError
from matcher.extraction import Extractors
from matcher.gallery.protocol import Gallery, Record

log = logging.getLogger("umbral.moving")

SAMPLES_AT_ONCE: Final = 100
DELETED_AT_ONCE: Final = 500  # a transaction that long holds up an enrolment by some milliseconds
ATTEMPTS: Final = 3  # at a picture whose decoding fails or takes too long: the machine may be busy
SECONDS_BETWEEN_LINES: Final = 10.0

GoOn = Callable[[], None]
"""Called between two steps; leaves the stage by an error where the service stops."""

_NEVER_A_TEMPLATE = (OperatorError, DataError, SealBroken)


def make(registry: Registry, post: Post, move: Move, go_on: GoOn) -> bool:
    """Every template that is outstanding. False where the move was given up meanwhile.

    Raises FacesNotRead, and the errors of models that cannot be opened.
    """
    extractors, done, line_due = post.second, 0, monotonic() + SECONDS_BETWEEN_LINES
    after: UUID | None = None
    while True:
        with registry.reading() as view:
            page = moves.outstanding(view, move.target, after, SAMPLES_AT_ONCE)
        if not page and after is None:
            return True
        after = page[-1][1] if page else None  # once more from the start: ids need not come in order
        for person, sample in page:
            go_on()
            if extractors is None or post.second is not extractors:
                return False
            _make_one(registry, extractors, person, sample)
        done += len(page)
        if monotonic() >= line_due:
            line_due = monotonic() + SECONDS_BETWEEN_LINES
            log.info("moving faces to %s: %d read", move.target, done)


def switch(
    registry: Registry, post: Post, move: Move, gallery_of: Callable[[str], Gallery], go_on: GoOn
) -> bool:
    """Answer with the target's faces from now on.

    False where that is not possible now: more losses than were agreed to, somebody enrolled without a second
    template, the move given up. Raises IntegrityError for a template that does not open.
    """
    extractors = post.second
    with registry.reading() as view:
        if extractors is None or moves.counts(view, move).unfindable > move.accepted_losses:
            return False
    with post.writing:
        post.touched = set()
    gallery = gallery_of(move.target)
    gallery.upsert_all(_records(registry, move.source, go_on))
    with post.writing:
        for person in post.touched:
            _enter_again(registry, gallery, person, move.source)
        post.touched = None
        with registry.writing(datetime.now(UTC)) as unit:
            if post.second is not extractors or not moves.switch(unit):
                return False
        post.second = None
        post.now = Serving(gallery, extractors)
    log.info("faces moved from %s to %s", move.source, move.target)
    return True


def clear(registry: Registry, go_on: GoOn) -> None:
    """Delete every template that is not compared."""
    more = True
    while more:
        go_on()
        with registry.writing(datetime.now(UTC)) as unit:
            more = moves.clear(unit, DELETED_AT_ONCE) > 0
            if not more:
                moves.finish(unit)
    registry.scrub()
    log.info("templates of the other face models are gone")


def _make_one(registry: Registry, extractors: Extractors, person_id: UUID, sample_id: UUID) -> None:
    """One face's template, or why there is none; neither where the person was deleted meanwhile."""
    try:
        with registry.reading() as view:
            given = moves.face(view, person_id, sample_id)
        made = _extracted(extractors, given)
    except UnknownPerson:
        return
    except _NEVER_A_TEMPLATE as error:
        log.warning("a face is lost by the move: %s", error.code)
        with registry.writing(datetime.now(UTC)) as unit:
            moves.lose(unit, extractors.face_extractor, sample_id, error.code, error.parameters)
    else:
        with registry.writing(datetime.now(UTC)) as unit:
            moves.keep(unit, person_id, sample_id, made)


def _extracted(extractors: Extractors, given: Sample) -> Template:
    for _ in range(ATTEMPTS - 1):
        with suppress(DecodeTimeout, DecoderFailed):
            return next(extractors.extract(given)).template
    try:
        return next(extractors.extract(given)).template
    except DecodeTimeout as error:
        raise FacesNotRead("A stored picture could not be read in time.") from error


def _records(registry: Registry, source: str, go_on: GoOn) -> Iterator[tuple[UUID, Record]]:
    for person in registry.templates(without=source):
        go_on()
        yield person.id, person.templates


def _enter_again(registry: Registry, gallery: Gallery, person_id: UUID, source: str) -> None:
    person = registry.templates_of(person_id, without=source)
    if person is None:
        gallery.delete(person_id)
    else:
        gallery.upsert(person_id, person.templates)
