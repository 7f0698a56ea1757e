"""How long campaigns run, and where their outcome is kept.

UMBRAL_CAMPAIGN=full runs all of one, otherwise a seeded twentieth. UMBRAL_CAMPAIGN_RESULTS=FOLDER writes what
came out there, a file for each, with the commit and the machine, as those in `benchmarks/results/` are.
"""

import os
import re
from pathlib import Path
from typing import Any

from benchmarks.accuracy import provenance

FULL = os.environ.get("UMBRAL_CAMPAIGN") == "full"


def share(full: int) -> int:
    """How much of a campaign is run: all of it, or a twentieth."""
    return full if FULL else max(full // 20, 1)


def record(campaign: str, test: str, figures: dict[str, Any]) -> None:
    """Write a campaign's outcome where the environment asks for it; test: the file that repeats it.

    A campaign of several parts writes what it has after each of them.
    """
    if folder := os.environ.get("UMBRAL_CAMPAIGN_RESULTS"):
        size = "UMBRAL_CAMPAIGN=full " if FULL else ""
        command = [f"{size}UMBRAL_CAMPAIGN_RESULTS=FOLDER python -m pytest -m campaign {test}"]
        made = {"campaign": campaign, **provenance.provenance([], command), **figures}
        name = re.sub(r"[^a-z0-9]+", "_", campaign.lower())
        provenance.write(Path(folder) / f"{name}.json", made)
