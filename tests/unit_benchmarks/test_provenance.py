"""A result tells its code, machine and data; one changed byte of data changes the hash."""

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.accuracy.datasets import fingerprint_sets
from benchmarks.accuracy.provenance import commit, data_hash, provenance, write


def _set(folder: Path) -> Path:
    folder.mkdir()
    (folder / "dpi.txt").write_text("500", encoding="ascii")
    for name in ("1_1.png", "1_2.png"):
        (folder / name).write_bytes(name.encode())
    return folder


def test_the_hash_covers_names_and_bytes(tmp_path: Path) -> None:
    folder = _set(tmp_path / "set")
    files = fingerprint_sets([folder])[0].files()
    before = data_hash(files)
    assert before == data_hash(files)
    assert before != data_hash(files[:1])
    files[1].write_bytes(b"1_2.pnG")
    changed = data_hash(files)
    assert changed != before
    files[1].rename(folder / "1_3.png")
    assert data_hash([files[0], folder / "1_3.png"]) != changed


def test_a_result_carries_what_is_needed_to_repeat_it(tmp_path: Path) -> None:
    told = provenance(fingerprint_sets([_set(tmp_path / "set")]), ["python", "-m", "x"])
    assert told["command"] == "python -m x"
    assert set(told) == {"commit", "date", "command", "machine", "versions", "data"}
    data = told["data"]
    assert isinstance(data, dict)
    assert data["set"]["images"] == 2
    write(tmp_path / "results" / "run.json", {"provenance": told})
    assert json.loads((tmp_path / "results" / "run.json").read_text(encoding="utf-8"))["provenance"] == told


MEASURED = ("api", "benchmarks/speed", "device_drivers", "matcher", "models")
NOT_MEASURED = ("docs", "tests")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a file in each folder, as it was committed."""
    for folder in (*MEASURED, *NOT_MEASURED):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "file.py").write_text("")
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for step in (["init"], ["add", "."], [*author, "commit", "-m", "All"]):
        subprocess.run(["git", "-C", tmp_path, *step], capture_output=True, check=True)
    return tmp_path


@pytest.mark.parametrize("folder", MEASURED)
def test_changed_code_is_told_from_the_commit(checkout: Path, folder: str) -> None:
    clean = commit(checkout)
    assert len(clean) == 40
    (checkout / folder / "file.py").write_text("changed = True")
    assert commit(checkout) == f"{clean}+"


@pytest.mark.parametrize("folder", NOT_MEASURED)
def test_a_changed_text_or_test_is_no_other_code(checkout: Path, folder: str) -> None:
    clean = commit(checkout)
    (checkout / folder / "file.py").write_text("changed = True")
    assert commit(checkout) == clean


def test_without_a_checkout_the_commit_is_not_known(tmp_path: Path) -> None:
    assert commit(tmp_path) == "unknown"
