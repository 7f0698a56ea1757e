"""The gallery against brute force: after any history a search says what comparing everybody says."""

from functools import cache
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import FingerPosition, Modality, Template
from matcher.face import template as face_template
from matcher.face.parameters import EXTRACTOR as FACE
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.parameters import EXTRACTOR as FINGER
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import ExtractorMismatch, UnknownPerson
from tests.support.random_fingers import another_impression, scattered

PERSONS = 6


@cache
def person(number: int, impression: int) -> tuple[Template, ...]:
    """Right index, an unknown finger and a face of a made-up person; impression 0 is enrolled, 1 searched."""
    rng, other = np.random.default_rng(number), np.random.default_rng((number, impression))
    made = []
    for position in (FingerPosition.RIGHT_INDEX, FingerPosition.UNKNOWN):
        minutiae = scattered(rng, 35)
        seen = minutiae if impression == 0 else another_impression(other, minutiae)
        made.append(Template(Modality.FINGER, FINGER, finger_template.encode(seen), position))
    face = rng.normal(size=128) + 0.2 * impression * other.normal(size=128)
    embedding = (face / np.linalg.norm(face)).astype(np.float32)
    return (*made, Template(Modality.FACE, FACE, face_template.encode(embedding)))


steps = st.lists(st.tuples(st.sampled_from("uudr"), st.integers(0, PERSONS - 1)), max_size=12)


@given(steps, st.integers(0, PERSONS - 1))
@settings(max_examples=25, deadline=None)
def test_a_search_says_what_comparing_everybody_says(history: list[tuple[str, int]], searched: int) -> None:
    gallery, present = LocalGallery(), dict[UUID, tuple[Template, ...]]()
    for step, number in history:
        who = UUID(int=number)
        if step == "d":
            gallery.delete(who)
            present.pop(who, None)
        else:
            present[who] = person(number, 0) if step == "u" else person(number, 0)[:1]
            gallery.upsert(who, present[who])
    probe = person(searched, 1)
    everybody = [gallery.compare(who, probe) for who in present]
    result = gallery.search(probe, 50)
    assert result.population == len(gallery) == len(present)
    assert list(result.candidates) == sorted(everybody, key=lambda c: (-c.llr, c.person_id))
    fingers = sum(t.modality is Modality.FINGER for ts in present.values() for t in ts)
    assert gallery.counts()[Modality.FINGER] == fingers


def test_mates_come_first_and_only_from_those_let_through() -> None:
    gallery = LocalGallery()
    gallery.upsert_all([(UUID(int=n), person(n, 0)) for n in range(PERSONS)])
    best = gallery.search(person(2, 1), 3).candidates[0]
    assert best.person_id == UUID(int=2)
    assert best.llr > 3
    without = gallery.search(person(2, 1), 50, within=lambda who: who != UUID(int=2))
    assert UUID(int=2) not in {candidate.person_id for candidate in without.candidates}
    assert without.population == PERSONS - 1


def test_somebody_deleted_is_unknown() -> None:
    gallery = LocalGallery()
    gallery.upsert(UUID(int=1), person(1, 0))
    gallery.delete(UUID(int=1))
    assert gallery.search(person(1, 1), 5).candidates == ()
    with pytest.raises(UnknownPerson):
        gallery.compare(UUID(int=1), person(1, 1))


def test_templates_of_another_version_are_refused() -> None:
    older = Template(Modality.FINGER, "leader-0.mcc-1", person(1, 0)[0].payload)
    gallery = LocalGallery()
    with pytest.raises(ExtractorMismatch):
        gallery.upsert(UUID(int=1), [older])
    with pytest.raises(ExtractorMismatch):
        gallery.search([older], 5)
    assert len(gallery) == 0
