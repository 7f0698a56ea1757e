"""`umbral models`: what it prints, and the exit codes that a script reads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.commands import models
from models.entries import entries, entry, installables

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(models, arguments)


def result_of(folder: Path, name: str) -> Path:
    result = entry(name).result
    assert result is not None
    return folder / result.file


def test_build_says_what_it_made_then_that_all_is_there(own_weights: Path) -> None:
    result_of(own_weights, "leader").unlink()
    first, second = run("build"), run("build")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == f"Built leader in {own_weights}.\n"
    assert "leader: converting" in first.stderr
    assert second.stdout == f"Nothing to build: {own_weights} is complete.\n"
    assert second.stderr == ""


def test_build_as_json_keeps_progress_off_the_answer(own_weights: Path) -> None:
    result_of(own_weights, "leader").unlink()
    done = run("build", "--json")
    assert json.loads(done.stdout) == {"folder": str(own_weights), "built": ["leader"]}
    assert "leader: converting" in done.stderr


def test_build_that_fails_says_why_and_exits_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / "file"))
    done = run("build", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "model.not-written"
    assert "set UMBRAL_MODELS" in done.stderr


def test_list_names_every_model() -> None:
    lines = run("list").stdout.splitlines()
    names = [*(model.name for model in entries()), *(model.name for model in installables())]
    assert [line.split()[0] for line in lines][: len(names)] == names
    listed = [model for model in json.loads(run("list", "--json").stdout) if "source" in model]
    assert [model["source"]["sha256"] for model in listed] == [model.source.sha256 for model in entries()]


def test_check_passes_where_all_is_as_pinned(own_weights: Path) -> None:
    done = run("check", "--json")
    assert done.exit_code == 0
    findings = json.loads(done.stdout)
    assert {finding["state"] for finding in findings} <= {"ok", "model.not-installed"}
    assert ("leader", "result") in {(finding["name"], finding["part"]) for finding in findings}


def test_check_fails_on_what_is_missing_and_on_what_changed(own_weights: Path) -> None:
    result_of(own_weights, "leader").unlink()
    with result_of(own_weights, "dlib-resnet").open("ab") as file:
        file.write(b"\0")
    done = run("check", "--json")
    assert done.exit_code == 1
    states = {(f["name"], f["part"]): f["state"] for f in json.loads(done.stdout)}
    assert states["leader", "result"] == "model.missing"
    assert states["dlib-resnet", "result"] == "model.changed"
    assert states["dlib-five-points", "source"] == "ok"
    assert "Run `umbral models build`." in run("check").stdout


@pytest.mark.parametrize("arguments", [["nonsense"], ["build", "--nonsense"], ["check", "leader"]])
def test_wrong_usage_exits_with_two(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_set_up_may_run_it_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "models", "build"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Nothing to build")
