"""The samples of both sides of a case or a known pair, opened."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from api.registry.adjudication_rows import CASES, KNOWN, SAMPLES, CaseRow, ReviewRow
from api.registry.adjudication_tables import adjudication_reference, adjudication_sample
from api.registry.records import StoredSample
from api.registry.rows import IMAGE, grade_of, template_of
from api.registry.schema import encounter, sample, template
from api.registry.sealing import keys_of_persons
from api.registry.unit import View
from matcher.domain import FingerPosition, Modality, Sample
from matcher.fingerprint.parameters import EXTRACTOR

Side = tuple[StoredSample, ...]

_OF_PRINT = and_(template.c.sample_id == sample.c.id, template.c.extractor == EXTRACTOR)
"""Pairs of minutiae are drawn from the templates of prints; a face needs none to be looked at."""


def of_review(view: View, row: ReviewRow) -> tuple[Side, Side]:
    """Probe and reference of what is reviewed; of a known pair handed in, its first and second side."""
    if row.known_id is not None:
        return of_known(view, row.known_id)
    assert row.case_id is not None  # noqa: S101 - a constraint of the table
    return of_case(view, CASES.one(view, row.case_id))


def of_known(view: View, known_id: UUID) -> tuple[Side, Side]:
    """Both sides of a known pair. Raises NotOnRecord, SealBroken."""
    case_id = KNOWN.one(view, known_id).case_id
    if case_id is not None:
        return of_case(view, CASES.one(view, case_id))
    own = adjudication_sample.c.known_id == known_id
    return _kept(view, own, 0), _kept(view, own, 1)


def of_case(view: View, row: CaseRow) -> tuple[Side, Side]:
    """Probe and reference. Raises SealBroken."""
    references = select(adjudication_reference.c.encounter_id).where(
        adjudication_reference.c.case_id == row.id
    )
    against = of_encounters(view, view.connection.execute(references).scalars().all())
    if row.encounter_id is not None:
        return of_encounters(view, [row.encounter_id]), against
    return _kept(view, adjudication_sample.c.case_id == row.id, 0), against


def of_encounters(view: View, encounters: Collection[UUID]) -> Side:
    """Their samples in the order of capture. Raises SealBroken."""
    wanted = (
        select(sample, template.c.extractor, template.c.payload, encounter.c.person_id)
        .join(encounter, encounter.c.id == sample.c.encounter_id)
        .outerjoin(template, _OF_PRINT)
        .where(encounter.c.id.in_(encounters))
        .order_by(encounter.c.captured_at, encounter.c.id, sample.c.ordinal)
    )
    rows = view.connection.execute(wanted).all()
    keys = keys_of_persons(view, {row.person_id for row in rows})
    return tuple(
        StoredSample(
            Sample(
                Modality(row.modality),
                keys[row.person_id].open(IMAGE, row.id, row.image),
                FingerPosition(row.position),
                row.dpi,
                row.principal,
            ),
            row.media_type,
            template_of(row, keys[row.person_id]),
            grade_of(row),
        )
        for row in rows
    )


def _kept(view: View, whose: ColumnElement[bool], side: int) -> Side:
    rows = SAMPLES.find(
        view, whose, adjudication_sample.c.side == side, order=[adjudication_sample.c.ordinal]
    )
    return tuple(row.stored for row in rows)
