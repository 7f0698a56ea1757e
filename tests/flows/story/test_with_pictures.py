"""Over HTTP with real pictures: every decision and every reason as written.

On SQLite; with UMBRAL_CAMPAIGN=full on both databases. What pictures show does not depend on the database;
the story with names is always told on both, and killed meanwhile (`tests/faults/test_kill9_story.py`).
Prints are generated, faces come from the measuring data beside the checkout.
"""

import os
from pathlib import Path

import pytest

from tests.support.campaigns import FULL
from tests.support.databases import Where
from tests.support.story import whole
from tests.support.story.captures import DATA, LFW
from tests.support.story.houses import served

DATABASES = ["sqlite", "postgresql"] if FULL else ["sqlite"]


@pytest.mark.data
@pytest.mark.campaign
@pytest.mark.parametrize("where", DATABASES, indirect=True)
@pytest.mark.timeout(2400)  # a minute and a half of processor time, on a machine that may have others
def test_the_story_over_http(where: Where, tmp_path: Path) -> None:
    if not LFW.is_dir():
        told = f"the story needs faces, and {LFW} is not there"
        if os.environ.get("CI") and DATA.is_dir():
            pytest.fail(f"{told}, though the other data is")
        pytest.skip(told)
    with served(tmp_path / "home", where, "pictures") as (prison, _):
        whole.told(prison)
