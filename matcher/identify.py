"""1:N: who is this? Search, how often strangers would reach that in this gallery, decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.chance import Chance, chance, of_evidence, of_probe
from matcher.domain import Candidate, Decision, Template
from matcher.fusion import face_alone
from matcher.gallery.protocol import Gallery, PersonFilter, SearchResult
from matcher.parameters import DOUBT_FPIR, DOUBT_LLR, MATCH_FPIR, MATCH_LLR


@dataclass(frozen=True, slots=True)
class Identification:
    """The answer. candidates: best first, also those below the threshold (a person may look at them).

    chances: of each candidate P(a search for a stranger among as many persons brings one as good, compared
    in as many ways). decisions: what each would be, were it the first. threshold_llr: what the first must
    reach for P <= fpir, or would have to. reachable: whether samples of these kinds can: a face alone cannot
    among many millions, as its ratios are capped. complete: whether the whole gallery was asked: where it
    was not, that nobody was found is doubtful.
    """

    decision: Decision
    candidates: tuple[Candidate, ...]
    chances: tuple[float, ...]
    decisions: tuple[Decision, ...]
    threshold_llr: float
    fpir: float
    population: int
    complete: bool
    reachable: bool = True


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
    strangers = [_strangers(candidate, gallery.face_extractor) for candidate in result.candidates]
    chances = tuple(
        reach.fpir(candidate.llr, result.population) if reach else 1.0
        for reach, candidate in zip(strangers, result.candidates, strict=True)
    )
    decisions = tuple(
        _decide(candidate, reached, fpir)
        for candidate, reached in zip(result.candidates, chances, strict=True)
    )
    first = next(iter(strangers), None) or chance(of_probe(probe), gallery.face_extractor)
    threshold = max(first.threshold_for_fpir(fpir, result.population), MATCH_LLR)
    return Identification(
        decision=_of_all(result, decisions),
        candidates=result.candidates,
        chances=chances,
        decisions=decisions,
        threshold_llr=threshold,
        fpir=fpir,
        population=result.population,
        complete=result.complete,
        reachable=first.reachable(threshold),
    )


def _strangers(candidate: Candidate, faces: str) -> Chance | None:
    """How strangers fare in the comparisons that were made with a candidate; None if there were none."""
    return chance(of_evidence(candidate.evidence), faces) if candidate.evidence else None


def _decide(candidate: Candidate, reached: float, fpir: float) -> Decision:
    if reached <= fpir and candidate.llr >= MATCH_LLR:
        return Decision.DOUBTFUL if face_alone(candidate.evidence) else Decision.MATCH
    if reached <= DOUBT_FPIR and candidate.llr > DOUBT_LLR:
        return Decision.DOUBTFUL
    return Decision.NO_MATCH


def _of_all(result: SearchResult, decisions: Sequence[Decision]) -> Decision:
    best = decisions[0] if decisions else Decision.NO_MATCH
    return best if result.complete or best is Decision.MATCH else Decision.DOUBTFUL
