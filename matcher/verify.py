"""1:1: is it them? Every comparison against one person, how often impostors would reach that, decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from matcher.chance import chance, of_evidence, of_probe
from matcher.domain import Candidate, Decision, Template
from matcher.fusion import face_alone
from matcher.gallery.protocol import Gallery
from matcher.parameters import DOUBT_FMR, MATCH_FMR, MATCH_LLR


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer and its evidence. chance: P(an impostor does as well); 1 if nothing was compared."""

    decision: Decision
    candidate: Candidate
    chance: float
    threshold_llr: float
    fmr: float


def verify(
    gallery: Gallery, person_id: UUID, probe: Sequence[Template], *, fmr: float = MATCH_FMR
) -> Verification:
    """Compare a probe with the person it is claimed to come from. Raises UnknownPerson.

    A probe that shares no modality and no finger with the record proves nothing either way: doubtful.
    """
    candidate = gallery.compare(person_id, probe)
    compared = of_evidence(candidate.evidence) or of_probe(probe)
    impostors = chance(compared, gallery.face_extractor)
    reached = impostors.fmr(candidate.llr) if candidate.evidence else 1.0
    decision = _decide(candidate, reached, fmr)
    return Verification(decision, candidate, reached, max(impostors.threshold(fmr), MATCH_LLR), fmr)


def _decide(candidate: Candidate, reached: float, fmr: float) -> Decision:
    if reached <= fmr and candidate.llr >= MATCH_LLR:
        return Decision.DOUBTFUL if face_alone(candidate.evidence) else Decision.MATCH
    if not candidate.evidence or reached <= DOUBT_FMR:
        return Decision.DOUBTFUL
    return Decision.NO_MATCH
