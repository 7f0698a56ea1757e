"""umbral report differential: by table and by pictures, and what it does not take."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from api.cli.report import report as command
from api.commands import umbral
from matcher.differential.labels import Label, Scores
from matcher.domain import Sample
from matcher.extraction import Extracted, Extractors
from tests.support.differential import HEAD, people, simulated

LFW = Path(__file__).resolve().parents[3] / "shared" / "data" / "faces" / "lfw_dev"


def written(folder: Path, labels: tuple[Label, ...], scores: Scores) -> list[str]:
    rows = [f"{one.file},{one.subject},{one.group}\n" for one in labels]
    (folder / "labels.csv").write_text(HEAD + "".join(rows), "utf-8")
    pairs = [
        f"{labels[i].file},{labels[j].file},{scores[i, j]}\n"
        for i in range(len(labels))
        for j in range(i + 1, len(labels))
    ]
    (folder / "scores.csv").write_text("probe,reference,score\n" + "".join(pairs), "utf-8")
    return ["differential", str(folder / "labels.csv"), "--scores", str(folder / "scores.csv")]


def test_the_command_refuses_by_its_exit_code_and_draws(tmp_path: Path) -> None:
    labels = people({"<north>": 40, "south": 40})
    asked = written(tmp_path, labels, simulated(labels, 6, "south", by=2.0))
    told = CliRunner().invoke(command, [*asked, "--svg", str(tmp_path / "r.svg")])
    assert told.exit_code == 7, told.output
    assert "refused" in told.output
    drawn = (tmp_path / "r.svg").read_text("utf-8")
    assert "&lt;north&gt;" in drawn
    assert "<north>" not in drawn
    plain = CliRunner().invoke(command, [*asked, "--json", "--limit", "1000"])
    assert plain.exit_code == 0
    assert json.loads(plain.output)["verdict"]["outcome"] == "accepted"


def test_a_label_of_somebody_without_scores_is_no_way_to_be_accepted(tmp_path: Path) -> None:
    """Searches cannot be counted then: the verdict says so where it would leave FPIR and FNIR out."""
    labels = people({"north": 20, "south": 20})
    asked = [*written(tmp_path, labels, simulated(labels, 6)), "--limit", "1000"]
    assert CliRunner().invoke(command, asked).exit_code == 0
    with (tmp_path / "labels.csv").open("a", encoding="utf-8") as table:
        table.write("nobody.png,nobody,south\n")
    told = CliRunner().invoke(command, asked)
    assert told.exit_code == 3, told.output
    assert "FPIR was not measured" in told.output


def test_the_command_says_what_is_wrong_with_a_table(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("nonsense\n", "utf-8")
    (tmp_path / "a.png").write_bytes(b"")
    told = CliRunner().invoke(
        umbral(), ["report", "differential", str(tmp_path / "l.csv"), "--images", str(tmp_path)]
    )
    assert told.exit_code == 4
    assert "Line 1" in told.output
    both = CliRunner().invoke(command, ["differential", str(tmp_path / "l.csv")])
    assert both.exit_code == 2


@pytest.mark.parametrize("option", ["--fmr", "--fpir", "--threshold", "--limit", "--dpi"])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_no_number_is_wrong_usage(option: str, value: str, tmp_path: Path) -> None:
    labels = people({"north": 5, "south": 5})
    asked = written(tmp_path, labels, simulated(labels, 6, "south", by=2.0))
    told = CliRunner().invoke(command, [*asked, option, value])
    assert (told.exit_code, told.exception.__class__) == (2, SystemExit), told.output


@pytest.mark.parametrize("option", ["--fmr", "--fpir"])
def test_a_threshold_that_lets_everybody_pass_is_not_asked_for(option: str, tmp_path: Path) -> None:
    labels = people({"north": 5, "south": 5})
    asked = written(tmp_path, labels, simulated(labels, 6, "south", by=2.0))
    assert CliRunner().invoke(command, [*asked, option, "1"]).exit_code == 2


@pytest.mark.parametrize("option", ["--fmr", "--fpir"])
def test_a_rate_that_one_print_cannot_tell_is_refused(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a threshold above the highest ratio every group would be missed alike, and so be accepted."""
    labels = people({"north": 5, "south": 5})
    scores = simulated(labels, 6, "south", by=2.0)
    monkeypatch.setattr("api.cli.report._samples", lambda *_: [])
    monkeypatch.setattr("api.cli.report._compared", lambda *_: (scores, frozenset(), None))
    table = written(tmp_path, labels, scores)[1]
    asked = ["differential", table, "--images", str(tmp_path), "--modality", "finger"]
    assert CliRunner().invoke(command, asked).exit_code in (0, 3, 7)
    told = CliRunner().invoke(command, [*asked, option, "1e-40"])
    assert told.exit_code == 2, told.output
    assert option in told.output
    assert "single" in told.output


@pytest.mark.parametrize("file", ["../secret.png", "/etc/passwd", "missing.png"])
def test_no_file_outside_the_folder_is_read(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"")
    (tmp_path / "l.csv").write_text(f"{HEAD}{file},A,x\n", "utf-8")
    told = CliRunner().invoke(
        umbral(), ["report", "differential", str(tmp_path / "l.csv"), "--images", str(folder)]
    )
    assert told.exit_code == 4
    assert "There is no file" in told.output


@pytest.fixture(scope="module")
def _seen_once() -> Iterator[None]:
    """A picture that two reports hold is read for the first of them."""
    seen: dict[Sample, tuple[Extracted, ...]] = {}
    look = Extractors.extract

    def extract(self: Extractors, sample: Sample) -> Iterator[Extracted]:
        if sample not in seen:
            seen[sample] = tuple(look(self, sample))
        yield from seen[sample]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Extractors, "extract", extract)
        yield


@pytest.mark.data
@pytest.mark.usefixtures("_seen_once")
@pytest.mark.parametrize("side", [150, 20], ids=["alike", "small"])
def test_a_group_whose_pictures_are_small_is_found_on_real_faces(side: int, tmp_path: Path) -> None:
    """Every second of 100 identities is of the group "b", whose pictures are shrunk to `side` pixels."""
    if not LFW.is_dir():
        pytest.skip(f"{LFW} is not there")
    several = [folder for folder in sorted(LFW.iterdir()) if len(list(folder.iterdir())) > 1][:100]
    rows = []
    for number, folder in enumerate(several):
        group = "ab"[number % 2]
        for path in sorted(folder.iterdir())[:3]:
            with Image.open(path) as image:
                small = image.resize((side, side), Image.Resampling.BOX) if group == "b" else image
                small.resize((150, 150), Image.Resampling.BICUBIC).save(tmp_path / f"{path.stem}.png")
            rows.append(f"{path.stem}.png,{folder.name},{group}\n")
    (tmp_path / "labels.csv").write_text(HEAD + "".join(rows), "utf-8")
    asked = ["differential", str(tmp_path / "labels.csv"), "--images", str(tmp_path), "--json"]
    told = CliRunner().invoke(command, asked)
    verdict = json.loads(told.stdout.splitlines()[-1])["verdict"]
    if side == 150:
        assert verdict["outcome"] != "refused", verdict
    else:
        assert told.exit_code == 7, verdict
        assert any("of 'b'" in reason and "chance makes no such" in reason for reason in verdict["reasons"])
