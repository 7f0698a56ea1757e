"""A million random operations on a gallery, each answer against comparing everybody one by one.

Half of them on a gallery that is compared as a whole: every candidate must be there, with the exact score.
Half on one so large, against its shortlist, that both screens choose who is compared: whoever has convincing
evidence must come first, and what is answered of others must be exact. Sealing, filling up and rebuilding
happen every few operations. A seeded twentieth always, all of it with UMBRAL_CAMPAIGN=full.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from matcher.domain import Candidate, Modality
from matcher.gallery import faces, fingers, local
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import UnknownPerson
from tests.faults.mutants import gallery_rows
from tests.support.campaigns import record, share
from tests.support.gallery_model import Model, pool, some_of_the_pool

RECORDED = Path(__file__).parents[2] / "benchmarks" / "results" / "gallery_operations.json"
OPERATIONS, STEPS, HISTORIES = 1_000_000, 250, 20  # a history: one gallery from its beginning on
PERSONS = 24
TOLERANCE = 1e-5  # of a log10 likelihood ratio
CONVINCING = 3.0  # so strong is a mate's evidence in the pool, and hardly anybody else's

PERSON = st.integers(1, PERSONS).map(lambda number: UUID(int=number))
SAMPLES = st.sampled_from([(), *some_of_the_pool(300, most=3)])
PROBE = st.sampled_from(some_of_the_pool(300, most=2))
MANY = st.lists(st.tuples(PERSON, SAMPLES), max_size=12)
SELDOM = 40  # operations between two that concern the whole gallery

SMALL = {
    (fingers, "FINGER_TAIL_PERSONS"): 3,
    (fingers, "FINGER_SEGMENT_PERSONS"): 7,
    (faces, "FACE_TAIL_ROWS"): 16,  # FAISS learns 16 codes from no fewer
    (faces, "FACE_SEGMENT_ROWS"): 19,
    (local, "OPENED_AT_ONCE"): 5,
}
SCREENED = {
    (faces, "FACE_COMPARED"): 20,
    (local, "SHORTLIST_PERSONS"): 5,
    (local, "SHORTLIST_FINGERS"): 10,
}


@pytest.fixture
def _small_segments() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), value in SMALL.items():
            patch.setattr(module, name, value)
        yield


class Operations(RuleBasedStateMachine):
    """One gallery's history. done: operations made so far in this process, by their names."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.gallery, self.model = LocalGallery(), Model()
        self.kept: dict[UUID, tuple[int, ...]] | None = None
        self.since = SELDOM  # operations since one that concerned the whole gallery

    @rule(person=PERSON, samples=SAMPLES)
    def add_or_replace(self, person: UUID, samples: tuple[int, ...]) -> None:
        self.count("replaced" if person in self.model.people else "added")
        self.model.people[person] = samples
        self.gallery.upsert(person, self.model.templates(person))

    @precondition(lambda self: self.since >= SELDOM)
    @rule(people=MANY)
    def add_many(self, people: list[tuple[UUID, tuple[int, ...]]]) -> None:
        self.count("added_together", whole=True)
        records = []
        for person, samples in people:
            self.model.people[person] = samples
            records.append((person, self.model.templates(person)))
        self.gallery.upsert_all(records)

    @rule(person=PERSON)
    def delete(self, person: UUID) -> None:
        self.count("deleted")
        self.model.people.pop(person, None)
        self.gallery.delete(person)

    @precondition(lambda self: self.since >= SELDOM)
    @rule()
    def take_a_snapshot(self) -> None:
        """What is enrolled is kept, and a second gallery made of it answers like the first."""
        self.count("snapshots", whole=True)
        self.kept = dict(self.model.people)
        rebuilt = self.rebuilt()
        probe = pool().searched[len(self.kept)]
        whole = {who.person_id: who.llr for who in self.gallery.search([probe], PERSONS).candidates}
        again = {who.person_id: who.llr for who in rebuilt.search([probe], PERSONS).candidates}
        common = whole.keys() & again.keys()
        assert {who: whole[who] for who in common} == pytest.approx(
            {who: again[who] for who in common}, abs=TOLERANCE
        )

    @precondition(lambda self: self.kept is not None and self.since >= SELDOM)
    @rule()
    def reload_the_snapshot(self) -> None:
        """A service that starts again with what was kept."""
        self.count("reloaded", whole=True)
        assert self.kept is not None
        self.model.people = dict(self.kept)
        self.gallery = self.rebuilt()

    @rule(probe=PROBE, k=st.integers(1, 30))
    def search(self, probe: tuple[int, ...], k: int) -> None:
        self.count("searched")
        result = self.gallery.search([pool().searched[sample] for sample in probe], k)
        assert result.population == len(self.gallery) == len(self.model.people)
        for modality in Modality:
            assert self.gallery.counts()[modality] == self.model.count(modality)
        self.check(result.candidates, self.model.search(probe), k)

    @rule(probe=PROBE, among=st.integers(0, 2**PERSONS - 1))
    def search_among_some(self, probe: tuple[int, ...], among: int) -> None:
        self.count("searched_among_some")

        def within(person: UUID) -> bool:
            return bool(among >> (person.int - 1) & 1)

        result = self.gallery.search([pool().searched[sample] for sample in probe], PERSONS, within=within)
        assert result.population == sum(map(within, self.model.people))
        self.check(result.candidates, self.model.search(probe, within), PERSONS)

    @rule(probe=PROBE, person=PERSON)
    def compare(self, probe: tuple[int, ...], person: UUID) -> None:
        self.count("compared")
        templates = [pool().searched[sample] for sample in probe]
        if person not in self.model.people:
            with pytest.raises(UnknownPerson):
                self.gallery.compare(person, templates)
            return
        same(self.gallery.compare(person, templates), self.model.compare(person, probe))

    def check(self, found: tuple[Candidate, ...], expected: dict[UUID, Candidate], k: int) -> None:
        """What the answer to a search must be."""
        raise NotImplementedError

    def rebuilt(self) -> LocalGallery:
        made = LocalGallery()
        made.upsert_all([(person, self.model.templates(person)) for person in self.model.people])
        return made

    def count(self, operation: str, *, whole: bool = False) -> None:
        Operations.done[operation] += 1
        self.since = 0 if whole else self.since + 1


