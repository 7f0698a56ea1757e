"""1:1: is it them? Every comparison against one person, threshold for a false match rate, decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from matcher.calibration import threshold_for_fmr
from matcher.domain import Candidate, Decision, Template
from matcher.gallery.protocol import Gallery
from matcher.parameters import DOUBT_FMR, MATCH_FMR


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer, with the evidence it rests on."""

    decision: Decision
    candidate: Candidate
    threshold_llr: float
    fmr: float


def verify(
    gallery: Gallery, person_id: UUID, probe: Sequence[Template], *, fmr: float = MATCH_FMR
) -> Verification:
    """Compare a probe with the person it is claimed to come from. Raises UnknownPerson.

    A probe that shares no modality and no finger with the record proves nothing either way: doubtful.
    """
    candidate = gallery.compare(person_id, probe)
    threshold = threshold_for_fmr(fmr)
    return Verification(_decide(candidate, threshold), candidate, threshold, fmr)


def _decide(candidate: Candidate, threshold: float) -> Decision:
    if candidate.llr >= threshold:
        return Decision.MATCH
    if not candidate.evidence or candidate.llr >= threshold_for_fmr(DOUBT_FMR):
        return Decision.DOUBTFUL
    return Decision.NO_MATCH
