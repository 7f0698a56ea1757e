"""What goes into the store and what comes out of it: plain values, opened, without SQL or wire types."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from api.registry.galleries import Gallery
from api.registry.grades import Grade as Grade  # noqa: PLC0414 - part of a sample's record
from matcher.domain import FingerPosition, Modality, Sample, Template


@dataclass(frozen=True, slots=True)
class NewSample:
    """A sample whose template was made; dpi is the one that was used. second: of the same face by the
    models that all faces are being moved to."""

    id: UUID
    sample: Sample
    template: Template
    media_type: str
    dpi: float | None
    grade: Grade | None = None
    second: Template | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An enrolment: one person, one encounter, its samples in the order of capture.

    name: what the person says; gallery: which they enter, None for one whom a gate is about to admit.
    """

    id: UUID
    name: str | None = field(repr=False)
    gallery: Gallery | None
    enrolled_at: datetime
    encounter_id: UUID
    samples: Sequence[NewSample]


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """A stored sample without its image. extractor: None where the models in use make no template of it."""

    id: UUID
    modality: Modality
    position: FingerPosition
    dpi: float | None
    media_type: str
    extractor: str | None
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A stored person; samples stand in the order in which the gallery numbers their templates.

    name: the first of their names, official ones before claimed ones; galleries: those they are in now.
    """

    id: UUID
    name: str | None = field(repr=False)
    galleries: tuple[Gallery, ...]
    enrolled_at: datetime
    samples: tuple[SampleRecord, ...]


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A stored sample, opened: its image or record, media type, template and quality. Every print has a
    template; a face that the models in use did not find has none."""

    sample: Sample
    media_type: str
    template: Template | None
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class PersonTemplates:
    """What the gallery needs of a person: one template a sample, None for one that has none."""

    id: UUID
    templates: tuple[Template | None, ...]
