"""What the matcher says, told to the gates: each gallery by itself, each modality with its share."""

from dataclasses import replace
from uuid import UUID

import pytest

from api.desks.looking import Group, Rates, compare, search
from api.gates.decision import Outcome
from api.gates.evidence import GalleryKind
from api.gates.likeness import standing
from api.gates.release.book import RELEASE
from matcher.domain import Decision, Modality
from matcher.gallery.local import LocalGallery
from tests.support.at_doors import RELEASES, releasing
from tests.support.gate_evidence import NOW, PRISONER
from tests.support.made_up import templates

PRISONERS, VISITORS = range(1, 9), range(9, 17)


ASKED = Rates(0.01, 0.0001)


@pytest.fixture(scope="module")
def gallery() -> LocalGallery:
    made = LocalGallery()
    made.upsert_all([(UUID(int=number), templates(number)) for number in (*PRISONERS, *VISITORS)])
    return made


CUSTODY = Group(GalleryKind.CUSTODY, lambda person: person.int in PRISONERS, {})
VISITING = Group(GalleryKind.VISITORS, lambda person: person.int in VISITORS, {})
LISTED = Group(GalleryKind.WATCHLISTS, lambda person: person.int in (3, 4), {UUID(int=3): "interpol"})


def test_somebody_is_found_in_every_gallery_that_holds_them(gallery: LocalGallery) -> None:
    found = search(gallery, [CUSTODY, VISITING, LISTED], templates(3, 1), ASKED)
    assert found is not None
    assert [(one.person_id.int, one.gallery, one.decision) for one in found.candidates] == [
        (3, GalleryKind.CUSTODY, Decision.MATCH),
        (3, GalleryKind.WATCHLISTS, Decision.MATCH),
    ]
    assert [one.watchlist for one in found.candidates] == [None, "interpol"]
    assert (found.population, found.complete) == (8 + 8 + 2, True)
    assert found.galleries == {GalleryKind.CUSTODY, GalleryKind.VISITORS, GalleryKind.WATCHLISTS}


def test_nobody_is_found_where_they_are_not(gallery: LocalGallery) -> None:
    found = search(gallery, [VISITING], templates(3, 1), ASKED)
    assert found is not None
    assert found.candidates == ()
    assert {one.person_id.int for one in found.below} <= set(VISITORS)
    ratios = [one.llr for one in found.below]
    assert ratios == sorted(ratios, reverse=True)
    assert len(ratios) == 8


def test_a_comparison_tells_each_modality(gallery: LocalGallery) -> None:
    same = compare(gallery, UUID(int=3), templates(3, 1), ASKED)
    assert same is not None
    assert same.decision is Decision.MATCH
    assert same.modalities == same.in_favour == {Modality.FINGER, Modality.FACE}
    assert same.llr == pytest.approx(sum(one.llr for one in same.compared))
    other = compare(gallery, UUID(int=3), templates(4, 1), ASKED)
    assert other is not None
    assert (other.decision, other.in_favour) == (Decision.NO_MATCH, frozenset())


def test_a_lookalike_with_fingers_of_their_own_is_held_at_the_door(gallery: LocalGallery) -> None:
    """The face of one and the fingers of another, of whom no print is clear enough to overrule a face."""
    lookalike = (*templates(4, 1)[:2], templates(3)[2])
    claimed = compare(gallery, UUID(int=3), lookalike, ASKED)
    assert claimed is not None
    assert claimed.needed is not None
    assert claimed.llr > claimed.needed
    assert (claimed.decision, claimed.contradicted, claimed.face_alone) == (Decision.DOUBTFUL, False, True)
    assert standing(claimed, ()) is Decision.DOUBTFUL
    at_the_door = releasing(verified=replace(claimed, person_id=PRISONER))
    held = RELEASE.decide(at_the_door, RELEASES, under="made-up@1", now=NOW)
    assert held.outcome is Outcome.HOLD
    assert "prisoner-in-doubt" in {finding.reason.code for finding in held.findings}
    found = search(
        gallery, [Group(GalleryKind.CUSTODY, lambda person: person.int == 3, {})], lookalike, ASKED
    )
    assert found is not None
    assert [(one.decision, one.face_alone) for one in found.candidates] == [(Decision.DOUBTFUL, True)]


def test_without_a_capture_or_a_record_nothing_is_compared(gallery: LocalGallery) -> None:
    assert search(gallery, [CUSTODY], (), ASKED) is None
    assert compare(gallery, UUID(int=3), (), ASKED) is None
    assert compare(gallery, UUID(int=99), templates(3, 1), ASKED) is None
