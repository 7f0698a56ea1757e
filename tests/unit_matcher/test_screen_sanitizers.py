"""Building and screen under AddressSanitizer and UndefinedBehaviorSanitizer: equal, and nothing found."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_sanitizers_find_nothing(tmp_path: Path) -> None:
    library = tmp_path / "_compare.abi3.so"
    sources = [str(source) for source in sorted((ROOT / "matcher" / "kernels").glob("*.c"))]
    flags = ["-std=c11", "-g", "-O1", "-ffp-contract=off", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror"]
    sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    include = f"-I{sysconfig.get_path('include')}"
    subprocess.run(["gcc", *flags, *sanitize, include, *sources, "-lm", "-o", str(library)], check=True)
    runtime = subprocess.run(
        ["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True
    ).stdout.strip()
    environment = os.environ | {"LD_PRELOAD": runtime, "ASAN_OPTIONS": "detect_leaks=0"}
    command = [sys.executable, "-m", "tests.support.screen_under_sanitizers", str(library)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "equal"
