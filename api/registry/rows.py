"""Rows to records and back: what is personal is sealed on the way in and opened on the way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from api.keys.envelope import DataKey
from api.registry.records import Grade, NewSample, SampleRecord
from matcher.domain import FingerPosition, Modality, Template

IMAGE, TEMPLATE = "sample.image", "template.payload"
"""Sealed columns, as the seals name them."""


def sample_record(row: Row[Any]) -> SampleRecord:
    """A sample without its image."""
    return SampleRecord(
        row.id,
        Modality(row.modality),
        FingerPosition(row.position),
        row.dpi,
        row.media_type,
        row.extractor,
        grade_of(row),
    )


def grade_of(row: Row[Any]) -> Grade | None:
    """A sample's quality; None where it has none or was enrolled before it was graded."""
    return quality_of(row.quality)


def quality_of(kept: dict[str, Any] | None) -> Grade | None:
    """What a column of qualities holds."""
    return None if kept is None else Grade.read(kept)


def template_of(row: Row[Any], key: DataKey) -> Template | None:
    """A row's template, opened; None where the sample has none. Raises SealBroken."""
    if row.extractor is None:
        return None
    payload = key.open(TEMPLATE, row.id, row.payload)
    modality, grade = Modality(row.modality), grade_of(row)
    quality = grade.value if grade and modality is Modality.FACE else None
    return Template(modality, row.extractor, payload, FingerPosition(row.position), quality)


def sample_row(encounter_id: UUID, ordinal: int, new: NewSample, key: DataKey) -> dict[str, Any]:
    """Of table sample; ordinal: its place in the encounter."""
    return {
        "id": new.id,
        "encounter_id": encounter_id,
        "ordinal": ordinal,
        "modality": new.sample.modality.value,
        "position": new.sample.position.value,
        "dpi": new.dpi,
        "media_type": new.media_type,
        "image": key.seal(IMAGE, new.id, new.sample.data),
        "quality": None if new.grade is None else quality_row(new.grade),
        "principal": new.sample.principal,
    }


def quality_row(grade: Grade) -> dict[str, Any]:
    """What a column of qualities holds of it."""
    return grade.written()


def template_rows(new: NewSample, key: DataKey) -> list[dict[str, Any]]:
    """Of table template: one, and a second while faces are moved to other models."""
    made = [template for template in (new.template, new.second) if template is not None]
    return [template_row(new.id, template, key) for template in made]


def template_row(sample_id: UUID, template: Template, key: DataKey) -> dict[str, Any]:
    """Of table template."""
    return {
        "sample_id": sample_id,
        "extractor": template.extractor,
        "payload": key.seal(TEMPLATE, sample_id, template.payload),
    }
