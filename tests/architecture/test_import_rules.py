"""The import contracts of pyproject.toml hold, and the folders of tests shadow no package."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_folder_of_tests_bears_a_package_name() -> None:
    packages = {"models", "matcher", "device_drivers", "enrollment_station", "api", "benchmarks"}
    assert packages.isdisjoint(path.name for path in (ROOT / "tests").iterdir())


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_importing_a_package_loads_none_of_its_heavy_parts() -> None:
    """`import matcher` must not load FAISS, dlib, OpenCV or the model runtime."""
    script = (
        "import sys, models, matcher, device_drivers, api, enrollment_station;"
        "print(sorted({'faiss', 'dlib', 'cv2', 'onnxruntime', 'fastapi', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
