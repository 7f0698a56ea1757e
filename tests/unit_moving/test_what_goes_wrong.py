"""A move that cannot begin or go on says why, and loses nobody."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from api.errors import (
    FaceModelsPinned,
    FaceModelsUnavailable,
    FacesNotRead,
)
from api.moving import stages
from api.service import IdentityService
from matcher.decoding.errors import DecoderFailed, DecodeTimeout
from matcher.domain import Sample
from matcher.extraction import Extracted, Extractors
from matcher.face.choice import FaceModels
from tests.support.moved_faces import SECONDS, Slow, best, enrol, over, until
from tests.support.plain_faces import (
    FIRST,
    RECOMMENDED,
    face,
    use_plain_faces,
)
from tests.support.wired import started, wired


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
