"""Who is it like? The matcher's answers in the gates' terms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from api.audit.act import about
from api.gates.evidence import Compared, Comparison, GalleryKind, Search, SearchCandidate
from api.registry.unit import View
from api.stages import stage
from matcher.domain import Candidate, Decision, Modality, Template
from matcher.fusion import face_alone, shares
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Gallery, PersonFilter, UnknownPerson
from matcher.identify import identify
from matcher.verify import verify

CANDIDATES = 10
"""Of each gallery: more than a person can look at beside a queue."""


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a search goes through. among: lets them through; lists: of a watchlist's members, which list."""

    kind: GalleryKind
    among: PersonFilter
    lists: Mapping[UUID, str]


class Groups(Protocol):
    """Who is in which gallery now."""

    def of(self, view: View, kinds: Collection[GalleryKind], now: datetime) -> Sequence[Group]:
        """One for each kind."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a stranger may be taken for somebody: fpir: by a search; fmr: by a comparison."""

    fpir: float
    fmr: float


def compare(gallery: Gallery, person_id: UUID, probe: Sequence[Template], rates: Rates) -> Comparison | None:
    """1:1 with one person; None where nothing was captured, or nothing of the person is on record."""
    if not probe:
        return None
    try:
        with stage("search"):
            made = verify(gallery, person_id, probe, fmr=rates.fmr)
    except UnknownPerson:
        return None
    about(person_id)
    found = made.candidate
    return Comparison(
        person_id,
        made.decision,
        found.llr,
        _shares(found),
        found.contradicted,
        made.chance,
        made.threshold_llr,
        face_alone(found.evidence),
    )


def search(
    gallery: Gallery, groups: Sequence[Group], probe: Sequence[Template], rates: Rates
) -> Search | None:
    """1:N, each gallery for itself: what the same likeness is worth depends on how many it is found among.

    None where nothing was captured.
    """
    if not probe:
        return None
    found: list[SearchCandidate] = []
    below: list[SearchCandidate] = []
    population, complete = 0, True
    for group in groups:
        with stage("search"):
            made = identify(gallery, probe, k=CANDIDATES, fpir=rates.fpir, within=group.among)
        about(*(candidate.person_id for candidate in made.candidates))
        population += made.population
        complete &= made.complete
        for candidate, decision, chance in zip(made.candidates, made.decisions, made.chances, strict=True):
            told = _told(candidate, decision, group, chance, made.threshold_llr)
            (below if decision is Decision.NO_MATCH else found).append(told)
    return Search(
        frozenset(group.kind for group in groups), _ordered(found), population, complete, _ordered(below)
    )


def _told(
    candidate: Candidate, decision: Decision, group: Group, chance: float, needed: float
) -> SearchCandidate:
    person = candidate.person_id
    return SearchCandidate(
        person,
        group.kind,
        decision,
        candidate.llr,
        candidate.contradicted,
        group.lists.get(person),
        chance,
        needed,
        face_alone(candidate.evidence),
    )


def _ordered(candidates: Sequence[SearchCandidate]) -> tuple[SearchCandidate, ...]:
    return tuple(sorted(candidates, key=lambda one: (-one.llr, one.person_id)))


def _shares(candidate: Candidate) -> tuple[Compared, ...]:
    said = shares(candidate.evidence)
    return tuple(Compared(modality, said[modality]) for modality in Modality if modality in said)


def likeness(
    face_extractor: str, portrait: Template, probe: Sequence[Template], rates: Rates
) -> Decision | None:
    """Whether a portrait and the faces captured now are one person's; None where no face was captured."""
    faces = [one for one in probe if one.modality is Modality.FACE]
    if not faces:
        return None
    one, shelf = UUID(int=0), LocalGallery(face_extractor)
    shelf.upsert(one, [portrait])
    return verify(shelf, one, faces, fmr=rates.fmr).decision
