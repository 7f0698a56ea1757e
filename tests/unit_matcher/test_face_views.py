"""Several views of a face: their mean, weighed by quality, is one more reference; they count once."""

from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import calibration
from matcher.chance import Source, of_evidence
from matcher.domain import FingerPosition, Modality, Template
from matcher.face import template
from matcher.face.views import mean_view
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.parameters import EXTRACTOR as FINGER
from matcher.gallery.local import LocalGallery
from tests.support.random_fingers import scattered

EXTRACTOR, DIMENSIONS = "yunet-1.omz-0095-1", 256
ALMA, BRUNO = UUID(int=1), UUID(int=2)


def unit(vector: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def views(seed: int, count: int, apart: float = 1.0) -> list[NDArray[np.float32]]:
    """Embeddings around one middle, which none of them meets."""
    rng = np.random.default_rng(seed)
    middle = unit(rng.normal(size=DIMENSIONS))
    return [unit(middle + apart * unit(rng.normal(size=DIMENSIONS))) for _ in range(count)]


def face(embedding: NDArray[np.float32], quality: int | None = None) -> Template:
    return Template(Modality.FACE, EXTRACTOR, template.encode(embedding, EXTRACTOR), quality=quality)


def finger(seed: int) -> Template:
    minutiae = scattered(np.random.default_rng(seed), 35)
    return Template(Modality.FINGER, FINGER, finger_template.encode(minutiae), FingerPosition.RIGHT_INDEX)


def test_the_mean_lies_between_the_views_and_nearer_to_the_better_one() -> None:
    one, other = views(1, 2)
    alike = mean_view([(one, 80), (other, 80)])
    towards_one = mean_view([(one, 90), (other, 30)])
    assert alike is not None
    assert towards_one is not None
    assert alike @ one == pytest.approx(alike @ other, abs=1e-6)
    assert towards_one @ one > alike @ one
    assert alike @ other > towards_one @ other
    expected = 0.9 * one.astype(np.float64) + 0.3 * other
    assert np.allclose(towards_one, expected / np.linalg.norm(expected), atol=1e-6)
    assert np.linalg.norm(towards_one) == pytest.approx(1, abs=1e-6)


def test_ungraded_views_weigh_the_same() -> None:
    one, other = views(2, 2)
    assert np.array_equal(mean_view([(one, None), (other, 10)]), mean_view([(one, 50), (other, 50)]))  # type: ignore[arg-type] # there is a mean


def test_worthless_views_still_have_a_mean() -> None:
    one, other = views(3, 2)
    assert np.array_equal(mean_view([(one, 0), (other, 0)]), mean_view([(one, 100), (other, 100)]))  # type: ignore[arg-type] # there is a mean


def test_one_view_and_views_that_cancel_have_none() -> None:
    one = views(4, 1)[0]
    assert mean_view([]) is None
    assert mean_view([(one, 90)]) is None
    assert mean_view([(one, 90), (-one, 90)]) is None


def test_a_search_compares_the_mean_too_and_says_so() -> None:
    alma, probe = views(5, 3), views(5, 4)[3]
    gallery = LocalGallery(EXTRACTOR)
    gallery.upsert(ALMA, [face(alma[0], 90), finger(1), face(alma[1], 60), face(alma[2], 90)])
    gallery.upsert(BRUNO, [face(views(6, 1)[0], 90)])
    found = gallery.search([face(probe)], 2).candidates
    assert [candidate.person_id for candidate in found] == [ALMA, BRUNO]
    mean = mean_view([(alma[0], 90), (alma[1], 60), (alma[2], 90)])
    assert mean is not None
    known = calibration.load(Modality.FACE, EXTRACTOR)
    together = [evidence for evidence in found[0].evidence if evidence.views == 3]
    single = [evidence for evidence in found[0].evidence if evidence.views == 1]
    assert [evidence.llr for evidence in together] == [
        pytest.approx(known.llr(float(mean @ probe)), abs=1e-4)
    ]
    assert {evidence.reference for evidence in single} == {0, 2, 3}
    assert together[0].reference == single[0].reference  # the view most like the probe
    assert together[0].llr > single[0].llr + 0.5
    assert found[0].llr == together[0].llr
    assert [evidence.views for evidence in found[1].evidence] == [1]


def test_several_views_on_both_sides_count_once() -> None:
    """Two probes of one face against three views and their mean: eight comparisons, one source."""
    alma, probes = views(7, 3), views(7, 5)[3:]
    gallery = LocalGallery(EXTRACTOR)
    gallery.upsert(ALMA, [face(view) for view in alma])
    candidate = gallery.compare(ALMA, [face(probe) for probe in probes])
    assert len(candidate.evidence) == 8
    assert candidate.llr == max(evidence.llr for evidence in candidate.evidence)
    assert of_evidence(candidate.evidence) == (Source(Modality.FACE, 0, 8),)


def test_the_mean_goes_with_the_person_and_is_no_sample() -> None:
    gallery = LocalGallery(EXTRACTOR)
    gallery.upsert(ALMA, [face(view) for view in views(8, 3)])
    assert gallery.counts()[Modality.FACE] == 3
    gallery.upsert(ALMA, [face(views(8, 3)[0])])
    assert [e.views for e in gallery.compare(ALMA, [face(views(8, 4)[3])]).evidence] == [1]
    gallery.upsert(ALMA, [face(view) for view in views(8, 3)])
    gallery.delete(ALMA)
    assert gallery.search([face(views(8, 3)[0])], 5).candidates == ()
    assert gallery.counts()[Modality.FACE] == 0


def test_the_mean_alone_can_bring_somebody_onto_a_shortlist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.gallery.local.SHORTLIST_PERSONS", 1)
    alma = views(9, 3, apart=1.5)
    mean = mean_view([(view, None) for view in alma])
    assert mean is not None
    gallery = LocalGallery(EXTRACTOR)
    nearer = unit(mean.astype(np.float64) + 0.5 * unit(np.random.default_rng(1).normal(size=DIMENSIONS)))
    assert max(float(view @ mean) for view in alma) < float(nearer @ mean) < 1
    gallery.upsert(BRUNO, [face(nearer)])
    gallery.upsert(ALMA, [face(view) for view in alma])
    assert gallery.search([face(mean)], 1).candidates[0].person_id == ALMA
