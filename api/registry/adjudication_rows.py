"""The rows of adjudication as records, and records as what the rules of `api.adjudication` work on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from api.adjudication.case import Case
from api.adjudication.judgement import Judgement, Said
from api.adjudication.review import Review
from api.registry.adjudication_tables import (
    adjudication_case,
    adjudication_known,
    adjudication_review,
    adjudication_sample,
)
from api.registry.ids import uuid7
from api.registry.records import Grade, NewSample, StoredSample
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View
from matcher.domain import FingerPosition, Modality, Sample, Template


@dataclass(frozen=True, slots=True)
class CaseRow:
    """person_id: whom the probe is compared with; encounter_id: the probe, where that is on record.

    captured_by: who captured either side or opened the case. grounds: the supervisor's, sealed. result: None
    until it is settled; a case that is closed without one was withdrawn.
    """

    id: UUID
    person_id: UUID
    encounter_id: UUID | None
    opened_at: datetime
    opened_by: str
    captured_by: tuple[str, ...]
    ruling: Judgement | None = None
    ruled_by: str | None = None
    ruled_at: datetime | None = None
    grounds: str | None = field(default=None, repr=False)
    result: Judgement | None = None
    closed_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A pair whose answer is known. case_id: the settled case that it comes from; None: it was handed in."""

    id: UUID
    case_id: UUID | None
    mated: bool
    entered_at: datetime
    entered_by: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One look of one reviewer, at a case or at a known pair."""

    id: UUID
    case_id: UUID | None
    known_id: UUID | None
    reviewer: str
    swapped: bool
    lent_at: datetime
    until: datetime
    judgement: Judgement | None = None
    judged_at: datetime | None = None

    @property
    def review(self) -> Review:
        """As the rules see it: nothing of what it is a review of."""
        return Review(self.id, self.reviewer, self.swapped, self.until, self.judgement, self.judged_at)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample that belongs to a case or a known pair alone. side: 0 the probe's or first, 1 the other."""

    id: UUID
    case_id: UUID | None
    known_id: UUID | None
    side: int
    ordinal: int
    modality: str
    position: int
    dpi: float | None
    principal: bool
    media_type: str
    quality: Grade | None
    extractor: str
    image: bytes = field(repr=False)
    template: bytes = field(repr=False)

    @property
    def stored(self) -> StoredSample:
        """Opened."""
        modality, position = Modality(self.modality), FingerPosition(self.position)
        return StoredSample(
            Sample(modality, self.image, position, self.dpi, self.principal),
            self.media_type,
            Template(modality, self.extractor, self.template, position),
            self.quality,
        )


CASES = TypedRows(adjudication_case, CaseRow)
KNOWN = TypedRows(adjudication_known, KnownRow, owner=None)
REVIEWS = TypedRows(adjudication_review, ReviewRow, owner=None)
SAMPLES = TypedRows(adjudication_sample, SampleRow, owner=None)


def rules_of(row: CaseRow, reviews: Sequence[ReviewRow]) -> Case:
    """A case as the rules see it."""
    ruling = None
    if row.ruling is not None and row.ruled_by is not None and row.ruled_at is not None:
        ruling = Said(row.ruled_by, row.ruling, row.ruled_at)
    withdrawn = row.closed_at is not None and row.result is None
    return Case(frozenset(row.captured_by), tuple(one.review for one in reviews), ruling, withdrawn)


def reviews_of(view: View, cases: Collection[UUID]) -> Mapping[UUID, list[ReviewRow]]:
    """All reviews of these cases, in the order in which they were lent."""
    of_case = adjudication_review.c.case_id
    found: dict[UUID, list[ReviewRow]] = {case: [] for case in cases}
    for row in REVIEWS.find(view, of_case.in_(cases), order=[adjudication_review.c.lent_at, of_case]):
        if row.case_id is not None:
            found[row.case_id].append(row)
    return found


def destroy(unit: Unit, samples: Sequence[UUID]) -> int:
    """Destroy samples that belong to no encounter, keys first; how many."""
    destroy_row_keys(unit, samples)
    unit.connection.execute(delete(adjudication_sample).where(adjudication_sample.c.id.in_(samples)))
    return len(samples)


def keep(
    unit: Unit,
    side: int,
    samples: Sequence[NewSample],
    *,
    case_id: UUID | None = None,
    known_id: UUID | None = None,
) -> None:
    """Keep samples that belong to no encounter."""
    for ordinal, new in enumerate(samples):
        SAMPLES.add(
            unit,
            SampleRow(
                id=uuid7(),
                case_id=case_id,
                known_id=known_id,
                side=side,
                ordinal=ordinal,
                modality=new.sample.modality.value,
                position=new.sample.position.value,
                dpi=new.dpi,
                principal=new.sample.principal,
                media_type=new.media_type,
                quality=new.grade,
                extractor=new.template.extractor,
                image=new.sample.data,
                template=new.template.payload,
            ),
        )
