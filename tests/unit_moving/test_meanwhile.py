"""Whoever is written while faces are moved is found after it."""

import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from api.errors import (
    MoveUnderWay,
)
from api.registry.registry import Registry
from api.service import IdentityService
from matcher.face.detect import DetectedFace, Pixels
from matcher.face.parameters import EXTRACTOR
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Record
from tests.support.moved_faces import SECONDS, Slow, best, enrol, over, rows, until
from tests.support.plain_faces import (
    RECOMMENDED,
    WholePicture,
    face,
)


def test_until_the_switch_the_old_models_answer_and_the_new_get_every_enrolment(
    service: IdentityService, slow: type[Slow], tmp_path: Path
) -> None:
    people = {person: enrol(service, face(person)) for person in range(3)}
    service.move.begin("recommended", 0)
    assert slow.came.wait(SECONDS)
    assert service.holdings().face_extractor == EXTRACTOR
    assert {person: best(service, person)[0] for person in people} == people
    with pytest.raises(MoveUnderWay, match=RECOMMENDED):
        service.move.begin("fallback", 0)
    slow.through.set()
    people[9] = enrol(service, face(9))
    assert best(service, 9)[0] == people[9]
    until(service, over)
    assert {person: best(service, person)[0] for person in people} == people
    assert rows(tmp_path) == {(RECOMMENDED, 4)}


class Held(LocalGallery):
    """Waits, once everybody in the store has been read, until the test has written something."""

    full, through = threading.Event(), threading.Event()

    def upsert_all(self, records: Iterable[tuple[UUID, Record]]) -> None:
        read = list(records)
        self.full.set()
        assert self.through.wait(SECONDS)
        super().upsert_all(read)


def test_who_is_written_while_the_second_gallery_is_built_is_in_it_or_not(service: IdentityService) -> None:
    Held.full, Held.through = threading.Event(), threading.Event()
    service.move._gallery_of = Held
    people = {person: enrol(service, face(person)) for person in range(3)}
    service.move.begin("recommended", 0)
    assert Held.full.wait(SECONDS)
    service.delete(people.pop(0))
    people[7] = enrol(service, face(7))
    Held.through.set()
    until(service, over)
    assert service.holdings().persons == len(people)
    assert {person: best(service, person)[0] for person in people} == people


def test_an_enrolment_across_the_switch_is_read_again_by_the_new_models(
    service: IdentityService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = enrol(service, face(1))
    at_the_camera, moved = threading.Event(), threading.Event()
    detect = WholePicture.detect

    def waiting(self: WholePicture, rgb: Pixels) -> tuple[DetectedFace, ...]:
        if threading.current_thread().name == "enrolling" and not at_the_camera.is_set():
            at_the_camera.set()
            assert moved.wait(SECONDS)
        return detect(self, rgb)

    monkeypatch.setattr(WholePicture, "detect", waiting)
    enrolled: list[UUID] = []
    thread = threading.Thread(target=lambda: enrolled.append(enrol(service, face(2))), name="enrolling")
    thread.start()
    assert at_the_camera.wait(SECONDS)
    service.move.begin("recommended", 0)
    until(service, over)
    moved.set()
    thread.join(SECONDS)
    assert rows(tmp_path) == {(RECOMMENDED, 2)}
    assert [best(service, person)[0] for person in (1, 2)] == [first, *enrolled]


def test_the_kept_choice_among_several_faces_is_made_again(service: IdentityService, tmp_path: Path) -> None:
    who = enrol(service, replace(face(1), principal=True))
    with closing(Registry.open(tmp_path / "umbral.db", tmp_path / "keys")) as registry:
        stored = registry.sample(who, service.person(who).samples[0].id)
    assert stored.sample.principal
    assert stored.template is not None
    assert stored.template.extractor == EXTRACTOR
