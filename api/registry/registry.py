"""The registry of persons: every write one transaction, everything personal sealed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from api.audit.act import about
from api.errors import UnknownSample
from api.keys.envelope import Wrapped
from api.registry import circumstances, galleries, moved, moves, names, persons, schema
from api.registry.belonging import shown
from api.registry.circumstances import Circumstances
from api.registry.galleries import Gallery
from api.registry.records import NewPerson, PersonRecord, PersonTemplates, SampleRecord, StoredSample
from api.registry.relinking_tables import ceased_person
from api.registry.rows import IMAGE, grade_of, sample_record, template_of
from api.registry.sealed import sealed_person
from api.registry.store import Store
from api.registry.unit import View
from matcher.domain import FingerPosition, Modality, Sample

MOST_NAMESAKES = 200
PERSONS_AT_ONCE = 200  # of a rebuild: bounds memory, not speed


class Registry(Store):
    """The store of persons. Thread-safe; what a method wrote is on the disk when it returns."""

    def enrol(self, person: NewPerson, noted: Circumstances | None = None) -> None:
        """Store a person with key, name, encounter, samples, templates and gallery: all of it or nothing.

        noted: who captured, where. Raises PersonExists.
        """
        with self.writing(person.enrolled_at) as unit:
            persons.add(unit, person)
            if noted is not None:
                circumstances.add(unit, replace(noted, encounter_id=person.encounter_id))

    def delete(self, person_id: UUID) -> None:
        """Destroy a person's key and rows, also in the write-ahead log. Raises UnknownPerson."""
        with self.writing(datetime.now(UTC)) as unit:
            persons.erase(unit, person_id)
        self.scrub()

    def person(self, person_id: UUID) -> PersonRecord:
        """One person. Raises UnknownPerson, PersonCeased."""
        with self.reading() as view:
            moved.require_current(view, person_id)
            return _read(view, [person_id])[0]

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, PersonRecord]:
        """Those of `ids` that are enrolled."""
        with self.reading() as view:
            return {record.id: record for record in _read(view, ids)}

    def page(
        self, after: UUID | None, limit: int, within: Collection[UUID] | None = None
    ) -> list[PersonRecord]:
        """Up to `limit` persons in the order of their ids, from the one after `after` on.

        within: those whom one of these facilities knows; None: all.
        """
        with self.reading() as view:
            return _read(view, _ids(view.connection, after, limit, *shown("person", within)))

    def known_as(self, name: str, within: Collection[UUID] | None = None) -> list[PersonRecord]:
        """The first of those with a name of the same normal form, or with this number. within: see `page`."""
        with self.reading() as view:
            asked = names.bearing(view, name) | names.numbered(name)
            among = (schema.person.c.id.in_(asked), *shown("person", within))
            return _read(view, _ids(view.connection, None, MOST_NAMESAKES, *among))

    def everybodys_galleries(self) -> Mapping[UUID, Collection[Gallery]]:
        """The galleries that people are in now; without those who are in none."""
        found: dict[UUID, list[Gallery]] = {}
        with self.reading() as view:
            for person, gallery in galleries.everybody(view):
                found.setdefault(person, []).append(gallery)
        return found

    def galleries_of(self, persons: Collection[UUID]) -> Mapping[UUID, Collection[Gallery]]:
        """The same of these persons alone."""
        with self.reading() as view:
            return galleries.of(view, persons)

    def count(self, within: Collection[UUID] | None = None) -> int:
        """Persons enrolled, or those whom one of these facilities knows."""
        wanted = select(func.count()).where(_IN_USE, *shown("person", within))
        with self._engine.connect() as connection:
            return connection.execute(wanted).scalar_one()

    def enrolled(self, view: View, ids: Collection[UUID]) -> list[PersonRecord]:
        """Those of `ids` that are on record, as one moment of the store has them."""
        return _read(view, ids)

    def sample(self, person_id: UUID, sample_id: UUID) -> StoredSample:
        """One stored sample, opened. Raises UnknownPerson, UnknownSample, SealBroken."""
        wanted = (
            _samples(
                schema.sample.c.image,
                schema.sample.c.quality,
                schema.sample.c.principal,
                schema.template.c.payload,
                schema.person_key.c.kek,
                schema.person_key.c.wrapped,
            )
            .join(schema.person_key, schema.person_key.c.person_id == schema.encounter.c.person_id)
            .where(schema.encounter.c.person_id == person_id, schema.sample.c.id == sample_id)
        )
        with self._engine.connect() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            self.person(person_id)
            raise UnknownSample("The person has no stored image under this number.")
        about(person_id)
        key = self._keyring.unwrap(person_id, Wrapped(row.kek, row.wrapped))
        image = key.open(IMAGE, row.id, row.image)
        position = FingerPosition(row.position)
        return StoredSample(
            Sample(Modality(row.modality), image, position, row.dpi, row.principal),
            row.media_type,
            template_of(row, key),
            grade_of(row),
        )

    def templates(self, without: str | None = None) -> Iterator[PersonTemplates]:
        """Everybody's templates, person by person: those in use, or those not of `without`.

        Raises SealBroken.

        A few hundred persons at a time: one query over all would have SQLite sort every payload first,
        and would keep the write-ahead log from being folded in.
        """
        after: UUID | None = None
        wanted = _templates(without)
        while True:
            with self._engine.connect() as connection:
                ids = _ids(connection, after, PERSONS_AT_ONCE)
                rows = connection.execute(wanted.where(schema.encounter.c.person_id.in_(ids))).all()
            for person_id, group in groupby(rows, key=lambda row: row.person_id):
                yield self._opened(person_id, list(group))
            if not ids:
                return
            after = ids[-1]

    def templates_of(self, person_id: UUID, without: str | None = None) -> PersonTemplates | None:
        """The same of one person; None for somebody who is not enrolled. Raises SealBroken."""
        with self._engine.connect() as connection:
            wanted = _templates(without).where(schema.encounter.c.person_id == person_id)
            rows = connection.execute(wanted).all()
        return self._opened(person_id, list(rows)) if rows else None

    def face_extractors(self) -> frozenset[str]:
        """Which extractors made the faces that are compared: more than one only in a store that was tampered
        with. A store without faces is to have those that it was moved to last."""
        made_by = (
            select(schema.template.c.extractor)
            .join(schema.sample, schema.sample.c.id == schema.template.c.sample_id)
            .where(schema.sample.c.modality == Modality.FACE.value, moves.in_use())
            .distinct()
        )
        with self._engine.connect() as connection:
            held = frozenset(connection.execute(made_by).scalars())
        with self.reading() as view:
            return held or moves.settled(view)

    def _opened(self, person_id: UUID, rows: list[Row[Any]]) -> PersonTemplates:
        key = self._keyring.unwrap(person_id, Wrapped(rows[0].kek, rows[0].wrapped))
        return PersonTemplates(person_id, tuple(template_of(row, key) for row in rows))


