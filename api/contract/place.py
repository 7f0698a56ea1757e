"""Where the data lies: one convention that service, station and commands share."""

import os
from pathlib import Path


def default_home() -> Path:
    """UMBRAL_HOME; else `var/` in a checkout; else the user's data directory (XDG base directories)."""
    if named := os.environ.get("UMBRAL_HOME"):
        return Path(named)
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "umbral"
