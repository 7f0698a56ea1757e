"""Records for tests of the store: their images and templates are recognisable bytes, not biometrics."""

from datetime import UTC, datetime
from uuid import UUID

from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.records import NewPerson, NewSample
from matcher.domain import FingerPosition, Modality, Sample, Template


def new_sample(image: bytes = b"image", payload: bytes = b"payload", position: int = 2) -> NewSample:
    """One print of a finger."""
    finger = FingerPosition(position)
    return NewSample(
        id=uuid7(),
        sample=Sample(Modality.FINGER, image, finger, 500.0),
        template=Template(Modality.FINGER, "test-1", payload, finger),
        media_type="image/png",
        dpi=500.0,
    )


def new_person(
    name: str | None = "Alma Reyes",
    *samples: NewSample,
    person_id: UUID | None = None,
    gallery: str = "visitors",
) -> NewPerson:
    """A person with one print if none is given."""
    return NewPerson(
        id=person_id or uuid7(),
        name=name,
        gallery=Gallery(gallery),
        enrolled_at=datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC),
        encounter_id=uuid7(),
        samples=samples or (new_sample(),),
    )
