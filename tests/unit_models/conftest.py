"""The models, built once in their normal place and once in a folder of the tests' own."""

import logging
import shutil
from pathlib import Path

import pytest

from models.build import build
from models.places import weights_folder


@pytest.fixture(scope="session", autouse=True)
def built_models() -> None:
    """What set-up does; nothing where it was done."""
    build(logging.getLogger(__name__).info)


@pytest.fixture
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the converted files that a test may spoil, and no session opened before."""
    copy = tmp_path / "weights"
    shutil.copytree(weights_folder(), copy)
    monkeypatch.setenv("UMBRAL_MODELS", str(copy))
    monkeypatch.setattr("models.registry._sessions", {})
    return copy
