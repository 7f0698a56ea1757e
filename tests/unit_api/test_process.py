"""Nothing of the process' memory is left behind: as the console script begins, so is what it runs."""

import subprocess
import sys
from pathlib import Path

from tests.support.processes import ROOT

_PROBE = """
import resource, stat, sys
from pathlib import Path
from api import process
if sys.argv[1] == "kept":
    process.keep_to_itself()
path = Path(sys.argv[2]) / "made"
path.touch()
print(resource.getrlimit(resource.RLIMIT_CORE), process.dumpable(), oct(stat.S_IMODE(path.stat().st_mode)))
"""


def _probe(*arguments: str) -> str:
    command = [sys.executable, "-c", _PROBE, *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True, umask=0o022
    ).stdout


def test_no_cores_no_debuggers_no_files_for_others(tmp_path: Path) -> None:
    assert _probe("kept", str(tmp_path)) == "(0, 0) False 0o600\n"


def test_the_probe_sees_a_process_that_keeps_nothing(tmp_path: Path) -> None:
    assert _probe("not", str(tmp_path)).endswith("True 0o644\n")


def test_the_console_script_keeps_to_itself() -> None:
    script = (
        "import click, api.commands as c\n"
        "from api import process\n"
        "c.umbral = lambda: click.Command('x', callback=lambda: print(process.dumpable()))\n"
        "import sys; sys.argv = ['umbral']\n"
        "c.main()\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
