"""The order of things in the application service, with real extraction."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.errors import PersonExists
from api.registry.registry import Registry
from api.service import IdentityService
from matcher.decoding.errors import EmptyFile
from matcher.domain import Decision, FingerPosition, Modality, Sample
from tests.support.prints import print_png
from tests.support.records import new_person
from tests.support.wired import started, wired


def _print(seed: int, impression: int = 1) -> Sample:
    return Sample(Modality.FINGER, print_png(seed, 2, impression), FingerPosition.RIGHT_INDEX)


@dataclass(frozen=True)
class Wired:
    """A running service and the registry under it."""

    service: IdentityService
    registry: Registry


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Wired]:
    service, registry = wired(tmp_path)
    with started(service):
        service.join()
        yield Wired(service, registry)


def test_somebody_deleted_during_a_search_is_not_named(running: Wired) -> None:
    """The store is asked again: here the gallery still holds one whom the store has no more."""
    gone = running.service.enrol([_print(1)], name=None, gallery="staff")
    stays = running.service.enrol([_print(2)], name=None, gallery="staff")
    running.registry.delete(gone.id)
    for galleries in ((), ("staff",)):
        answer = running.service.identify([_print(1, 2)], k=5, galleries=galleries)
        assert [found.person.id for found in answer.found] == [stays.id]
        assert answer.result.decision is Decision.NO_MATCH
        assert answer.result.population == 1


def test_an_error_says_which_sample_it_is_about(running: Wired) -> None:
    samples = [_print(1), Sample(Modality.FINGER, b"")]
    with pytest.raises(EmptyFile) as refused:
        running.service.enrol(samples, name=None, gallery="staff")
    assert refused.value.parameters["sample"] == 1
    assert running.registry.count() == 0


def test_an_id_that_is_taken_is_refused_before_anything_is_extracted(running: Wired) -> None:
    taken = new_person()
    running.registry.enrol(taken)
    with pytest.raises(PersonExists):
        running.service.enrol([Sample(Modality.FINGER, b"")], name=None, gallery="staff", person_id=taken.id)


def test_times_of_the_stages_are_told(running: Wired) -> None:
    spent = running.service.identify([_print(1)], k=5).spent
    assert min(spent.decode, spent.extract) > 0
    assert spent.search >= 0
