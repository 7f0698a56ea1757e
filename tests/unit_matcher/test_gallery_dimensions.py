"""A face template of the right name and the wrong dimension is refused, and the gallery stays as it was."""

from uuid import UUID

import numpy as np
import pytest

from matcher.domain import Modality, Template
from matcher.face import template
from matcher.face.errors import CorruptFaceTemplate
from matcher.face.parameters import EXTRACTOR
from matcher.gallery.local import LocalGallery
from matcher.parameters import FACE_TAIL_ROWS

HELD, NEW = UUID(int=1), UUID(int=2)


def face(dimension: int, seed: int = 0) -> Template:
    embedding = np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
    return Template(
        Modality.FACE, EXTRACTOR, template.encode(embedding / np.linalg.norm(embedding), EXTRACTOR)
    )


@pytest.mark.parametrize("before", [1, FACE_TAIL_ROWS], ids=["waiting", "sealed"])
def test_it_does_not_enter_and_nobody_is_lost(before: int) -> None:
    gallery = LocalGallery()
    gallery.upsert_all([(UUID(int=10 + each), [face(128, each)]) for each in range(before)])
    gallery.upsert(HELD, [face(128, 9_999_999)])
    for person in (NEW, HELD):
        with pytest.raises(CorruptFaceTemplate, match="256 numbers where others have 128"):
            gallery.upsert(person, [face(256)])
    found = gallery.search([face(128, 9_999_999)], 1)
    assert (found.population, found.candidates[0].person_id) == (before + 1, HELD)


def test_views_of_two_dimensions_are_no_person() -> None:
    gallery = LocalGallery()
    with pytest.raises(CorruptFaceTemplate, match="64 numbers where others have 128"):
        gallery.upsert(NEW, [face(128), face(64)])
    assert len(gallery) == 0


def test_a_probe_of_another_dimension_is_refused() -> None:
    gallery = LocalGallery()
    gallery.upsert(HELD, [face(128)])
    with pytest.raises(CorruptFaceTemplate, match="64 numbers where others have 128"):
        gallery.search([face(64)], 1)
    gallery.delete(HELD)
    gallery.upsert(NEW, [face(64)])
    assert gallery.search([face(64)], 1).candidates[0].person_id == NEW
