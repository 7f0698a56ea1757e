"""Empty databases to restore into, of the kind that the test asks for."""

import pytest

from tests.support.databases import Cluster, Where


@pytest.fixture
def nowhere(request: pytest.FixtureRequest, tmp_path) -> Where:  # type: ignore[no-untyped-def]
    """A database without any table."""
    kind = getattr(request, "param", "sqlite")
    if kind == "sqlite":
        return tmp_path / "new" / "umbral.db"
    running: Cluster = request.getfixturevalue("cluster")
    return running.bare()
