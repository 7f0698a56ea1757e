"""The story told once in this process on each database, and what its gates weighed."""

from pathlib import Path

import pytest

from tests.support.databases import Cluster
from tests.support.story import whole
from tests.support.story.houses import in_process
from tests.support.story.weighing import Weighed, weighing


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def weighed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Weighed]:
    """Everything that was decided in the story, with its evidence."""
    folder = tmp_path_factory.mktemp("story")
    if request.param == "sqlite":
        where: Path | str = folder / "umbral.db"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        where = cluster.new()
    with weighing() as decided, in_process(where, folder / "keys") as (prison, _):
        whole.told(prison)
    return decided
