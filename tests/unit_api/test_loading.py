"""Until everybody is in the gallery nothing is searched, and the caller is told so."""

import threading
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.errors import GalleryDamaged, NotReady
from api.inprocess import in_process
from api.loading import GalleryLoader
from api.registry.galleries import Gallery
from api.registry.registry import Registry
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Record
from tests.support.databases import file_in
from tests.support.records import new_person
from tests.support.wired import app_over, wired

SECONDS = 10.0


class Gated(LocalGallery):
    """Takes the first record of a rebuild, then waits to be let through; takes any template."""

    def __init__(self) -> None:
        super().__init__()
        self.one_came = threading.Event()
        self.through = threading.Event()
        self.taken: list[UUID] = []

    def upsert_all(self, records: Iterable[tuple[UUID, Record]]) -> None:
        """Note who came."""
        for person, _ in records:
            self.taken.append(person)
            self.one_came.set()
            assert self.through.wait(SECONDS)


def _registry(folder: Path, persons: int) -> Registry:
    registry = Registry.open(file_in(folder), folder / "keys")
    for _ in range(persons):
        registry.enrol(new_person(gallery="staff"))
    return registry


def test_not_ready_until_the_last_one_is_in(tmp_path: Path) -> None:
    registry, gallery = _registry(tmp_path, 4), Gated()
    loader = GalleryLoader(registry, gallery)
    loader.start()
    assert gallery.one_came.wait(SECONDS)
    with pytest.raises(NotReady):
        loader.require_ready()
    assert loader.share is not None
    assert loader.share < 1
    gallery.through.set()
    loader.join()
    loader.require_ready()
    assert loader.ready
    assert len(loader.roster) == len(gallery.taken) == 4
    assert {loader.roster.of(person) for person in gallery.taken} == {frozenset({Gallery.STAFF})}
    registry.close()


def test_stopping_early_leaves_it_not_ready(tmp_path: Path) -> None:
    registry, gallery = _registry(tmp_path, 3), Gated()
    loader = GalleryLoader(registry, gallery)
    loader.start()
    assert gallery.one_came.wait(SECONDS)
    stopper = threading.Thread(target=loader.stop)
    stopper.start()
    gallery.through.set()
    stopper.join()
    assert not loader.ready or len(gallery.taken) == 3
    registry.close()


def test_a_record_that_does_not_open_ends_the_rebuild(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    registry = _registry(tmp_path, 2)  # their templates are no templates
    loader = GalleryLoader(registry, LocalGallery())
    loader.start()
    loader.join()
    with pytest.raises(GalleryDamaged):
        loader.require_ready()
    assert "gallery not rebuilt" in caplog.text
    registry.close()


def test_over_http(tmp_path: Path) -> None:
    _registry(tmp_path, 2).close()
    gallery = Gated()
    service, _ = wired(tmp_path, gallery)
    with in_process(app_over(service), actor="tester; roles=supervisor") as client:
        assert gallery.one_came.wait(SECONDS)
        held = client.status()
        assert (held.ready, held.loading) == (False, 0.0)
        assert len(list(client.persons())) == 2
        for ask in (lambda: client.delete(gallery.taken[0]), lambda: _ready(client)):
            with pytest.raises(ServiceRefused) as refused:
                ask()
            assert (refused.value.problem.status, refused.value.problem.code) == (503, "not-ready")
        gallery.through.set()
        assert client.wait_until_ready(SECONDS).loading is None
        _ready(client)


def _ready(client: Client) -> httpx.Response:
    return client.send("GET", "/v1/health/ready", actor="tester; roles=supervisor")
