"""All faces moved to other models while the service answers; whoever is lost by it is told."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from api.errors import (
    NoMoveUnderWay,
)
from api.face_choice import face_models_for
from api.moving import stages
from api.registry import moves
from api.registry.moves import State
from api.registry.registry import Registry
from api.service import IdentityService
from matcher.extraction import Extractors
from matcher.face.parameters import EXTRACTOR
from tests.support.moved_faces import (
    PEOPLE,
    SECONDS,
    Slow,
    best,
    enrol,
    finger,
    freshly_enrolled,
    over,
    rows,
    until,
)
from tests.support.plain_faces import (
    FIRST,
    NARROW,
    RECOMMENDED,
    SECOND,
    face,
)
from tests.support.wired import started, wired


def test_everybody_is_found_by_the_new_models_and_nothing_of_the_old_is_left(
    service: IdentityService, tmp_path: Path
) -> None:
    people = {person: enrol(service, face(person)) for person in range(PEOPLE)}
    before = {person: best(service, person) for person in people}
    assert {person: who for person, (who, _) in before.items()} == people
    assert service.move.progress().move is None
    service.move.begin("recommended", 0)
    done = until(service, over)
    assert done.move is not None
    assert done.move.state is State.SWITCHED
    assert (done.counts.faces, done.counts.made, done.counts.lost) == (PEOPLE, PEOPLE, 0)
    assert service.holdings().face_extractor == RECOMMENDED
    assert rows(tmp_path) == {(RECOMMENDED, PEOPLE)}
    after = {person: best(service, person) for person in people}
    fresh = freshly_enrolled(list(people))
    assert {person: who for person, (who, _) in after.items()} == people
    assert {person: llr for person, (_, llr) in after.items()} == pytest.approx(fresh)
    assert [sample.extractor for sample in service.person(people[0]).samples] == [RECOMMENDED]


def test_a_store_that_was_moved_opens_with_the_new_models(service: IdentityService, tmp_path: Path) -> None:
    who = enrol(service, face(1))
    service.move.begin("recommended", 0)
    until(service, over)
    service.close()
    with closing(Registry.open(tmp_path / "umbral.db", tmp_path / "keys")) as registry:
        assert face_models_for(None, registry.face_extractors()).extractor == RECOMMENDED
        registry.delete(who)
        assert registry.face_extractors() == {RECOMMENDED}  # an emptied store stays with them
    again, _ = wired(tmp_path, faces=SECOND)
    with started(again):
        again.join()
        again.move.begin("fallback", 0)
        until(again, over)
        assert again.holdings().face_extractor == EXTRACTOR


def test_given_up_it_leaves_no_trace(service: IdentityService, slow: type[Slow], tmp_path: Path) -> None:
    people = {person: enrol(service, face(person)) for person in range(3)}
    service.move.begin("recommended", 0)
    assert slow.came.wait(SECONDS)
    service.move.cancel()
    slow.through.set()
    ended = until(service, over)
    assert ended.move is not None
    assert ended.move.state is State.CANCELLED
    assert rows(tmp_path) == {(EXTRACTOR, 3)}
    assert {person: best(service, person)[0] for person in people} == people
    with pytest.raises(NoMoveUnderWay):
        service.move.cancel()
    service.move.begin("recommended", 0)
    until(service, lambda progress: over(progress) and progress.move.state is State.SWITCHED)  # type: ignore[union-attr] # there is one
    assert {person: best(service, person)[0] for person in people} == people


def test_stopped_and_started_it_goes_on_where_it_was(
    tmp_path: Path, service: IdentityService, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {person: enrol(service, face(person)) for person in range(PEOPLE)}
    read: list[UUID] = []
    extract_one = stages._make_one

    def counting(registry: Registry, extractors: Extractors, person: UUID, sample: UUID) -> None:
        extract_one(registry, extractors, person, sample)
        read.append(sample)
        if len(read) == 2:
            service.move._stopping = True

    monkeypatch.setattr(stages, "_make_one", counting)
    service.move.begin("recommended", 0)
    thread = service.move._thread
    if thread is not None:
        thread.join(SECONDS)
    service.close()
    assert rows(tmp_path) == {(EXTRACTOR, PEOPLE), (RECOMMENDED, 2)}
    with closing(Registry.open(tmp_path / "umbral.db", tmp_path / "keys")) as registry:
        assert registry.face_extractors() == {EXTRACTOR}
    again, _ = wired(tmp_path, faces=FIRST)
    with started(again):
        until(again, over)
        assert len(read) == len(set(read)) == PEOPLE
        assert {person: best(again, person)[0] for person in people} == people


def test_who_would_be_lost_is_told_and_nothing_switches_before_somebody_agrees(
    service: IdentityService,
) -> None:
    found = enrol(service, face(1))
    by_finger = enrol(service, face(2, width=NARROW), finger())
    by_other_picture = enrol(service, face(3, width=NARROW), face(3))
    lost = enrol(service, face(4, width=NARROW), face(4, 1, width=NARROW))
    service.move.begin("recommended", 0)
    waiting = until(service, lambda progress: progress.waiting)
    with service._registry.writing(datetime.now(UTC)) as unit:
        assert not moves.switch(unit)  # whoever asks: the store itself refuses
    assert service.holdings().face_extractor == EXTRACTOR
    assert best(service, 4, NARROW)[0] == lost
    assert (waiting.counts.lost, waiting.counts.unfindable) == (4, 1)
    told = [(loss.person_id, loss.findable, loss.code) for loss in waiting.losses]
    assert told[:2] == [(lost, False, "no-face")] * 2
    assert sorted(told[2:]) == sorted([(by_finger, True, "no-face"), (by_other_picture, True, "no-face")])
    service.move.begin("recommended", 1)
    until(service, over)
    assert best(service, 1)[0] == found
    assert best(service, 3)[0] == by_other_picture
    assert [sample.extractor for sample in service.person(by_other_picture).samples] == [None, RECOMMENDED]
    answer = service.identify([finger(), face(3, 1)], k=9)
    places = {each.person.id: each.candidate.evidence for each in answer.found}
    assert {evidence.reference for evidence in places[by_finger]} == {1}
    assert {evidence.reference for evidence in places[by_other_picture]} == {1}
    assert service.sample(lost, service.person(lost).samples[0].id).sample.data == face(4, width=NARROW).data
    assert service.verify(lost, [face(4)]).found.candidate.evidence == ()


def test_a_deletion_of_the_lost_lets_it_switch(service: IdentityService) -> None:
    lost = enrol(service, face(4, width=NARROW))
    found = enrol(service, face(1))
    service.move.begin("recommended", 0)
    until(service, lambda progress: progress.waiting)
    service.delete(lost)
    until(service, over)
    assert best(service, 1)[0] == found
