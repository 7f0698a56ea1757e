"""The words everybody uses: a sample is captured, a template is stored, a candidate is an answer.

Vocabulary by ISO/IEC 2382-37 (biometrics) and ISO/IEC 19795 (testing); finger positions by
ISO/IEC 19794-2:2011, table 5.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from uuid import UUID


class Modality(StrEnum):
    """What of the body a sample shows."""

    FINGER = "finger"
    FACE = "face"


class FingerPosition(IntEnum):
    """ISO/IEC 19794-2 codes; UNKNOWN matches every position."""

    UNKNOWN = 0
    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10

    def may_be(self, other: "FingerPosition") -> bool:
        """Whether two prints may come from the same finger, as far as their positions tell."""
        return self is other or FingerPosition.UNKNOWN in (self, other)


class SlapKind(IntEnum):
    """Fingers laid down together, by their codes in ISO/IEC 19794-4:2011, table 5."""

    RIGHT_FOUR = 13
    LEFT_FOUR = 14
    THUMBS = 15


@dataclass(frozen=True, slots=True)
class Sample:
    """One captured image or minutiae record, still encoded (life 1).

    data: the file's bytes, hostile until decoded. dpi: what the device or the caller states for a
    fingerprint; None means that the file itself must tell. Faces carry no position and no dpi.
    principal: where a picture shows several faces, take the one that it is about instead of refusing.
    slap: the image shows several fingers, these; absent: fingers that the person is known not to lay down.
    """

    modality: Modality
    data: bytes = field(repr=False)
    position: FingerPosition = FingerPosition.UNKNOWN
    dpi: float | None = None
    principal: bool = False
    slap: SlapKind | None = None
    absent: frozenset[FingerPosition] = frozenset()


@dataclass(frozen=True, slots=True)
class Template:
    """What is stored of a sample for comparison (life 2).

    extractor names model and format version ("leader-1.mcc-1"); templates of two extractors are
    never compared. payload is that extractor's own self-checking form. quality: 0 to 100, of the capture;
    it weighs several views of one face; None where it was not graded.
    """

    modality: Modality
    extractor: str
    payload: bytes = field(repr=False)
    position: FingerPosition = FingerPosition.UNKNOWN
    quality: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison that was made: which probe sample against which reference, and what it says.

    llr: log10 likelihood ratio, > 0 speaks for the same source. probe, reference: their index in
    the probe's and in the person's list of templates. clear: both are prints so clear that a mate hardly
    ever scores low. views: how many pictures of the person the reference stands for; of several, taken
    together, it is the one most like the probe.
    """

    modality: Modality
    position: FingerPosition
    probe: int
    reference: int
    llr: float
    clear: bool = False
    views: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """One enrolled person offered by a search, with the evidence that led there; llr is their fusion.

    contradicted: the face speaks for the person and clear prints speak against them.
    """

    person_id: UUID
    llr: float
    evidence: tuple[Evidence, ...]
    contradicted: bool = False


class Decision(StrEnum):
    """What an open-set search or a verification concludes.

    DOUBTFUL is an answer of its own: a person must look before anything follows from it.
    """

    MATCH = "match"
    DOUBTFUL = "doubtful"
    NO_MATCH = "no_match"
