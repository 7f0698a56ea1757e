"""A store with a planted fault: a person is committed with the first sample, the rest follows."""

from dataclasses import replace

from sqlalchemy import insert, select

from api.keys.envelope import Wrapped
from api.registry import schema
from api.registry.circumstances import Circumstances
from api.registry.engine import writing
from api.registry.records import NewPerson
from api.registry.registry import Registry
from api.registry.rows import sample_row, template_rows


class InTwoSteps(Registry):
    """Enrols in two transactions."""

    def enrol(self, person: NewPerson, noted: Circumstances | None = None) -> None:
        """The first sample, commit, the other ones, commit."""
        super().enrol(replace(person, samples=person.samples[:1]), noted)
        keys = select(schema.person_key).where(schema.person_key.c.person_id == person.id)
        with writing(self._engine) as connection, connection.begin():
            row = connection.execute(keys).one()
            key = self._keyring.unwrap(person.id, Wrapped(row.kek, row.wrapped))
            for ordinal, new in enumerate(person.samples[1:], 1):
                connection.execute(insert(schema.sample), sample_row(person.encounter_id, ordinal, new, key))
                connection.execute(insert(schema.template), template_rows(new, key))
