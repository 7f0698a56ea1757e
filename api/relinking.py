"""Merging and taking apart, with what follows: the gallery, decisions that relied on the link, who is told.

One transaction moves the rows and writes the events; the gallery follows before anything is answered, and at
the next start it is rebuilt from the store anyway.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.clock import Clock
from api.events.catalogue.persons import DecisionReliedOnWrongLink, PersonMerged, PersonUnmerged
from api.events.event import Event, emit
from api.events.facts import Facts
from api.gates.decision import Party
from api.registry import custody, decisions, facilities, moved, relinking
from api.registry.decisions import StoredDecision
from api.registry.errors import NotOnRecord
from api.registry.moved import Encounter
from api.registry.names import PersonName
from api.registry.names import of as names_of
from api.registry.registry import Registry
from api.registry.relinking import Relink
from api.registry.relinking_tables import RelinkKind
from api.registry.unit import Unit, View
from api.roster import Roster
from api.serving import Post


@dataclass(frozen=True, slots=True)
class Relinked:
    """A move, and the past decisions that relied on what it put right, the first one first."""

    relink: Relink
    decisions: tuple[StoredDecision, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """What is kept of a person, and whence. ceased: who turned out to be this person."""

    encounters: tuple[Encounter, ...]
    names: tuple[PersonName, ...]
    episodes: tuple[UUID, ...]
    ceased: tuple[UUID, ...]
    came: Mapping[UUID, UUID]

    def came_from(self, row: UUID) -> UUID | None:
        """The person that a row stood under before."""
        return self.came.get(row)


class RelinkDesk:
    """Thread-safe; every method may block. Raises what `api.registry.relinking` does."""

    def __init__(self, registry: Registry, post: Post, roster: Callable[[], Roster], clock: Clock) -> None:
        self._registry = registry
        self._post = post
        self._roster = roster
        self._clock = clock

    def origins(self, person_id: UUID) -> Origins:
        """Raises UnknownPerson, PersonCeased."""
        with self._registry.reading() as view:
            moved.require_current(view, person_id)
            return Origins(
                encounters=moved.encounters(view, person_id),
                names=tuple(names_of(view, [person_id])[person_id]),
                episodes=tuple(episode.id for episode in custody.of(view, person_id)),
                ceased=tuple(moved.ceased_into(view, person_id)),
                came={row: source for (_, row), source in moved.origins(view, person_id).items()},
            )

    def history(self, person_id: UUID) -> Sequence[Relinked]:
        """Every move to or from a person, also one who ceased by it, the first one first."""
        with self._registry.reading() as view:
            return [
                Relinked(done, tuple(decisions.one(view, UUID(one)) for one in done.relied))
                for done in relinking.history(view, person_id)
            ]

    def merge(self, *, into: UUID, source: UUID, case_id: UUID, by: str) -> Relinked:
        """Two records are one person's."""

        def write(unit: Unit) -> tuple[Relink, datetime]:
            moved.require_current(unit, into, source)
            since = max(record.enrolled_at for record in self._registry.enrolled(unit, [into, source]))
            return relinking.merge(unit, into=into, source=source, case_id=case_id, by=by), since

        return self._moved(write)

    def move(  # noqa: PLR0913 - each is a choice of the supervisor's
        self,
        encounters: Collection[UUID],
        *,
        source: UUID,
        to: UUID | None,
        case_id: UUID,
        by: str,
        names: Collection[UUID] = (),
        episodes: Collection[UUID] = (),
    ) -> Relinked:
        """Encounters stand under the wrong person. to: None makes a new one."""

        def write(unit: Unit) -> tuple[Relink, datetime]:
            done_since = moved.linked_since(unit, encounters)
            done = relinking.move(
                unit, encounters, source=source, to=to, case_id=case_id, by=by, names=names, episodes=episodes
            )
            return done, done_since

        return self._moved(write)

    def undo(self, relink_id: UUID, *, case_id: UUID, by: str) -> Relinked:
        """A move was wrong itself."""

        def write(unit: Unit) -> tuple[Relink, datetime]:
            since = relinking.one(unit, relink_id).at
            return relinking.undo(unit, relink_id, case_id=case_id, by=by), since

        return self._moved(write)

    def _moved(self, write: Callable[[Unit], tuple[Relink, datetime]]) -> Relinked:
        with self._post.moving():
            with self._registry.writing(self._clock.now()) as unit:
                done, since = write(unit)
                found = relied_on(unit, done, since)
                _tell(unit, done, found)
                done = relinking.relied(unit, done, [one.id for one in found])
            self._follow(done.to_id, done.from_id)
        return Relinked(done, tuple(found))

    def _follow(self, *persons: UUID) -> None:
        """Search whom the store has now: first the one who has more, so that nobody is missed meanwhile."""
        within = self._registry.galleries_of(persons)
        for person in persons:
            record = self._registry.templates_of(person)
            if record is None:
                self._post.now.gallery.delete(person)
                self._roster().drop(person)
            else:
                self._roster().place(person, within.get(person, ()))
                self._post.now.gallery.upsert(person, record.templates)
            self._post.wrote(person)


def relied_on(view: View, done: Relink, since: datetime) -> Sequence[StoredDecision]:
    """The decisions made since the wrong link stood, about whoever it was wrong about.

    Of two records that are one: about either. Of encounters that stood under the wrong person: about that
    person, and about whoever had ceased into them. A decision of the same moment relied on it, too.
    """
    wrong = {done.from_id, done.to_id} if done.kind is RelinkKind.MERGE else {done.from_id}
    persons = wrong.union(*(moved.ceased_into(view, person) for person in wrong))
    found = [one for person in persons for one in decisions.about(view, person) if one.at >= since]
    return sorted(found, key=lambda one: (one.at, one.id))


def _tell(unit: Unit, done: Relink, relied: Iterable[StoredDecision]) -> None:
    facts: Facts = PersonMerged(remaining_id=done.to_id, ceased_id=done.from_id)
    if done.kind is RelinkKind.UNMERGE:
        facts = PersonUnmerged(from_id=done.from_id, to_id=done.to_id)
    emit(unit, Event(facts, _where(unit, done), done.to_id))
    for one in relied:
        if one.subject_id is not None:
            notice = DecisionReliedOnWrongLink(decision_id=one.id, gate=one.gate, decided_at=one.at)
            addressed = frozenset(map(Party, one.addressed))
            emit(unit, Event(notice, _code(unit, one.facility_id), one.subject_id, addressed))


def _where(view: View, done: Relink) -> str:
    """The facility that answers for one of the two now; empty where none does."""
    for person in (done.to_id, done.from_id):
        for episode in custody.of(view, person):
            if episode.ended is None:
                return _code(view, episode.facility_id)
    return ""


def _code(view: View, facility_id: UUID | None) -> str:
    try:
        return "" if facility_id is None else facilities.one(view, facility_id).code
    except NotOnRecord:
        return ""
