"""A gallery too large to be compared as a whole: the screen decides who is; no reader sees half a write."""

import threading
from uuid import UUID

import pytest

from benchmarks.speed.population import identity, people, probes
from matcher.gallery import local
from matcher.gallery.local import LocalGallery

PERSONS = 400
SHORTLIST = 12


@pytest.fixture(scope="module")
def gallery() -> LocalGallery:
    made = LocalGallery()
    made.upsert_all(people(PERSONS))
    return made


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SHORTLIST_PERSONS", SHORTLIST)
    monkeypatch.setattr(local, "SHORTLIST_FINGERS", SHORTLIST)
    monkeypatch.setattr(local, "SHORTLIST_SHARE", 0.0)


def test_mates_survive_a_shortlist_of_three_in_a_hundred(gallery: LocalGallery) -> None:
    asked = list(probes(0, 60))
    first = [gallery.search(each.templates, 1).candidates[0].person_id for each in asked]
    assert sum(found == each.mate for found, each in zip(first, asked, strict=True)) >= 59


def test_no_more_than_the_shortlist_is_compared(gallery: LocalGallery) -> None:
    (probe,) = probes(7, 1)
    assert len(gallery.search(probe.templates, PERSONS).candidates) == SHORTLIST
    assert len(gallery.shortlist(probe.templates)) == SHORTLIST
    assert len(gallery.shortlist(probe.templates, 30)) == 30


def test_fingers_that_lie_turned_are_found_when_asked_for(gallery: LocalGallery) -> None:
    asked = list(probes(0, 30))
    upright = sum(each.mate in gallery.shortlist(each.turned()) for each in asked)
    any_way = sum(each.mate in gallery.shortlist(each.turned(), any_direction=True) for each in asked)
    assert any_way >= 29
    assert any_way >= upright


def test_fingers_of_unknown_position_are_found(gallery: LocalGallery) -> None:
    asked = list(probes(0, 30))
    found = [gallery.shortlist(each.without_positions())[0] for each in asked]
    assert sum(who == each.mate for who, each in zip(found, asked, strict=True)) >= 28


def test_the_population_is_who_could_have_been_found(gallery: LocalGallery) -> None:
    (probe,) = probes(7, 1)
    result = gallery.search(probe.templates, 5, within=lambda who: who.int > 100)
    assert result.population == PERSONS - 100
    assert all(candidate.person_id.int > 100 for candidate in result.candidates)


def test_memory_of_the_screen(gallery: LocalGallery) -> None:
    """Two fingers take 2 x 257 octets, and what fills up the last block of a shelf."""
    assert gallery.octets()["screen"] <= 600 * PERSONS


def test_replacing_a_person_leaves_nothing_of_the_former() -> None:
    gallery = LocalGallery()
    gallery.upsert_all(people(40))
    (mine,), (other,) = list(probes(3, 1)), list(probes(20, 1))
    gallery.upsert(identity(3), other.templates)
    assert len(gallery) == 40
    assert gallery.compare(identity(3), mine.templates).llr < 0
    assert gallery.search(mine.templates, 1).candidates[0].person_id != identity(3)


def test_who_comes_twice_in_one_rebuild_is_held_as_they_came_last() -> None:
    gallery = LocalGallery()
    ((who, first),), ((_, second),) = list(people(1)), list(people(2))[1:]
    gallery.upsert_all([(who, first), (who, second)])
    assert len(gallery) == 1
    assert gallery.compare(who, second).llr > 6
    assert gallery.shortlist(second) == [who]


def test_who_comes_again_without_fingers_is_not_screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "OPENED_AT_ONCE", 1)
    gallery = LocalGallery()
    ((who, first),) = people(1)
    gallery.upsert_all([(who, first), (who, [])])
    assert gallery.shortlist(first) == []
    assert len(gallery) == 1


def test_readers_beside_a_writer_see_whole_persons() -> None:
    gallery = LocalGallery()
    crowd = list(people(60))
    gallery.upsert_all(crowd[:30])
    (probe,) = probes(5, 1)
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            result = gallery.search(probe.templates, 3)
            best = result.candidates[0]
            if best.person_id != identity(5) or len(best.evidence) != 2:
                wrong.append(best)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for who, templates in crowd[30:]:
        gallery.upsert(who, templates)
    for number in (*range(5), *range(6, 30)):
        gallery.delete(UUID(int=number + 1))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(gallery) == 31
