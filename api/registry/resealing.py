"""Images and templates that lie under a person's key are sealed anew under another key."""

from sqlalchemy import ColumnElement, select, update

from api.keys.envelope import DataKey
from api.registry.rows import IMAGE, TEMPLATE
from api.registry.schema import sample, template
from api.registry.unit import Unit


def seal_samples_anew(unit: Unit, these: ColumnElement[bool], old: DataKey, new: DataKey) -> None:
    """these: which samples, all of them under the old key. Raises SealBroken for one that is not."""
    rows = select(sample.c.id, sample.c.image).where(these)
    for one in unit.connection.execute(rows).all():
        image = new.seal(IMAGE, one.id, old.open(IMAGE, one.id, one.image))
        unit.connection.execute(update(sample).where(sample.c.id == one.id).values(image=image))
        for made in unit.connection.execute(select(template).where(template.c.sample_id == one.id)).all():
            payload = new.seal(TEMPLATE, one.id, old.open(TEMPLATE, one.id, made.payload))
            this = (template.c.sample_id == one.id, template.c.extractor == made.extractor)
            unit.connection.execute(update(template).where(*this).values(payload=payload))
