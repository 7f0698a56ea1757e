"""A result tells its code, machine and data; one changed byte of data changes the hash."""

import json
from pathlib import Path

from benchmarks.accuracy.datasets import fingerprint_sets
from benchmarks.accuracy.provenance import data_hash, provenance, write


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