class ComparedAsAWhole(Operations):
    """A gallery no larger than the shortlist."""

    def check(self, found: tuple[Candidate, ...], expected: dict[UUID, Candidate], k: int) -> None:
        exact(found, expected)
        assert len(found) == min(k, len(expected))
        left_out = expected.keys() - {candidate.person_id for candidate in found}
        least = min((candidate.llr for candidate in found), default=0.0)
        assert all(expected[person].llr <= least + TOLERANCE for person in left_out)


class Screened(Operations):
    """A gallery several times as large as the shortlist."""

    def check(self, found: tuple[Candidate, ...], expected: dict[UUID, Candidate], k: int) -> None:
        exact(found, expected)
        best = max((candidate.llr for candidate in expected.values()), default=0.0)
        if best >= CONVINCING:
            assert found
            assert expected[found[0].person_id].llr == pytest.approx(best, abs=TOLERANCE)


def exact(found: tuple[Candidate, ...], expected: dict[UUID, Candidate]) -> None:
    """Nobody who is not enrolled, each with their own score, in its order."""
    assert {candidate.person_id for candidate in found} <= expected.keys()
    for candidate in found:
        same(candidate, expected[candidate.person_id])
    in_order(found)


def same(found: Candidate, expected: Candidate) -> None:
    assert found.person_id == expected.person_id
    assert abs(found.llr - expected.llr) <= TOLERANCE, f"{found.llr} is not {expected.llr}"
    assert found.contradicted == expected.contradicted
    assert len(found.evidence) == len(expected.evidence)


def in_order(found: tuple[Candidate, ...]) -> None:
    order = [(-candidate.llr, candidate.person_id) for candidate in found]
    assert order == sorted(order)
    assert len({candidate.person_id for candidate in found}) == len(found)


def run(machine: type[Operations], number: int, *, shrink: bool = True) -> None:
    """Some histories that follow from the number alone."""
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.campaign
@pytest.mark.timeout(12 * 3600)
@pytest.mark.usefixtures("_small_segments")
def test_a_million_operations_end_as_comparing_everybody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    Operations.done.clear()
    wanted = share(OPERATIONS)
    number = 0
    while Operations.done.total() < wanted // 2:
        run(ComparedAsAWhole, number)
        number += 1
    for (module, name), value in SCREENED.items():
        monkeypatch.setattr(module, name, value)
    while Operations.done.total() < wanted:
        run(Screened, number)
        number += 1
    figures = {"operations": Operations.done.total(), "by_kind": dict(sorted(Operations.done.items()))}
    record("gallery_operations", "tests/fuzz/test_gallery_operations.py", {**figures, "differences": 0})
    assert len(Operations.done) == 9


@pytest.mark.parametrize("fault", sorted(gallery_rows.FAULTS))
@pytest.mark.usefixtures("_small_segments")
def test_a_planted_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery_rows.FAULTS[fault](monkeypatch)
    for (module, name), value in SCREENED.items() if fault == "owners moved by one" else ():
        monkeypatch.setattr(module, name, value)
    machine = Screened if fault == "owners moved by one" else ComparedAsAWhole
    with pytest.raises(AssertionError):
        run(machine, 0, shrink=False)


def test_the_recorded_campaign_was_full_and_found_nothing() -> None:
    found = json.loads(RECORDED.read_text("utf-8"))
    assert found["operations"] >= OPERATIONS
    assert found["differences"] == 0
