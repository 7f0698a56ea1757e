"""1:N: who is this? Search, threshold for this gallery's size, decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.calibration import threshold_for_fpir
from matcher.domain import Candidate, Decision, Template
from matcher.gallery.protocol import Gallery, PersonFilter, SearchResult
from matcher.parameters import DOUBT_FPIR, MATCH_FPIR


@dataclass(frozen=True, slots=True)
class Identification:
    """The answer. candidates: best first, also those below the threshold (a person may look at them)."""

    decision: Decision
    candidates: tuple[Candidate, ...]
    threshold_llr: float
    fpir: float
    population: int


def identify(
    gallery: Gallery,
    probe: Sequence[Template],
    *,
    k: int = 5,
    fpir: float = MATCH_FPIR,
    within: PersonFilter | None = None,
) -> Identification:
    """Open-set identification of one person's probe samples against those that `within` lets through."""
    result = gallery.search(probe, k, within=within)
    threshold = threshold_for_fpir(fpir, result.population)
    decision = _decide(result, threshold)
    return Identification(decision, result.candidates, threshold, fpir, result.population)


def _decide(result: SearchResult, threshold: float) -> Decision:
    best = result.candidates[0].llr if result.candidates else float("-inf")
    if best >= threshold:
        return Decision.MATCH
    if best >= threshold_for_fpir(DOUBT_FPIR, result.population) or not result.complete:
        return Decision.DOUBTFUL
    return Decision.NO_MATCH
