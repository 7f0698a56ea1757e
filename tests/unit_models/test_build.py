"""The build: the same bytes every time, only where needed, and all or nothing."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models.build import CONVERTERS, build, write_whole
from models.entries import Entry, Result, entries, entry
from models.errors import ModelChanged, ModelNotWritten, SourceMissing
from models.places import read_source

CONVERTED = [model for model in entries() if model.result]


def silent(line: str) -> None:
    """Takes progress and drops it."""


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """Which file lies under each name, and when it was written."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


@pytest.mark.parametrize("model", CONVERTED, ids=lambda model: model.name)
def test_a_conversion_gives_the_pinned_bytes_each_time(model: Entry) -> None:
    source = read_source(model.source)
    first, second = (CONVERTERS[model.name](source) for _ in range(2))
    assert first == second
    assert model.result is not None
    assert hashlib.sha256(first).hexdigest() == model.result.sha256


def test_two_folders_get_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name in ("one", "two"):
        monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / name))
        assert build(silent) == [model.name for model in CONVERTED]
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == {model.result.file for model in CONVERTED if model.result}


def test_a_second_build_does_nothing(own_weights: Path) -> None:
    before = written(own_weights)
    said: list[str] = []
    assert build(said.append) == []
    assert said == []
    assert written(own_weights) == before


def test_a_changed_result_is_made_anew(own_weights: Path) -> None:
    result = entry("leader").result
    assert result is not None
    path = own_weights / result.file
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    said: list[str] = []
    assert build(said.append) == ["leader"]
    assert path.read_bytes() == good
    assert said
    assert all(line.startswith("leader: ") for line in said)


def test_a_conversion_with_another_result_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path))
    other = replace(entry("leader"), result=Result("leader.onnx", "0" * 64))
    with pytest.raises(ModelChanged, match="conversion of leader"):
        build(silent, (other,))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_source_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path))
    leader = entry("leader")
    lost = replace(leader, source=replace(leader.source, package="no_such_package"))
    with pytest.raises(SourceMissing, match="no_such_package"):
        build(silent, (lost,))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelNotWritten, match="cannot be written") as caught:
        write_whole(tmp_path / "file" / "leader.onnx", b"x")
    assert "UMBRAL_MODELS" in caught.value.diagnostics()


def test_a_refused_replacement_leaves_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "leader.onnx" / "in the way").mkdir(parents=True)
    with pytest.raises(ModelNotWritten):
        write_whole(tmp_path / "leader.onnx", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["leader.onnx"]


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    """The limit on a file's size stands in for a full disk."""
    script = (
        "import resource, sys, pathlib\n"
        "from models.build import write_whole\n"
        "from models.errors import ModelNotWritten\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_whole(pathlib.Path(sys.argv[1]), bytes(100_000))\n"
        "except ModelNotWritten as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "leader.onnx"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be written: File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []
