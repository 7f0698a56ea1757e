"""The face search benchmark on a small crowd, and what it makes of a search that loses its mates."""

from argparse import Namespace
from uuid import UUID

import numpy as np
import pytest

from benchmarks.accuracy.large_gallery import alarms
from benchmarks.speed import face_pairs, face_search, face_times
from benchmarks.speed.face_crowd import FaceCrowd
from benchmarks.speed.face_losses import Enrolled, exhaustive, losses
from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.face.parameters import EXTRACTOR
from matcher.gallery import faces
from matcher.gallery.faces import FaceSegments
from matcher.tail import NonMatedTail

DIMENSION = 16


def a_crowd() -> FaceCrowd:
    axes = np.eye(DIMENSION, dtype=np.float32)
    return FaceCrowd(np.zeros(DIMENSION, np.float32), axes, 0.2 * axes, 0.5, ((20, 0.2),))


def enrolled(persons: int, probes: int) -> Enrolled:
    crowd = a_crowd()
    people = [UUID(int=1 + n) for n in range(persons)]
    return Enrolled(people, crowd.samples(0, persons, 0), crowd.samples(0, probes, 1), EXTRACTOR)


def segments_of(each: Enrolled) -> FaceSegments:
    return FaceSegments().with_faces(list(zip(each.people, each.embeddings, strict=True)))


def test_a_search_that_compares_everybody_loses_nobody() -> None:
    each = enrolled(300, 100)
    told = losses(each, segments_of(each), a_crowd().samples(10_000, 100, 1))
    assert told["same_first_as_exact"] == told["mated_searches"] == 100
    assert told["mates_lost"] == 0
    assert told["same_best_stranger"] == 100
    assert told["fnir_at_fpir_1e-2"] == told["fnir_at_fpir_1e-2_exact"]


def test_a_search_that_compares_too_few_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "FACE_TAIL_ROWS", 100)
    monkeypatch.setattr(faces, "FACE_COMPARED", 1)
    each = enrolled(2000, 500)
    told = losses(each, segments_of(each), a_crowd().samples(10_000, 100, 1))
    lost = told["mates_lost"]
    assert isinstance(lost, int)
    assert 0 < lost < 500
    assert 0 < int(str(told["same_first_as_exact"])) <= 500 - lost
    assert float(str(told["fnir_at_fpir_1e-2"])) > float(str(told["fnir_at_fpir_1e-2_exact"]))


def test_comparing_in_parts_is_comparing_all() -> None:
    each = enrolled(25_000, 20)
    scores = each.mates @ each.embeddings.T
    found = exhaustive(each.embeddings, each.mates)
    assert found.rows.tolist() == scores.argmax(axis=1).tolist()
    assert found.scores == pytest.approx(scores.max(axis=1), abs=1e-6)


def test_everything_is_told_of_a_small_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face_search, "PROBES", 50)
    monkeypatch.setattr(face_times, "ADDITIONS", 20)
    monkeypatch.setattr(face_pairs, "PAIRS", 30)
    told = face_search.searched(a_crowd(), 500, EXTRACTOR, Namespace(peer_python=None, turns=2))
    assert told["mates_lost"] == 0
    assert set(told["ms_p50"]) == {"search", "gallery", "read_once", "numpy", "faiss_flat"}
    assert set(told["in_pairs"]) == {"search", "gallery"}
    assert set(told["ms_p99"]) == set(told["ms_after_others"]) == set(told["ms_p50"])
    assert set(told["search_times_faster_than"]) == {"read_once", "numpy", "faiss_flat"}
    pairs = told["in_pairs"]["search"]
    assert pairs["pairs"] == 30
    assert told["search_over_read_once"] == pairs["over_read_once"]
    low, high = pairs["over_read_once_95"]
    assert 0 < low <= pairs["over_read_once"] <= high
    assert told["deleted_rows_per_s"] > 0
    assert told["peers"] == {}


def test_in_pairs_each_search_follows_a_read() -> None:
    """Whoever is timed is asked once before; probes go round."""
    asked: list[object] = []
    told = face_pairs.in_pairs(lambda: asked.append("read"), {"search": asked.append}, 3)
    assert asked[:8] == ["read", 0, "read", 1, "read", 2, "read", 0]
    assert len(asked) == 2 * (1 + face_pairs.PAIRS)
    assert set(told) == {"search"}


def test_what_slows_a_pair_leaves_the_ratio() -> None:
    """Three quarters of the pairs thrice as slow, some searches that wait: the ratio of medians stays."""
    slow = np.tile([1.0, 3.0, 3.0, 3.0], 50)
    noise = np.random.default_rng(4).normal(1.0, 0.02, (2, 200))
    searching, reading = 2.0 * slow * noise[0], 40.0 * slow * noise[1]
    searching[:4] = 100.0
    low, high = face_pairs.ratio_interval(searching, reading)
    assert 0.048 < low < 0.05 < high < 0.052
    steady = face_pairs.ratio_interval(2.0 * noise[0], 40.0 * noise[1])
    assert 0.049 < steady[0] < 0.05 < steady[1] < 0.051


def test_an_alarm_is_a_stranger_at_the_products_threshold() -> None:
    """Strangers reach 0 always and a unit more ten times less often: of 100 one reaches 4 once in 100."""
    tail = NonMatedTail((0.0, 1.0), (0.0, -1.0), 1.0, 10**9)
    known = Calibration(Modality.FACE, "x-1", 10.0, 0.0, 9.0, tail)
    cosines = np.array([0.3, 0.38, 0.402, 0.5])
    assert alarms(known, cosines, 0.01, 100).tolist() == [False, False, True, True]
