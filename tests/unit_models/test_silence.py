"""Nobody elsewhere is told which models run here, or that any do."""

import os
import subprocess
import sys
from pathlib import Path

RUNS_A_MODEL = """
from models import registry
registry.open("dlib-resnet")
"""


def test_the_runtime_keeps_no_reports_for_its_maker(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    environment |= {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", RUNS_A_MODEL]
    subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parents[2])
    assert list(tmp_path.rglob("*")) == []
