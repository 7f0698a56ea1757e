"""The example policies, put in place as an administrator does it, where a data directory has none.

Where policies are in place, a search names its purpose or comes with a warrant. The people of the demo are
invented: there anybody may search for anybody, so that the first page has something to show.
"""

import subprocess
import sys
from pathlib import Path

from enrollment_station.errors import ServiceDidNotStart

EXAMPLES = ("almendra-penal-norte", "valmarie-maison-centrale")
FOLDER = "policies"
SETTINGS = "umbral.toml"
FREE = "# Everybody here is invented: searches need neither purpose nor warrant.\nfree_searches = true\n"


def place_examples(home: Path) -> None:
    """By `umbral policy place`. Raises ServiceDidNotStart: without policies no gate would answer."""
    if any((home / FOLDER).glob("*.toml")):
        return
    wanted = [part for name in EXAMPLES for part in ("--example", name)]
    command = [sys.executable, "-m", "api", "policy", "place", "--home", str(home), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise ServiceDidNotStart(f"The example policies could not be put in place: {done.stderr.strip()}")
    if not (home / SETTINGS).exists():
        (home / SETTINGS).write_text(FREE, "utf-8")