def _read(view: View, ids: Collection[UUID]) -> list[PersonRecord]:
    """Those of these persons who are on record, in the order of their ids."""
    people = select(schema.person).where(schema.person.c.id.in_(ids), _IN_USE).order_by(schema.person.c.id)
    wanted = _samples(schema.encounter.c.person_id, schema.sample.c.quality).where(
        schema.encounter.c.person_id.in_(ids)
    )
    samples: dict[UUID, list[SampleRecord]] = {person: [] for person in ids}
    for row in view.connection.execute(wanted):
        samples[row.person_id].append(sample_record(row))
    called, within = names.of(view, ids), galleries.of(view, ids)
    return [
        PersonRecord(
            row.id,
            called[row.id][0].name if called[row.id] else None,
            tuple(gallery for gallery in Gallery if gallery in within[row.id]),
            row.enrolled_at,
            tuple(samples[row.id]),
        )
        for row in view.connection.execute(people)
    ]


def _samples(*columns: Any, without: str | None = None) -> Select[Any]:
    """Samples with the extractor of their template, if they have one, person by person in the order of
    capture. Of a sample's templates the one in use counts, or the one that is not `without`.

    That order numbers a person's templates in the gallery, so every reader must keep it.
    """
    plain = (
        schema.sample.c.id,
        schema.sample.c.modality,
        schema.sample.c.position,
        schema.sample.c.dpi,
        schema.sample.c.media_type,
        schema.template.c.extractor,
    )
    return (
        select(*plain, *columns)
        .select_from(schema.encounter)
        .join(schema.sample, schema.sample.c.encounter_id == schema.encounter.c.id)
        .outerjoin(
            schema.template,
            and_(
                schema.template.c.sample_id == schema.sample.c.id,
                moves.in_use() if without is None else schema.template.c.extractor != without,
            ),
        )
        .order_by(schema.encounter.c.person_id, schema.encounter.c.id, schema.sample.c.ordinal)
    )


def _templates(without: str | None) -> Select[Any]:
    columns = (
        schema.encounter.c.person_id,
        schema.person_key.c.kek,
        schema.person_key.c.wrapped,
        schema.sample.c.quality,
        schema.template.c.payload,
    )
    keys = schema.person_key.c.person_id == schema.encounter.c.person_id
    searched = schema.encounter.c.person_id.not_in(select(sealed_person.c.person_id))
    return _samples(*columns, without=without).join(schema.person_key, keys).where(searched)


_IN_USE = schema.person.c.id.not_in(select(ceased_person.c.person_id))
"""Everybody but those who turned out to be somebody else."""


def _ids(connection: Connection, after: UUID | None, limit: int, *only: ColumnElement[bool]) -> list[UUID]:
    """The next persons' ids, in order."""
    ids = select(schema.person.c.id).where(_IN_USE, *only).order_by(schema.person.c.id).limit(limit)
    return list(connection.execute(ids if after is None else ids.where(schema.person.c.id > after)).scalars())
