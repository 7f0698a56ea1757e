"""Every library that the product depends on is named in NOTICE with its licence."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_notice_names_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    notice = (ROOT / "NOTICE").read_text("utf-8").lower()
    names = [re.match(r"[\w-]+", line).group() for line in project["dependencies"]]  # type: ignore[union-attr] # each has a name
    assert [name for name in names if name.lower() not in notice] == []
