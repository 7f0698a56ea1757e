"""The search after an erasure: what was destroyed is looked for wherever it could still be, and not found.

Before the erasure the person's templates are read into memory, and of every sealed value some octets; after
it they are looked for in the gallery, in every file of the data directory and in the database's rows. Then
they are let go: nothing of them is ever written.
"""

import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from api.registry import moves
from api.registry.archives import archived_record
from api.registry.rows import IMAGE, TEMPLATE
from api.registry.schema import encounter, person_key, sample, template
from api.registry.sealing import key_of_person, row_key
from api.registry.store import Store
from api.registry.unit import View
from matcher.domain import FingerPosition, Modality, Template
from matcher.gallery.protocol import Gallery

PIECE = 32
"""Octets looked for: two of them are alike by chance in no disk there is."""

CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is to be found nowhere. pieces: of images and templates, plain and as they lay sealed, and of the
    wrapped key. stays: other captures of the person lawfully stay, so that the gallery may find them."""

    person_id: UUID
    samples: tuple[UUID, ...] = ()
    templates: tuple[Template, ...] = field(default=(), repr=False)
    pieces: tuple[bytes, ...] = field(default=(), repr=False)
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Searched:
    """templates: that were searched with; zero: they were gone, since the service stopped in between.

    persons: in the gallery; found: as whom the person came up, or was held; rows: of the database; files,
    octets: that were read; pieces: that were found in them.
    """

    templates: int
    persons: int
    found: int
    rows: int
    files: int
    octets: int
    pieces: int

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not (self.found or self.rows or self.pieces)


def evidence(view: View, person_id: UUID, encounters: Iterable[UUID] | None = None) -> Evidence:
    """Of a person who is about to be erased; of these encounters alone, where others stay.

    Raises UnknownPerson, SealBroken.
    """
    key, held = key_of_person(view, person_id), view.connection
    theirs = select(encounter.c.id).where(encounter.c.person_id == person_id)
    every = set(held.execute(theirs).scalars())
    going = every if encounters is None else set(encounters)
    samples = held.execute(select(sample.c.id, sample.c.image).where(sample.c.encounter_id.in_(going))).all()
    ids = [row.id for row in samples]
    used = moves.in_use().label("used")
    wanted = select(template, sample.c.modality, sample.c.position, used)
    made = held.execute(wanted.join(sample).where(sample.c.id.in_(ids))).all()
    wrapped = select(person_key.c.wrapped).where(person_key.c.person_id == person_id)
    values = [held.execute(wrapped).scalar_one()]
    for row in samples:
        values += [row.image, key.open(IMAGE, row.id, row.image)]
    templates = []
    for row in made:
        plain = key.open(TEMPLATE, row.sample_id, row.payload)
        values += [row.payload, plain]
        if row.used:
            templates.append(
                Template(Modality(row.modality), row.extractor, plain, FingerPosition(row.position))
            )
    pieces = dict.fromkeys(piece for value in values for piece in _pieces(value))
    return Evidence(person_id, tuple(ids), tuple(templates), tuple(pieces), stays=going != every)


def archived_evidence(view: View, archive_id: UUID, person_id: UUID) -> Evidence:
    """Of a record of the archive: how it lay sealed, and its wrapped key."""
    content = select(archived_record.c.content).where(archived_record.c.id == archive_id)
    wrapped = select(row_key.c.wrapped).where(row_key.c.row_id == archive_id)
    values = [view.connection.execute(one).scalar_one() for one in (content, wrapped)]
    return Evidence(person_id, pieces=tuple(piece for value in values for piece in _pieces(value)))


def search(store: Store, gallery: Gallery, gone: Evidence, folders: Sequence[Path]) -> Searched:
    """Look everywhere. Blocks as long as it takes to read the files."""
    candidates = gallery.search(gone.templates, CANDIDATES).candidates if gone.templates else ()
    found = 0 if gone.stays else sum(one.person_id == gone.person_id for one in candidates)
    files, octets, pieces = 0, 0, 0
    for path in _files(store, folders):
        size, hits = _in_file(path, gone.pieces)
        files, octets, pieces = files + 1, octets + size, pieces + hits
    return Searched(len(gone.templates), len(gallery), found, _rows(store, gone), files, octets, pieces)


def _pieces(value: bytes) -> Iterator[bytes]:
    """From its beginning, middle and end: a page's edge cuts one of them at most."""
    if len(value) < PIECE:
        return
    for start in {0, (len(value) - PIECE) // 2, len(value) - PIECE}:
        piece = value[start : start + PIECE]
        if len(set(piece)) > PIECE // 4:  # a run of zeros, or a picture's usual first octets, is no trace
            yield piece


def _rows(store: Store, gone: Evidence) -> int:
    """Rows that should not be there."""
    with store.reading() as view:
        counted = 0
        if not gone.stays:
            wanted = select(func.count()).select_from(sample).join(encounter)
            counted += view.connection.execute(
                wanted.where(encounter.c.person_id == gone.person_id)
            ).scalar_one()
        these = select(func.count()).select_from(sample).where(sample.c.id.in_(gone.samples))
        return counted + int(view.connection.execute(these).scalar_one())


def _files(store: Store, folders: Sequence[Path]) -> list[Path]:
    found = {path.resolve() for path in store.files}
    for folder in folders:
        found |= {path.resolve() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}
    return sorted(found)


def _in_file(path: Path, pieces: Sequence[bytes]) -> tuple[int, int]:
    """Its size, and how many of the pieces it holds."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if not size:
                return 0, 0
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as octets:
                return size, sum(octets.find(piece) >= 0 for piece in pieces)
    except FileNotFoundError:  # it went while we looked
        return 0, 0
