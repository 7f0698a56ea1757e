"""A service whose faces are read by models that look at nothing but colours."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.service import IdentityService
from matcher.face.choice import FaceModels
from tests.support.moved_faces import Slow
from tests.support.plain_faces import (
    FIRST,
    use_plain_faces,
)
from tests.support.wired import started, wired


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_faces(monkeypatch)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[IdentityService]:
    made, _ = wired(tmp_path, faces=FIRST)
    with started(made):
        made.join()
        yield made


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Slow]:
    """The second pair waits at every face until it is let through."""

    def change(models: FaceModels) -> FaceModels:
        return replace(models, detector=lambda: Slow(0)) if models.name == "recommended" else models

    use_plain_faces(monkeypatch, change)
    Slow.came, Slow.through = threading.Event(), threading.Event()
    return Slow
