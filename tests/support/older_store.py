"""A store as an older version left it: made by that version's migrations, filled with its rows."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from api.keys.envelope import Keyring
from api.keys.kek import KeyFolder
from api.registry import engine as database
from tests.support.records import new_person

ENROLLED = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def make_older_store(home: Path, revision: str) -> Keyring:
    """The tables of a revision, empty; the keyring that its rows are to be sealed with."""
    keyring = KeyFolder(home / "keys").keyring(first_start=True)
    engine = database.connect(home / "umbral.db")
    database.migrate(engine, revision)
    engine.dispose()
    return keyring


def add_as_then(
    home: Path, keyring: Keyring, name: str | None, *, gallery: str, payload: bytes, extractor: str = "test-1"
) -> UUID:
    """A person with one print, written as revisions 0001 and 0002 did; the person's id."""
    person = new_person(name, gallery=gallery)
    key, wrapped = keyring.issue(person.id)
    sample = person.samples[0]
    when = ENROLLED.strftime("%Y-%m-%d %H:%M:%S.%f")
    name_sealed = None if name is None else key.seal("person.name", person.id, name.encode())
    image = key.seal("sample.image", sample.id, sample.sample.data)
    template = key.seal("template.payload", sample.id, payload)
    encounter = person.encounter_id.hex
    with closing(sqlite3.connect(home / "umbral.db")) as then:
        then.execute(
            "INSERT INTO person (id, gallery, enrolled_at, name) VALUES (?, ?, ?, ?)",
            (person.id.hex, gallery, when, name_sealed),
        )
        then.execute("INSERT INTO person_key VALUES (?, ?, ?)", (person.id.hex, wrapped.kek, wrapped.octets))
        then.execute("INSERT INTO encounter VALUES (?, ?, ?)", (encounter, person.id.hex, when))
        then.execute(
            "INSERT INTO sample (id, encounter_id, ordinal, modality, position, dpi, media_type, image)"
            " VALUES (?, ?, 0, 'finger', 2, 500.0, 'image/png', ?)",
            (sample.id.hex, encounter, image),
        )
        then.execute("INSERT INTO template VALUES (?, ?, ?)", (sample.id.hex, extractor, template))
        then.commit()
    return person.id
