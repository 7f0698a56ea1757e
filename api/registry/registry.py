"""The registry of persons: every write one transaction, everything personal sealed."""

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, and_, delete, func, insert, select
from sqlalchemy.exc import IntegrityError as Conflict

from api.errors import KeyMissing, PersonExists, UnknownPerson, UnknownSample
from api.keys import kek
from api.keys.envelope import Keyring
from api.registry import moves, schema
from api.registry.engine import open_sqlite, scrub, writing
from api.registry.records import NewPerson, PersonRecord, PersonTemplates, SampleRecord, StoredSample
from api.registry.rows import (
    IMAGE,
    NAME,
    grade_of,
    person_row,
    sample_record,
    sample_row,
    template_of,
    template_rows,
)
from api.registry.store import Store
from matcher.domain import FingerPosition, Modality, Sample

PERSONS_AT_ONCE = 200  # of a rebuild: bounds memory, not speed


class Registry(Store):
    """The store of persons. Thread-safe; what a method wrote is on the disk when it returns."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        super().__init__(engine, keyring)
        self._refuse_foreign_key()

    @classmethod
    def open(cls, database: Path, keys: Path) -> Self:
        """Open the embedded store. Raises KeyMissing if its key-encryption key is not there."""
        first_start = not database.exists()
        keyring = Keyring(kek.load_or_create(keys, first_start=first_start))
        return cls(open_sqlite(database), keyring)

    def enrol(self, person: NewPerson) -> None:
        """Store a person with key, encounter, samples and templates: all of it or nothing.

        Raises PersonExists.
        """
        key, wrapped = self._keyring.issue(person.id)
        with writing(self._engine) as connection, connection.begin():
            try:
                connection.execute(insert(schema.person), person_row(person, key))
            except Conflict as error:
                raise PersonExists("A person is already enrolled under this number.") from error
            connection.execute(
                insert(schema.person_key),
                {"person_id": person.id, "kek": self._keyring.id, "wrapped": wrapped},
            )
            connection.execute(
                insert(schema.encounter),
                {"id": person.encounter_id, "person_id": person.id, "captured_at": person.enrolled_at},
            )
            samples = [sample_row(person, index, new, key) for index, new in enumerate(person.samples)]
            connection.execute(insert(schema.sample), samples)
            templates = [row for new in person.samples for row in template_rows(new, key)]
            connection.execute(insert(schema.template), templates)

    def delete(self, person_id: UUID) -> None:
        """Destroy a person's key and rows, also in the write-ahead log. Raises UnknownPerson."""
        with writing(self._engine) as connection, connection.begin():
            gone = connection.execute(delete(schema.person).where(schema.person.c.id == person_id))
            if not gone.rowcount:
                raise UnknownPerson("Nobody is enrolled under this number.")
        scrub(self._engine)

    def scrub(self) -> None:
        """Take what was deleted out of the write-ahead log too."""
        scrub(self._engine)

    def person(self, person_id: UUID) -> PersonRecord:
        """One person. Raises UnknownPerson."""
        found = self.persons([person_id])
        if person_id not in found:
            raise UnknownPerson("Nobody is enrolled under this number.")
        return found[person_id]

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, PersonRecord]:
        """Those of `ids` that are enrolled."""
        with self._engine.connect() as connection:
            records = self._read(connection, _PEOPLE.where(schema.person.c.id.in_(ids)))
        return {record.id: record for record in records}

    def page(self, after: UUID | None, limit: int) -> list[PersonRecord]:
        """Up to `limit` persons in the order of their ids, from the one after `after` on."""
        with self._engine.connect() as connection:
            return self._read(
                connection, _PEOPLE.where(schema.person.c.id.in_(_ids(connection, after, limit)))
            )

    def count(self) -> int:
        """Persons enrolled."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(schema.person)).scalar_one()

    def sample(self, person_id: UUID, sample_id: UUID) -> StoredSample:
        """One stored sample, opened. Raises UnknownPerson, UnknownSample, SealBroken."""
        wanted = (
            _samples(
                schema.sample.c.image,
                schema.sample.c.quality,
                schema.sample.c.principal,
                schema.template.c.payload,
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
        key = self._keyring.unwrap(person_id, row.wrapped)
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
        key = self._keyring.unwrap(person_id, rows[0].wrapped)
        return PersonTemplates(person_id, rows[0].gallery, tuple(template_of(row, key) for row in rows))

    def _read(self, connection: Connection, people: Select[Any]) -> list[PersonRecord]:
        rows = connection.execute(people).all()
        ids = [row.id for row in rows]
        wanted = _samples(schema.encounter.c.person_id, schema.sample.c.quality).where(
            schema.encounter.c.person_id.in_(ids)
        )
        samples: dict[UUID, list[SampleRecord]] = {person_id: [] for person_id in ids}
        for row in connection.execute(wanted):
            samples[row.person_id].append(sample_record(row))
        return [self._person_record(row, tuple(samples[row.id])) for row in rows]

    def _person_record(self, row: Row[Any], samples: tuple[SampleRecord, ...]) -> PersonRecord:
        name = None
        if row.name is not None:
            name = self._keyring.unwrap(row.id, row.wrapped).open(NAME, row.id, row.name).decode()
        return PersonRecord(row.id, name, row.gallery, row.enrolled_at, samples)

    def _refuse_foreign_key(self) -> None:
        """A store that another key-encryption key wrapped would open for nobody: say so at the start."""
        foreign = select(schema.person_key.c.kek).where(schema.person_key.c.kek != self._keyring.id).limit(1)
        with self._engine.connect() as connection:
            if connection.execute(foreign).first():
                raise KeyMissing("The key file is not the one that this store was written with.")


_PEOPLE = (
    select(schema.person, schema.person_key.c.wrapped)
    .join(schema.person_key, schema.person_key.c.person_id == schema.person.c.id)
    .order_by(schema.person.c.id)
)


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
        schema.person.c.gallery,
        schema.encounter.c.person_id,
        schema.person_key.c.wrapped,
        schema.template.c.payload,
    )
    return (
        _samples(*columns, without=without)
        .join(schema.person, schema.person.c.id == schema.encounter.c.person_id)
        .join(schema.person_key, schema.person_key.c.person_id == schema.person.c.id)
    )


def _ids(connection: Connection, after: UUID | None, limit: int) -> list[UUID]:
    """The next persons' ids, in order."""
    ids = select(schema.person.c.id).order_by(schema.person.c.id).limit(limit)
    return list(connection.execute(ids if after is None else ids.where(schema.person.c.id > after)).scalars())
