"""A sound house a test, and one issuer for all of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.listening import listening
from tests.support.sound_house import House, Issuer, sound_house


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    """A running one."""
    with listening(Issuer()) as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> House:
    """Where all is well."""
    return sound_house(tmp_path, issuer, monkeypatch)
