"""Fingers + face -> one log10 likelihood ratio for one person.

Independent samples multiply their ratios, so their logarithms add. What is not independent is not added:

- Several references of one finger count once, by their best; several probes of one finger, and all views of
  the face, likewise. A poor print of a finger that says little does not hide a clear one of it that speaks
  against the person: where none speaks for them, the clear comparison counts.
- A probe whose position is unknown may be any of the person's fingers: its ratio is the mean over them
  (total probability with equal priors), so that ten enrolled fingers do not look ten times likelier.
- What speaks against a person from several fingers of one hand has one cause more often than not (dry skin, a
  hurried capture): of a hand's negative ratios only the strongest counts. Positive ones add: the ridges of
  two fingers of a stranger are alike by two accidents.

Fingers decide, faces assist. Where a clear print speaks against the person as strongly as one sample may, and
all fingers together do, a face that looks like them is a lookalike's, a twin's or a picture's: it adds
nothing, and the candidate is marked `contradicted`.

Where no print is that clear the ratio stands: it is right of strangers who are met by chance. It says
nothing of twins, nor of somebody who was chosen because they look alike. So `face_alone` tells where a face
stands against fingers, and nobody is taken for a match on that.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from matcher.domain import Candidate, Evidence, FingerPosition, Modality
from matcher.parameters import POOR_SAMPLE_FLOOR

_FINGERS_AGAINST: Final = 2  # one finger may be dry, cut or filed under the wrong name
_Source = tuple[Modality, FingerPosition, int]  # the last: which probe, where nothing else tells them apart


def fuse(person_id: UUID, evidence: Iterable[Evidence]) -> Candidate:
    """One person's candidate from all comparisons made against them; evidence is kept, strongest first."""
    ordered = tuple(sorted(evidence, key=lambda e: (-e.llr, e.probe, e.reference)))
    said = _shares(ordered)
    fingers, face = said.get(Modality.FINGER, 0.0), said.get(Modality.FACE, 0.0)
    contradicted = face > 0.0 and fingers <= POOR_SAMPLE_FLOOR and _clearly_against(ordered)
    return Candidate(person_id, fingers if contradicted else fingers + face, ordered, contradicted)


def shares(evidence: Iterable[Evidence]) -> dict[Modality, float]:
    """What the samples of each modality say together, of those that were compared at all.

    They add up to the candidate's ratio, unless prints contradict the face and it is left out.
    """
    return _shares(sorted(evidence, key=lambda e: (-e.llr, e.probe, e.reference)))


def face_alone(evidence: Iterable[Evidence]) -> bool:
    """Whether a face speaks for the person and, of at least two named fingers, none does and all together
    speak against them as strongly as one poor sample may.
    """
    ordered = sorted(evidence, key=lambda e: (-e.llr, e.probe, e.reference))
    fingers = {
        source: llr for source, llr in _ratio_of_each_source(ordered).items() if source[0] is Modality.FINGER
    }
    named = [source for source in fingers if source[1] is not FingerPosition.UNKNOWN]
    if len(named) < _FINGERS_AGAINST or any(llr > 0.0 for llr in fingers.values()):
        return False
    return _shares(ordered).get(Modality.FACE, 0.0) > 0.0 and _of_fingers(fingers) <= POOR_SAMPLE_FLOOR


def _shares(ordered: Sequence[Evidence]) -> dict[Modality, float]:
    ratios = _ratio_of_each_source(ordered)
    found: dict[Modality, float] = {}
    for modality in Modality:
        of_it = {source: llr for source, llr in ratios.items() if source[0] is modality}
        if of_it:
            found[modality] = _of_fingers(of_it) if modality is Modality.FINGER else sum(of_it.values())
    return found


def hand_of(position: FingerPosition) -> int:
    """1: the right one, 2: the left one, 0: unknown."""
    return 0 if position is FingerPosition.UNKNOWN else 1 if position <= FingerPosition.RIGHT_LITTLE else 2


def _of_fingers(ratios: dict[_Source, float]) -> float:
    """All that speaks for the person, and of each hand the strongest that speaks against them."""
    against: dict[int, float] = defaultdict(float)
    for (_, position, _), llr in ratios.items():
        against[hand_of(position)] = min(against[hand_of(position)], llr)
    return sum(llr for llr in ratios.values() if llr > 0.0) + sum(against.values())


def _clearly_against(ordered: Sequence[Evidence]) -> bool:
    """Whether some clear comparison of fingers speaks against the person as strongly as one sample may."""
    return any(_clear_mismatch(item) for item in ordered)


def _clear_mismatch(item: Evidence) -> bool:
    return item.modality is Modality.FINGER and item.clear and item.llr <= POOR_SAMPLE_FLOOR


def _ratio_of_each_source(ordered: Sequence[Evidence]) -> dict[_Source, float]:
    """One ratio for each finger position (or unknown print, or face) that the probe brought."""
    by_probe: dict[int, list[Evidence]] = defaultdict(list)
    for item in ordered:
        by_probe[item.probe].append(item)
    best: dict[_Source, float] = {}
    for probe, items in by_probe.items():
        source = _source_of(probe, items[0])
        best[source] = max(best.get(source, POOR_SAMPLE_FLOOR), _ratio_of_probe(items))
    for source in {_source_of(item.probe, item) for item in ordered if _clear_mismatch(item)}:
        named = source[1] is not FingerPosition.UNKNOWN  # an unknown print may be of another finger
        if named and best[source] <= 0.0:
            best[source] = POOR_SAMPLE_FLOOR
    return best


def _source_of(probe: int, item: Evidence) -> _Source:
    """Probes of one face or of one named finger share a source; unknown fingers stand alone."""
    unknown = item.modality is Modality.FINGER and item.position is FingerPosition.UNKNOWN
    return (item.modality, item.position, probe if unknown else -1)


def _ratio_of_probe(items: Sequence[Evidence]) -> float:
    """Best of the references; for an unknown finger against several, the mean over what it may be."""
    strongest = items[0]
    if strongest.modality is Modality.FACE or strongest.position is not FingerPosition.UNKNOWN:
        return strongest.llr
    return _log10_mean([item.llr for item in items])


def _log10_mean(llrs: Sequence[float]) -> float:
    top = max(llrs)
    return top + math.log10(math.fsum(10 ** (llr - top) for llr in llrs) / len(llrs))
