"""What the service answers: the matcher's results beside the records that they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Self
from uuid import UUID

from api.registry.records import Grade, PersonRecord
from matcher.domain import Candidate, FingerPosition, Modality
from matcher.explain import FingerExplanation
from matcher.extraction import Extracted
from matcher.identify import Identification
from matcher.verify import Verification


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall clock of the stages, in milliseconds."""

    decode: float
    extract: float
    search: float

    @classmethod
    def of(cls, extracted: Sequence[Extracted], search_began: float) -> Self:
        """Sums over the samples; the search ends now."""
        return cls(
            decode=sum(made.decode_ms for made in extracted),
            extract=sum(made.extract_ms for made in extracted),
            search=1e3 * (perf_counter() - search_began),
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a request's sample (its index): one finger or face, as it is compared or kept."""

    index: int
    made: Extracted

    @property
    def modality(self) -> Modality:
        """What it shows."""
        return self.made.template.modality

    @property
    def position(self) -> FingerPosition:
        """Which finger."""
        return self.made.template.position

    @property
    def grade(self) -> Grade | None:
        """Its quality; None for a record, which shows no print."""
        made = self.made
        return None if made.quality is None else Grade.of(made.quality, made.suspicion)


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with the record that stands behind it."""

    candidate: Candidate
    person: PersonRecord


@dataclass(frozen=True, slots=True)
class Explained:
    """What was read of the probe (its index) and the stored sample (its id) that the picture shows."""

    probe: int
    reference: UUID
    finger: FingerExplanation


@dataclass(frozen=True, slots=True)
class Identified:
    """Answer of a 1:N search; read: what was compared, in the order in which evidence counts it."""

    result: Identification
    read: tuple[Read, ...]
    found: tuple[Found, ...]
    explained: Explained | None
    spent: Spent


@dataclass(frozen=True, slots=True)
class Verified:
    """Answer of a 1:1 comparison; read: what was compared, in the order in which evidence counts it."""

    result: Verification
    read: tuple[Read, ...]
    found: Found
    explained: Explained | None
    spent: Spent


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held, and whether it can be searched; loading is the share read so far.

    face_extractor: of the face templates that are compared.
    """

    ready: bool
    persons: int
    fingers: int
    faces: int
    loading: float | None
    face_extractor: str
