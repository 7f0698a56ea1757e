"""The story in this process, with eyes that read names: every decision and reason, on both databases."""

from pathlib import Path

from tests.support.databases import Where
from tests.support.story import intake_day
from tests.support.story.houses import in_process


def test_every_decision_and_every_reason_is_as_written(where: Where, tmp_path: Path) -> None:
    with in_process(where, tmp_path / "keys") as (prison, _):
        intake_day.told(prison)
