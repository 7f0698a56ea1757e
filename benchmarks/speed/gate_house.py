"""A prison on record for the gates' benchmark: a crowd of made-up people, and a few who will stand there.

The crowd is written table by table, as enrolments leave it: each person with a key of their own, an
encounter, two fingers and a face, all of it sealed. Everything else goes through the store's own functions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import insert

from api.gates.evidence import OrderKind, Signature
from api.gates.visits.evidence import VisitorKind
from api.gates.visits.grants import Grantor
from api.registry import appointments, authorisations, custody, facilities, orders, persons, visitors
from api.registry.appointments import Appointment, AppointmentStatus
from api.registry.authorisations import Authorisation
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Facility
from api.registry.galleries import Gallery, gallery_member
from api.registry.ids import uuid7
from api.registry.orders import Order, OrderText
from api.registry.records import NewPerson, NewSample
from api.registry.registry import Registry
from api.registry.rows import sample_row, template_rows
from api.registry.schema import encounter, person, person_key, sample, template
from api.registry.unit import Unit
from api.registry.visitors import Visitor, VisitorDetails
from benchmarks.speed.face_crowd import FaceCrowd
from benchmarks.speed.population import people
from matcher.domain import Modality, Sample, Template
from matcher.extraction import Extracted
from matcher.face import template as face_template

HOUSE, NAME = "penal-norte", "almendra-penal-norte"
AT_ONCE = 2_000  # persons in a transaction
FORMER_OF, VISITORS_OF = 50, 10  # one of 50 is in custody, the others were; one visitor to ten of both
FACES_FROM = 1_000_000  # so that nobody's face goes with their fingers by number alone
LASTING = timedelta(days=365)
Made = tuple[UUID, list[Template]]
PICTURE = b"made up"  # of the crowd there are templates alone


def policy(folder: Path) -> None:
    """The shipped example, but for what a benchmark needs: two fingers are enough, and the same visitors come
    again and again."""
    text = files("api.gates").joinpath("policies", f"{NAME}.toml").read_text("utf-8")
    text = text.replace("fingers = 4", "fingers = 2")
    text = re.sub(r"visits = \d+\ndays = \d+", "visits = 100\ndays = 1", text)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.toml").write_text(text, "utf-8")


def build_house(registry: Registry) -> UUID:
    """The house; its id."""
    with registry.writing(_now()) as unit:
        return facilities.add(unit, Facility(uuid7(), HOUSE, "Penal Norte", "America/Santiago", 5_000)).id


def enter_crowd(registry: Registry, count: int, faces: FaceCrowd, extractor: str) -> Iterator[int]:
    """The crowd: `count` who are or were in custody, and visitors besides; yields how many are written."""
    everybody = _with_faces(people(count + count // VISITORS_OF), faces, extractor)
    done = 0
    while some := list(islice(everybody, AT_ONCE)):
        now = _now()
        with registry.writing(now) as unit:
            placed = [(_place(number, count), each) for number, each in enumerate(some, done)]
            _enter(unit, [(gallery, each) for gallery, each in placed if gallery is not Gallery.CUSTODY])
            for gallery, (person_id, templates) in placed:
                if gallery is Gallery.CUSTODY:
                    persons.add(unit, NewPerson(person_id, None, gallery, now, uuid7(), _samples(templates)))
        done += len(some)
        yield done


def receive(registry: Registry, house: UUID, count: int) -> list[UUID]:
    """Prisoners of this house, of whom nothing is captured: those who are visited."""
    received = []
    now = _now()
    with registry.writing(now) as unit:
        for number in range(count):
            new = NewPerson(uuid7(), f"Prisoner {number}", None, now, uuid7(), ())
            persons.add(unit, new)
            episode = Episode(
                person_id=new.id,
                facility_id=house,
                admitted=now,
                legal_status=LegalStatus.SENTENCED,
                case_reference=f"{number}/26",
            )
            custody.admit(unit, episode)
            received.append(new.id)
    return received


def register(registry: Registry, house: UUID, count: int) -> list[UUID]:
    """Commitment orders that name nobody, one a newcomer."""
    now = _now()
    with registry.writing(now) as unit:
        return [
            orders.register(
                unit,
                Order(
                    kind=OrderKind.COMMITMENT,
                    facility_id=house,
                    valid_from=now,
                    expires=now + LASTING,
                    signature=Signature.VALID,
                    key_id="court",
                    registered_by="case-system",
                    registered_at=now,
                    text=OrderText("Juzgado Tercero", f"{number}/26", now, case=f"C-{number}"),
                ),
            ).id
            for number in range(count)
        ]


def welcome(
    registry: Registry, enrolled: Sequence[Sequence[Extracted]], prisoners: Sequence[UUID]
) -> list[UUID]:
    """Visitors who consented to biometrics, each authorised for one prisoner. enrolled: what each showed."""
    return [
        _welcomed(registry, shown, prisoner, number)
        for number, (shown, prisoner) in enumerate(zip(enrolled, prisoners, strict=True))
    ]


def book(registry: Registry, pairs: Iterable[tuple[UUID, UUID]], house: UUID, times: int) -> None:
    """So many appointments each that begin now."""
    now = _now()
    with registry.writing(now) as unit:
        for visitor, prisoner in pairs:
            for _ in range(times):
                slot = Appointment(
                    visitor_id=visitor,
                    prisoner_id=prisoner,
                    facility_id=house,
                    begins=now,
                    ends=now + timedelta(hours=2),
                    status=AppointmentStatus.BOOKED,
                    booked_by="officer-9",
                )
                appointments.book(unit, slot)


def _welcomed(registry: Registry, enrolled: Sequence[Extracted], prisoner: UUID, number: int) -> UUID:
    now = _now()
    samples = [NewSample(uuid7(), one.sample, one.template, one.media_type, one.dpi) for one in enrolled]
    new = NewPerson(uuid7(), f"Visitor {number}", Gallery.VISITORS, now, uuid7(), samples)
    grant = Authorisation(
        visitor_id=new.id,
        prisoner_id=prisoner,
        relationship="sibling",
        consents=tuple(Grantor),
        granted_by="officer-9",
        since=now,
    )
    known = Visitor(
        person_id=new.id,
        kind=VisitorKind.FAMILY,
        guardian_id=None,
        notice="2026-1",
        notice_language="es",
        noticed=now,
        consented=now,
        withdrawn=None,
        details=VisitorDetails(born=now.date().replace(year=1980, day=1)),
    )
    with registry.writing(now) as unit:
        persons.add(unit, new)
        visitors.add(unit, known)
        authorisations.grant(unit, grant)
    return new.id


def _with_faces(crowd: Iterator[Made], faces: FaceCrowd, extractor: str) -> Iterator[Made]:
    first = FACES_FROM
    while some := list(islice(crowd, AT_ONCE)):
        embeddings = faces.samples(first, len(some), 0)
        first += len(some)
        for (person_id, fingers), embedding in zip(some, embeddings, strict=True):
            payload = face_template.encode(np.asarray(embedding, np.float32), extractor)
            yield person_id, [*fingers, Template(Modality.FACE, extractor, payload)]


def _place(number: int, count: int) -> Gallery:
    if number >= count:
        return Gallery.VISITORS
    return Gallery.FORMER if number % FORMER_OF else Gallery.CUSTODY


def _samples(templates: Sequence[Template]) -> list[NewSample]:
    return [
        NewSample(uuid7(), Sample(one.modality, PICTURE, one.position), one, "image/png", None)
        for one in templates
    ]


def _enter(unit: Unit, newcomers: Sequence[tuple[Gallery, Made]]) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (person, person_key, encounter, sample, template, gallery_member)
    }
    now = unit.now
    for gallery, (person_id, templates) in newcomers:
        key, wrapped = unit.keyring.issue(person_id)
        session = uuid7()
        samples = _samples(templates)
        rows[person].append({"id": person_id, "enrolled_at": now})
        rows[person_key].append({"person_id": person_id, "kek": wrapped.kek, "wrapped": wrapped.octets})
        rows[encounter].append({"id": session, "person_id": person_id, "captured_at": now})
        rows[sample].extend(sample_row(session, place, one, key) for place, one in enumerate(samples))
        rows[template].extend(row for one in samples for row in template_rows(one, key))
        member = {"id": uuid7(), "person_id": person_id, "gallery": gallery, "watchlist": "", "since": now}
        rows[gallery_member].append(member)
    for table, made in rows.items():
        unit.connection.execute(insert(table), made)


def _now() -> datetime:
    return datetime.now(UTC)
