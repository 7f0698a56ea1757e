"""Policies for tests: the first shipped example with another name and other days."""

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

from api.policies import SHIPPED


def governed(home: Path) -> None:
    """Make a data directory in which the example's rules are in force."""
    (home / "policies").mkdir(parents=True)
    written(home / "policies", "here", valid_from=date(2026, 1, 1))


def written(folder: Path, name: str, *, valid_from: date, valid_until: date | None = None) -> Path:
    """A file of this policy in a folder."""
    text = files("api.gates").joinpath("policies", f"{SHIPPED[0]}.toml").read_text("utf-8")
    until = "" if valid_until is None else f"\nvalid_until = {valid_until.isoformat()}"
    text = text.replace(f'name = "{SHIPPED[0]}"', f'name = "{name}"')
    text = re.sub(r"valid_from = .*", f"valid_from = {valid_from.isoformat()}{until}", text, count=1)
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path
