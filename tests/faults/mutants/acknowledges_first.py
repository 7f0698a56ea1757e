"""A service with a planted fault: it acknowledges enrolments before they are committed.

It gathers four and commits them together, a thing that somebody in search of speed might do. The
campaign against `kill -9` must find it out. Run as `umbral` is: `... acknowledges_first.py serve`.
"""

from uuid import UUID

from api import app
from api.commands import main
from api.registry.circumstances import Circumstances
from api.registry.records import NewPerson, PersonRecord, SampleRecord
from api.registry.registry import Registry

TOGETHER = 4


class AcknowledgesFirst(Registry):
    """Commits enrolments four at a time, after it said that they were done."""

    _pending: tuple[tuple[NewPerson, Circumstances | None], ...] = ()

    def enrol(self, person: NewPerson, noted: Circumstances | None = None) -> None:
        """Commit, but only every fourth time."""
        self._pending = (*self._pending, (person, noted))
        if len(self._pending) == TOGETHER:
            for waiting in self._pending:
                super().enrol(*waiting)
            self._pending = ()

    def person(self, person_id: UUID) -> PersonRecord:
        """Also those that are not committed."""
        for person, _ in self._pending:
            if person.id == person_id:
                return _record(person)
        return super().person(person_id)


def _record(person: NewPerson) -> PersonRecord:
    samples = tuple(
        SampleRecord(
            new.id, new.sample.modality, new.sample.position, new.dpi, new.media_type, new.template.extractor
        )
        for new in person.samples
    )
    return PersonRecord(
        person.id,
        person.name,
        () if person.gallery is None else (person.gallery,),
        person.enrolled_at,
        samples,
    )


if __name__ == "__main__":
    setattr(app, Registry.__name__, AcknowledgesFirst)  # where `compose` looks it up
    main()
