"""A store with people in it, and what the tests of adjudication ask of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from api.adjudication.judgement import Judgement
from api.registry import adjudication, adjudication_sides, belongings, persons
from api.registry.belongings import ENCOUNTERS
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.records import NewPerson, NewSample
from api.registry.registry import Registry
from api.registry.unit import Unit
from matcher.domain import Template
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Record
from tests.support.databases import file_in
from tests.support.records import new_sample

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)


def registry(folder: Path) -> Registry:
    """An empty store."""
    return Registry.open(file_in(folder), folder / "keys")


def sample(mark: bytes, position: int = 2) -> NewSample:
    """A sample of recognisable bytes."""
    return new_sample(b"image " + mark, b"template " + mark, position)


def enrol(store: Registry, mark: bytes, name: str | None = None) -> tuple[UUID, UUID]:
    """A person with one print; the person's number and the encounter's."""
    person = NewPerson(uuid7(), name, Gallery.VISITORS, NOW, uuid7(), [sample(mark)])
    store.enrol(person)
    return person.id, person.encounter_id


def take(
    store: Registry, reviewer: str, now: datetime, chance: Random, known_share: float = 0.0
) -> UUID | None:
    """What a reviewer is lent."""
    with store.writing(now) as unit:
        lent = adjudication.lend(unit, reviewer, lease=LEASE, known_share=known_share, chance=chance)
    return None if lent is None else lent.id


def settle(
    store: Registry, case_id: UUID, answers: Sequence[tuple[str, Judgement]], now: datetime = NOW
) -> None:
    """Have reviewers draw until the case comes, and answer it; others that come are given back."""
    with store.writing(now) as unit:
        answer(unit, case_id, answers)


def answer(unit: Unit, case_id: UUID, answers: Sequence[tuple[str, Judgement]]) -> None:
    """The same within a unit."""
    chance = Random(1)
    for reviewer, judgement in answers:
        while True:
            lent = adjudication.lend(unit, reviewer, lease=LEASE, known_share=0, chance=chance)
            assert lent is not None
            if adjudication.review(unit, lent.id, reviewer).case_id == case_id:
                adjudication.judge(unit, lent.id, reviewer, judgement)
                break
            adjudication.give_back(unit, lent.id, reviewer)


def new_encounter(unit: Unit, person: UUID, mark: bytes) -> UUID:
    """One more encounter of somebody."""
    encounter = uuid7()
    persons.add_encounter(unit, person, encounter, unit.now, [sample(mark)])
    return encounter


def contents(store: Registry, person: UUID) -> list[bytes]:
    """The images of a person's encounters, opened."""
    with store.reading() as view:
        side = adjudication_sides.of_encounters(view, belongings.rows_of(view, ENCOUNTERS, person))
    return [one.sample.data for one in side]


def settled_case(store: Registry, person: UUID, encounter: UUID, judgement: Judgement) -> UUID:
    """A case about an encounter and a person on which two reviewers agreed."""
    with store.writing(NOW) as unit:
        case_id = adjudication.open_case(unit, person, encounter, opened_by="holder", captured_by=[])
        answer(unit, case_id, [("ana", judgement), ("bea", judgement)])
    return case_id


class NotingGallery(LocalGallery):
    """A gallery of recognisable bytes instead of templates: it notes who is held with what."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[UUID, list[bytes]] = {}

    def upsert(self, person_id: UUID, templates: Record) -> None:
        """Note it."""
        self.held[person_id] = [one.payload for one in templates if isinstance(one, Template)]

    def delete(self, person_id: UUID) -> None:
        """Forget it."""
        self.held.pop(person_id, None)
