"""Moves the faces of a store to and fro between two versions, people coming and going meanwhile; made to be
killed. Prints what it was told to acknowledge: `enrolled ID`, `deleting ID`, `deleted ID`, `moved`."""

import sys
import threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from api.face_choice import face_models_for
from api.moving import stages
from api.registry import moves
from api.registry.registry import Registry
from api.service import IdentityService
from matcher.extraction import Extractors
from matcher.gallery.local import LocalGallery
from tests.support.plain_faces import FIRST, face, use_plain_faces

MOST = 12


def opened(home: Path) -> IdentityService:
    """The service over a store, with the models that its faces were made by; not started."""
    registry = Registry.open(home / "umbral.db", home / "keys")
    held = registry.face_extractors()
    faces = face_models_for(None if held else FIRST.name, held)
    gallery = LocalGallery(faces.extractor)
    return IdentityService(registry, gallery, Extractors(faces), fpir=0.01, fmr=0.0001)


def finishes_first(patch: pytest.MonkeyPatch) -> None:
    """A planted fault: the move is over before the last template of the other version is gone."""
    clear = stages.clear

    def early(registry: Registry, go_on: stages.GoOn) -> None:
        with registry.writing(datetime.now(UTC)) as unit:
            moves.finish(unit)
        threading.Event().wait(0.5)
        clear(registry, go_on)

    patch.setattr(stages, "clear", early)


def switches_early(patch: pytest.MonkeyPatch) -> None:
    """A planted fault: the switch does not wait for the last face."""
    patch.setattr(moves, "outstanding", lambda *_: [])


FAULTS = {"finishes-first": finishes_first, "switches-early": switches_early}


def _enrol(service: IdentityService, number: int) -> None:
    person = service.enrol([face(number)], name=str(number), gallery="staff")
    print("enrolled", person.id, flush=True)


def _delete_first(service: IdentityService) -> None:
    first = service.page(None, 1)[0][0].id
    print("deleting", first, flush=True)
    service.delete(first)
    print("deleted", first, flush=True)


def _other(service: IdentityService) -> str:
    return "recommended" if service.holdings().face_extractor == FIRST.extractor else "fallback"


def _run(service: IdentityService) -> None:
    waiting = threading.Event()
    numbers = count(1 + max((int(person.name or 0) for person in service.page(None, 1000)[0]), default=0))
    while True:
        move = service.move.progress().move
        if move is None or move.finished_at is not None:
            print("moved", flush=True)
            service.move.begin(_other(service), 0)
        _enrol(service, next(numbers))
        if service.holdings().persons > MOST:
            _delete_first(service)
        waiting.wait(0.01)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        use_plain_faces(patch)
        if fault := FAULTS.get(sys.argv[2]):
            fault(patch)
        service = opened(Path(sys.argv[1]))
        service.start()
        service.join()
        service.require_ready()
        print("ready", flush=True)
        _run(service)
