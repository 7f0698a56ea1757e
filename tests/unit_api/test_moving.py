"""All faces moved to other models while the service answers; whoever is lost by it is told."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from api.errors import (
    FaceModelsPinned,
    FaceModelsUnavailable,
    FacesNotRead,
    MoveUnderWay,
    NoMoveUnderWay,
)
from api.face_choice import face_models_for
from api.moving import stages
from api.moving.move import Progress
from api.registry import moves
from api.registry.moves import State
from api.registry.registry import Registry
from api.service import IdentityService
from matcher.decoding.errors import DecoderFailed, DecodeTimeout
from matcher.domain import FingerPosition, Modality, Sample
from matcher.extraction import Extracted, Extractors
from matcher.face.choice import FaceModels
from matcher.face.detect import DetectedFace, Pixels
from matcher.face.parameters import EXTRACTOR
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Record
from tests.support.plain_faces import (
    FIRST,
    NARROW,
    RECOMMENDED,
    SECOND,
    WIDE,
    WholePicture,
    face,
    use_plain_faces,
)
from tests.support.prints import print_png
from tests.support.wired import started, wired

SECONDS = 30.0
PEOPLE = 6


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_faces(monkeypatch)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[IdentityService]:
    made, _ = wired(tmp_path, faces=FIRST)
    with started(made):
        made.join()
        yield made


def enrol(service: IdentityService, *samples: Sample) -> UUID:
    return service.enrol(samples, name=None, gallery="staff").id


def until(service: IdentityService, there: Callable[[Progress], bool]) -> Progress:
    """Look again and again until it is so."""
    waiting = threading.Event()
    for _ in range(int(SECONDS / 0.01)):
        progress = service.move.progress()
        if there(progress):
            return progress
        waiting.wait(0.01)
    raise AssertionError(f"never: {service.move.progress()}")


def over(progress: Progress) -> bool:
    return progress.move is not None and progress.move.finished_at is not None


def finger() -> Sample:
    return Sample(Modality.FINGER, print_png(1, 2, 1), FingerPosition.RIGHT_INDEX, 500.0)


def rows(folder: Path) -> set[tuple[str, int]]:
    """How many templates each extractor has in the store."""
    with closing(sqlite3.connect(folder / "umbral.db")) as database:
        return set(database.execute("SELECT extractor, count(*) FROM template GROUP BY extractor"))


def best(service: IdentityService, person: int, width: int = WIDE) -> tuple[UUID, float]:
    found = service.identify([face(person, 1, width)], k=1).found[0]
    return found.person.id, found.candidate.llr


def freshly_enrolled(people: Sequence[int]) -> dict[int, float]:
    """What a gallery that never had other faces answers about each."""
    extractors, gallery = Extractors(SECOND), LocalGallery(RECOMMENDED)
    for person in people:
        gallery.upsert(UUID(int=person), [next(extractors.extract(face(person))).template])
    return {
        person: gallery.search([next(extractors.extract(face(person, 1))).template], 1).candidates[0].llr
        for person in people
    }


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


class Slow(WholePicture):
    """Lets a test look at the service while one face is being read."""

    came, through = threading.Event(), threading.Event()

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        self.came.set()
        assert self.through.wait(SECONDS)
        return super().detect(rgb)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Slow]:
    """The second pair waits at every face until it is let through."""

    def change(models: FaceModels) -> FaceModels:
        return replace(models, detector=lambda: Slow(0)) if models.name == "recommended" else models

    use_plain_faces(monkeypatch, change)
    Slow.came, Slow.through = threading.Event(), threading.Event()
    return Slow


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
    until(service, lambda progress: over(progress) and progress.move.state is State.SWITCHED)  # type: ignore[union-attr]
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


def test_what_cannot_be_moved_to_is_refused_with_its_reason(service: IdentityService, tmp_path: Path) -> None:
    for name in ("nobody", "acme-face"):
        with pytest.raises(FaceModelsUnavailable, match=name):
            service.move.begin(name, 0)
    assert service.move.progress().move is None
    service.move.begin("fallback", 0)  # in use already: nothing to do
    assert service.move.progress().move is None
    (tmp_path / "pinned").mkdir()
    pinned, _ = wired(tmp_path / "pinned", faces=FIRST, face_setting="fallback")
    with started(pinned):
        pinned.join()
        with pytest.raises(FaceModelsPinned, match="fallback"):
            pinned.move.begin("recommended", 0)


def test_models_without_calibration_are_refused(
    service: IdentityService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(models: FaceModels) -> FaceModels:
        return replace(models, extractor="yunet-1.acme-1") if models.name == "recommended" else models

    use_plain_faces(monkeypatch, change)
    with pytest.raises(FaceModelsUnavailable, match="calibration"):
        service.move.begin("recommended", 0)


@pytest.mark.parametrize(
    ("error", "lost"), [(DecodeTimeout(1.0), False), (DecoderFailed("it was killed"), True)]
)
def test_a_machine_too_busy_stops_the_move_and_loses_nobody(
    service: IdentityService, monkeypatch: pytest.MonkeyPatch, error: Exception, lost: bool
) -> None:
    who = enrol(service, face(1))
    enrol(service, face(2))
    extract, failing = Extractors.extract, [True]

    def broken(self: Extractors, sample: Sample) -> Iterator[Extracted]:
        if failing[0] and self.face_extractor == RECOMMENDED and sample.data == face(1).data:
            raise error
        return extract(self, sample)

    monkeypatch.setattr(Extractors, "extract", broken)
    service.move.begin("recommended", 0)
    if lost:
        told = until(service, lambda progress: progress.waiting).losses
        assert [(loss.person_id, loss.code) for loss in told] == [(who, "image-decoder-failed")]
        return
    stopped = until(service, lambda progress: progress.failure is not None)
    assert isinstance(stopped.failure, FacesNotRead)
    assert best(service, 1)[0] == who
    failing[0] = False
    service.move.begin("recommended", 0)
    assert until(service, over).counts.lost == 0
    assert best(service, 1)[0] == who


def test_a_picture_that_does_not_open_is_a_loss(service: IdentityService, tmp_path: Path) -> None:
    who = enrol(service, face(1))
    enrol(service, face(2))
    sample = service.person(who).samples[0].id
    with closing(sqlite3.connect(tmp_path / "umbral.db")) as database:
        database.execute("UPDATE sample SET image = zeroblob(64) WHERE id = ?", (sample.hex,))
        database.commit()
    service.move.begin("recommended", 0)
    told = until(service, lambda progress: progress.waiting).losses
    assert [(loss.person_id, loss.code) for loss in told] == [(who, "seal-broken")]


def test_a_defect_ends_the_work_and_not_the_service(
    service: IdentityService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    who = enrol(service, face(1))
    monkeypatch.setattr(stages, "_extracted", lambda *_: 1 / 0)
    service.move.begin("recommended", 0)
    stopped = until(service, lambda progress: progress.failure is not None)
    assert stopped.failure is not None
    assert stopped.failure.code == "error"
    assert "ZeroDivisionError" in caplog.text
    assert best(service, 1)[0] == who


def test_models_that_are_gone_after_a_restart_leave_the_old_ones_answering(
    service: IdentityService, slow: type[Slow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = enrol(service, face(1))
    service.move.begin("recommended", 0)
    assert slow.came.wait(SECONDS)
    slow.through.set()
    service.move._stopping = True
    service.close()
    with closing(sqlite3.connect(tmp_path / "umbral.db")) as database:
        database.execute("UPDATE face_move SET target = 'gone-1', state = 'moving', settled_at = NULL")
        database.execute("UPDATE face_move SET finished_at = NULL")
        database.execute("DELETE FROM template WHERE extractor = ?", (RECOMMENDED,))
        database.commit()
    again, _ = wired(tmp_path, faces=FIRST)
    with started(again):
        again.join()
        assert again.move.progress().failure is not None
        assert best(again, 1)[0] == who
        again.move.cancel()
        until(again, over)


def test_the_kept_choice_among_several_faces_is_made_again(service: IdentityService, tmp_path: Path) -> None:
    who = enrol(service, replace(face(1), principal=True))
    with closing(Registry.open(tmp_path / "umbral.db", tmp_path / "keys")) as registry:
        stored = registry.sample(who, service.person(who).samples[0].id)
    assert stored.sample.principal
    assert stored.template is not None
    assert stored.template.extractor == EXTRACTOR
