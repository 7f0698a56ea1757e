"""The story told once in this process: the store that it left, and what its gates weighed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.story import whole
from tests.support.story.houses import in_process
from tests.support.story.weighing import Weighed, weighing


@dataclass(frozen=True)
class Told:
    """weighed: everything that was decided, with its evidence; store: the file that is left."""

    weighed: list[Weighed]
    store: Path


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Every decision in it was held against what is written."""
    folder = tmp_path_factory.mktemp("story")
    with weighing() as decided, in_process(folder / "umbral.db", folder / "keys") as (prison, _):
        whole.told(prison)
    return Told(decided, folder / "umbral.db")


@pytest.fixture
def weighed(story: Told) -> list[Weighed]:
    """All decisions."""
    return story.weighed


@pytest.fixture
def left_store(story: Told) -> Path:
    """The store when everything was told."""
    return story.store
