"""Eight threads search while one writes: no crash, and every answer is that of a state that was published.

A tenth of a minute always; UMBRAL_CAMPAIGN=full searches for ten minutes (its last outcome is
`benchmarks/results/searches_during_writes.json`). Whoever was enrolled during a whole search is its answer,
with the exact score; whoever was absent during it is not.
"""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from matcher import calibration
from matcher.domain import Modality, Template
from matcher.face import template
from matcher.face.compare import compare
from matcher.face.parameters import EXTRACTOR
from matcher.gallery import faces
from matcher.gallery.local import LocalGallery
from tests.support.campaigns import FULL, record

pytestmark = pytest.mark.campaign

RECORDED = Path(__file__).parents[2] / "benchmarks" / "results" / "searches_during_writes.json"
SECONDS = 600.0 if FULL else 6.0
SEARCHERS, PEOPLE, DIMENSIONS, SEED = 8, 1200, 128, 41


@pytest.fixture(autouse=True)
def _small_segments() -> Iterator[None]:
    """Sealing and rebuilding happen every few writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "FACE_TAIL_ROWS", 64)
        patch.setattr(faces, "FACE_SEGMENT_ROWS", 256)
        patch.setattr(faces, "FACE_COMPARED", 200)
        yield


class Crowd:
    """A gallery under way. changes: of each person the writes that changed whether they are enrolled."""

    def __init__(self) -> None:
        draw = np.random.default_rng(SEED)
        drawn = draw.normal(size=(PEOPLE, DIMENSIONS)).astype(np.float32)
        self.embeddings = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        self.gallery = LocalGallery()
        self.enrolled = np.zeros(PEOPLE, np.bool_)
        self.changes: list[list[int]] = [[] for _ in range(PEOPLE)]
        self.begun = self.done = 0
        self.over = threading.Event()
        self.wrong: list[str] = []
        self.searches = 0

    def template(self, person: int) -> Template:
        return Template(Modality.FACE, EXTRACTOR, template.encode(self.embeddings[person]))

    def write(self) -> None:
        draw = np.random.default_rng(SEED + 1)
        while not self.over.is_set():
            person = int(draw.integers(PEOPLE))
            self.begun += 1
            self.changes[person].append(self.begun)
            if self.enrolled[person]:
                self.gallery.delete(UUID(int=person))
            else:
                self.gallery.upsert(UUID(int=person), [self.template(person)])
            self.enrolled[person] = not self.enrolled[person]
            self.done += 1

    def search(self, seed: int) -> None:
        draw = np.random.default_rng(SEED + seed)
        try:
            while not self.over.is_set():
                self._one(int(draw.integers(PEOPLE)))
        except Exception as error:  # a thread's failure must reach the test
            self.wrong.append(repr(error))

    def _one(self, person: int) -> None:
        before = self.done
        found = self.gallery.search([self.template(person)], 3).candidates
        after = self.begun
        changes = list(self.changes[person])
        self.searches += 1
        if any(before < change <= after for change in changes):
            return  # either answer is that of some state
        present = sum(change <= before for change in changes) % 2 == 1
        named = [candidate.person_id.int for candidate in found]
        if present != (person in named[:1]) or (not present and person in named):
            self.wrong.append(f"{person}: present {present}, answered {named}")
        known = calibration.load(Modality.FACE, EXTRACTOR)
        for candidate in found:
            ours, theirs = self.embeddings[person], self.embeddings[candidate.person_id.int]
            if abs(candidate.llr - max(known.llr(compare(ours, theirs)), -2.0)) > 1e-5:
                self.wrong.append(f"{candidate.person_id}: {candidate.llr} is not the exact score")


@pytest.mark.timeout(1200)
def test_every_answer_is_that_of_a_published_state() -> None:
    crowd = Crowd()
    threads = [threading.Thread(target=crowd.write)]
    threads += [threading.Thread(target=crowd.search, args=(2 + number,)) for number in range(SEARCHERS)]
    for thread in threads:
        thread.start()
    crowd.over.wait(SECONDS)
    crowd.over.set()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert crowd.wrong == []
    assert crowd.searches > 100
    assert crowd.done > 100
    assert len(crowd.gallery) == np.count_nonzero(crowd.enrolled)
    figures = {"seconds": SECONDS, "searching_threads": SEARCHERS, "searches": crowd.searches}
    outcome = {
        **figures,
        "writes": crowd.done,
        "crashes": 0,
        "answers_of_no_published_state": len(crowd.wrong),
    }
    record("searches_during_writes", "tests/faults/test_searches_during_writes.py", outcome)


def test_the_recorded_soak_was_full_and_found_nothing() -> None:
    found = json.loads(RECORDED.read_text("utf-8"))
    assert found["seconds"] >= 600
    assert found["searching_threads"] == SEARCHERS
    assert min(found["searches"], found["writes"]) > 10_000
    assert (found["crashes"], found["answers_of_no_published_state"]) == (0, 0)
