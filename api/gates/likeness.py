"""Who is it like, and is anybody else more like it: what comparisons, searches and reviewers say together."""

from collections.abc import Iterable
from itertools import islice
from typing import Final
from uuid import UUID

from api.gates.decision import Adjudicate
from api.gates.evidence import Comparison, Search, SearchCandidate, Verdict
from matcher.domain import Decision

LOOKED_AT: Final = 3
"""Persons whom reviewers are asked about at a time: a swap is found among the first."""


def standing(comparison: Comparison | None, verdicts: Iterable[Verdict]) -> Decision | None:
    """What holds of a comparison once reviewers have spoken; their word goes before the machine's.

    A face and clear prints that contradict one another are doubtful, however they add up. None: nothing was
    compared, and so nothing can have been reviewed.
    """
    if comparison is None:
        return None
    for verdict in verdicts:
        if verdict.person_id == comparison.person_id:
            return Decision.MATCH if verdict.same else Decision.NO_MATCH
    return Decision.DOUBTFUL if comparison.contradicted else comparison.decision


def rivals(
    search: Search,
    comparison: Comparison | None,
    verdicts: Iterable[Verdict],
    *,
    apart_from: UUID | None = None,
) -> tuple[SearchCandidate, ...]:
    """Everybody, best first, who may be the one before the door instead of a certain person.

    comparison: with that person; apart_from: that person, where nothing was compared. Whoever the search
    takes for a match; whoever is at least as like the probe, also far below the threshold of a large
    gallery; and, while the person is not confirmed, who is in doubt. (Once they are, a doubt means little:
    of the searches for somebody who is not in the gallery up to half leave one.) Not the person themselves,
    and nobody of whom reviewers said that it is somebody else.
    """
    verdicts = tuple(verdicts)
    cleared = {apart_from, *(verdict.person_id for verdict in verdicts if not verdict.same)}
    if comparison is not None:
        cleared.add(comparison.person_id)
    sure = standing(comparison, verdicts) is Decision.MATCH
    return tuple(
        one
        for one in (*search.candidates, *search.below)
        if one.person_id not in cleared
        and (
            one.decision is Decision.MATCH
            or (one.decision is Decision.DOUBTFUL and not sure)
            or (comparison is not None and one.llr >= comparison.llr)
        )
    )


def confirmed(
    candidates: Iterable[SearchCandidate], verdicts: Iterable[Verdict]
) -> tuple[SearchCandidate, ...]:
    """Those of whom reviewers said that it is they who stand there."""
    seen = {verdict.person_id for verdict in verdicts if verdict.same}
    return tuple(one for one in candidates if one.person_id in seen)


def looks(candidates: Iterable[SearchCandidate]) -> tuple[Adjudicate, ...]:
    """Two reviewers look at the first few, each person once.

    Whoever they clear is a rival no more, and the next come up when the gate is asked again: a stranger at
    the door is about as alike as everybody in a full house, and nobody can look at a full house.
    """
    persons = dict.fromkeys(one.person_id for one in candidates)
    return tuple(Adjudicate(person) for person in islice(persons, LOOKED_AT))
