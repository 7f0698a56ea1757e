"""How long campaigns run, and where their outcome is kept.

UMBRAL_CAMPAIGN=full runs all of one, otherwise a seeded twentieth. UMBRAL_CAMPAIGN_RESULTS=FOLDER writes what
came out there, a file for each, with the commit and the machine, as those in `benchmarks/results/` are.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.accuracy import provenance

FULL = os.environ.get("UMBRAL_CAMPAIGN") == "full"


def share(full: int) -> int:
    """How much of a campaign is run: all of it, or a twentieth."""
    return full if FULL else max(full // 20, 1)


def finds(home: Path, trial: Callable[[Path], object], trials: int = 20) -> bool:
    """Whether trials of a planted fault, each in a folder of its own, come upon it; the first ends them.

    A kill at a random moment may miss what it looks for, and a busy machine moves the moments: that a verdict
    can fail is shown by one trial of many, not by each.
    """
    for number in range(trials):
        folder = home / str(number)
        folder.mkdir()
        if trial(folder):
            return True
    return False


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
