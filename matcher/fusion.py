"""Fingers + face -> one log10 likelihood ratio for one person.

Independent samples multiply their ratios, so their logarithms add. What is not independent is not
added: several references of one finger count once, by their best; several probes of one finger
likewise. A probe whose position is unknown may be any of the person's fingers: its ratio is the mean
over them (total probability with equal priors), which keeps a person with ten enrolled fingers from
looking ten times likelier. Correlation between different fingers of a hand is not modelled yet; it
makes the sum a little too bold.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from matcher.domain import Candidate, Evidence, FingerPosition, Modality
from matcher.parameters import POOR_SAMPLE_FLOOR


def fuse(person_id: UUID, evidence: Iterable[Evidence]) -> Candidate:
    """One person's candidate from all comparisons made against them; evidence is kept, strongest first."""
    ordered = tuple(sorted(evidence, key=lambda e: (-e.llr, e.probe, e.reference)))
    per_source = _strongest_per_probe_source(ordered)
    return Candidate(person_id, sum(per_source), ordered)


def _strongest_per_probe_source(ordered: Sequence[Evidence]) -> list[float]:
    """One ratio for each finger position (or unknown print, or face) that the probe brought."""
    by_probe: dict[int, list[Evidence]] = defaultdict(list)
    for item in ordered:
        by_probe[item.probe].append(item)
    best: dict[tuple[Modality, int, int], float] = {}
    for probe, items in by_probe.items():
        key = _source_of(probe, items[0])
        best[key] = max(best.get(key, -math.inf), _ratio_of_probe(items))
    return [max(llr, POOR_SAMPLE_FLOOR) for llr in best.values()]


def _source_of(probe: int, item: Evidence) -> tuple[Modality, int, int]:
    """Probes of one face or of one named finger share a source; unknown fingers stand alone."""
    if item.modality is Modality.FACE or item.position is not FingerPosition.UNKNOWN:
        return (item.modality, int(item.position), -1)
    return (item.modality, 0, probe)


def _ratio_of_probe(items: Sequence[Evidence]) -> float:
    """Best of the references; for an unknown finger against several, the mean over what it may be."""
    strongest = items[0]
    if strongest.modality is Modality.FACE or strongest.position is not FingerPosition.UNKNOWN:
        return strongest.llr
    return _log10_mean([item.llr for item in items])


def _log10_mean(llrs: Sequence[float]) -> float:
    top = max(llrs)
    return top + math.log10(math.fsum(10 ** (llr - top) for llr in llrs) / len(llrs))
