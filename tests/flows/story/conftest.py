"""The story told once in this process, and what its gates weighed."""

import pytest

from tests.support.story import whole
from tests.support.story.halves import half_done
from tests.support.story.houses import in_process
from tests.support.story.weighing import Weighed, weighing


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> list[Weighed]:
    """Everything that was decided in the story, with its evidence."""
    folder = tmp_path_factory.mktemp("story")
    with weighing() as decided, in_process(folder / "umbral.db", folder / "keys") as (prison, _):
        whole.told(prison)
    assert half_done(folder / "umbral.db") == []
    return decided
