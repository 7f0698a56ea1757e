"""Whom the search at reception brought up, by where they are on record and by how clear it is."""

from collections.abc import Iterable

from api.gates.decision import Adjudicate
from api.gates.evidence import GalleryKind, SearchCandidate
from api.gates.intake.evidence import IntakeEvidence
from api.gates.likeness import confirmed
from matcher.domain import Decision


def uncleared(evidence: IntakeEvidence, gallery: GalleryKind) -> tuple[SearchCandidate, ...]:
    """Candidates of a gallery, best first, but for those of whom reviewers said that it is somebody else."""
    cleared = {verdict.person_id for verdict in evidence.verdicts if not verdict.same}
    found = () if evidence.search is None else evidence.search.within(gallery)
    return tuple(one for one in found if one.person_id not in cleared)


def clear(candidate: SearchCandidate) -> bool:
    """A match that its own evidence does not contradict; whatever else was brought up is a doubt."""
    return candidate.decision is Decision.MATCH and not candidate.contradicted


def likely(evidence: IntakeEvidence, gallery: GalleryKind) -> tuple[SearchCandidate, ...]:
    """The clear matches of a gallery, and whomever reviewers have confirmed there."""
    found = uncleared(evidence, gallery)
    certain = confirmed(found, evidence.verdicts)
    return tuple(one for one in found if clear(one) or one in certain)


def looks(candidates: Iterable[SearchCandidate]) -> tuple[Adjudicate, ...]:
    """Two reviewers look, once for each person.

    At all of them, unlike `likeness.looks`: whoever is received meanwhile is not asked about again, when the
    next would come up.
    """
    return tuple(Adjudicate(person) for person in dict.fromkeys(one.person_id for one in candidates))
