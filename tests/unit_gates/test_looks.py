"""Reviewers are asked about the most alike, a few at a time, and about nobody twice."""

from uuid import UUID

from api.gates.decision import Adjudicate
from api.gates.evidence import GalleryKind, Search, SearchCandidate, Verdict
from api.gates.likeness import LOOKED_AT, looks, rivals
from matcher.domain import Decision

HOUSE = tuple(
    SearchCandidate(UUID(int=number), GalleryKind.CUSTODY, Decision.DOUBTFUL, 3.0 - number / 10)
    for number in range(1, 9)
)


def test_the_first_few_are_looked_at_each_once() -> None:
    twice = (HOUSE[0], *HOUSE)
    assert looks(twice) == tuple(Adjudicate(one.person_id) for one in HOUSE[:LOOKED_AT])
    assert looks(HOUSE[:1]) == (Adjudicate(HOUSE[0].person_id),)
    assert looks(()) == ()


def test_whoever_is_cleared_makes_room_for_the_next() -> None:
    search = Search(frozenset({GalleryKind.CUSTODY}), HOUSE, len(HOUSE))
    cleared = [
        Verdict(one.person_id, same=False, reviewers=frozenset({"a", "b"})) for one in HOUSE[:LOOKED_AT]
    ]
    following = HOUSE[LOOKED_AT : 2 * LOOKED_AT]
    assert looks(rivals(search, None, cleared)) == tuple(Adjudicate(one.person_id) for one in following)
