"""The differential report: a planted difference is found, none is invented, hostile tables are refused."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from api.cli.report import report as command
from api.commands import umbral
from matcher.differential.counts import overall, tally
from matcher.differential.errors import LabelsRefused, TooLittleToCompare
from matcher.differential.labels import Label, Scores, read_labels, read_scores
from matcher.differential.plot import plot
from matcher.differential.policy import Outcome, judge
from matcher.differential.rates import GroupRate, rates_by_group
from matcher.differential.report import Report, report
from matcher.domain import Sample
from matcher.extraction import Extracted, Extractors

LFW = Path(__file__).resolve().parents[3] / "shared" / "data" / "faces" / "lfw_dev"
FMR, FPIR = 1e-3, 0.01


def people(groups: dict[str, int], each: int = 3) -> tuple[Label, ...]:
    return tuple(
        Label(f"{group}{person}_{n}.png", f"{group}{person}", group)
        for group, count in groups.items()
        for person in range(count)
        for n in range(each)
    )


def simulated(
    labels: tuple[Label, ...], seed: int, worse: str = "", by: float = 0.0, alike: float = 0.0
) -> Scores:
    """Mated scores around 3, persons differing by 0.4; strangers around 0. Of the group `worse` mates score
    `by` lower, strangers `alike` higher."""
    rng = np.random.default_rng(seed)
    subjects, owner = np.unique([label.subject for label in labels], return_inverse=True)
    spoilt = np.array([label.group == worse for label in labels])
    ease = rng.normal(0, 0.4, len(subjects))
    scores = rng.normal(0, 1, (len(labels),) * 2) + alike * (spoilt[:, None] & spoilt)
    mated = owner[:, None] == owner
    scores[mated] = (rng.normal(5, 1, scores.shape) + ease[owner] - by * spoilt)[mated]
    scores = np.triu(scores, 1)
    return np.asarray(scores + scores.T, np.float32)


def reported(labels: tuple[Label, ...], scores: Scores, limit: float = 2.0) -> Report:
    return report(labels, scores, overall(labels, scores, FMR, FPIR), limit)


def named(made: Report, rate: str, group: str) -> GroupRate:
    return next(one for one in made.rates if (one.rate, one.group) == (rate, group))


def test_mates_of_one_group_that_score_lower_are_found() -> None:
    labels = people({"north": 100, "south": 100, "west": 60})
    made = reported(labels, simulated(labels, 1, "south", by=1.2))
    assert made.verdict.outcome is Outcome.REFUSED
    assert "FNMR of 'south'" in " ".join(made.verdict.reasons)
    worst = named(made, "FNMR", "south")
    assert worst.shown
    assert worst.ratio is not None
    assert worst.ratio > 2
    assert not named(made, "FMR", "south").shown


def test_strangers_of_one_group_that_are_alike_are_found() -> None:
    labels = people({"north": 100, "south": 100})
    made = reported(labels, simulated(labels, 2, "north", alike=0.8))
    assert made.verdict.outcome is Outcome.REFUSED
    assert named(made, "FMR", "north").shown
    assert not named(made, "FNMR", "north").shown


def test_where_there_is_no_difference_none_is_shown() -> None:
    labels = people({"a": 80, "b": 80, "c": 80})
    found = [reported(labels, simulated(labels, seed)) for seed in range(20)]
    assert sum(any(rate.shown for rate in made.rates) for made in found) <= 3
    assert all(made.verdict.outcome is not Outcome.REFUSED for made in found[:3])


def test_rates_by_hand() -> None:
    """Two persons a group, two samples each; b's mates miss, and one pair of b's strangers is alike."""
    labels = people({"a": 2, "b": 2}, each=2)
    mated = np.array([label.subject for label in labels])
    scores = np.where(mated[:, None] == mated, 5.0, 0.0).astype(np.float32)
    scores[4, 5] = scores[5, 4] = 1.0  # b0's own
    scores[4, 6] = scores[6, 4] = 9.0  # b0 and b1, both enrolled samples
    counted = {(one.rate, one.group): one for one in rates_by_group(tally(labels, scores, 3.0, 3.0))}
    told = {key: (one.errors, one.trials) for key, one in counted.items()}
    assert told["FMR", "a"] == (0, 4)
    assert told["FMR", "b"] == (1, 4)
    assert told["FNMR", "a"] == (0, 2)
    assert told["FNMR", "b"] == (1, 2)
    assert told["FPIR", "a"] == (0, 4)
    assert told["FPIR", "b"] == (2, 4)
    assert told["FNIR", "b"] == (1, 2)


def test_a_rate_without_errors_still_has_an_interval() -> None:
    labels = people({"a": 10, "b": 10})
    mated = np.array([label.subject for label in labels])
    scores = np.where(mated[:, None] == mated, 5.0, 0.0).astype(np.float32)
    made = report(labels, scores, (3.0, 3.0), 2.0)
    for rate in made.rates:
        assert rate.value == 0
        assert rate.interval is not None
        assert rate.interval[1] == pytest.approx(1.96**2 / (10 + 1.96**2), rel=1e-3)
        assert not rate.shown
    assert made.verdict.outcome is Outcome.ACCEPTED


def test_a_failure_to_extract_is_a_miss_and_never_a_match() -> None:
    labels = people({"a": 20, "b": 20})
    scores = simulated(labels, 3)
    scores[0, :] = scores[:, 0] = -math.inf
    made = report(labels, scores, (-100.0, -100.0), 2.0, frozenset({0}))
    assert named(made, "FNMR", "a").errors == 2
    assert made.failures == {"a": (1, 60), "b": (0, 60)}


def test_without_all_searches_only_comparisons_are_reported() -> None:
    labels = people({"a": 20, "b": 20})
    scores = simulated(labels, 4)
    scores[1, 3] = scores[3, 1] = math.nan
    assert {rate.rate for rate in reported(labels, scores).rates} == {"FMR", "FNMR"}


def test_thresholds_are_the_lowest_that_keep_the_shares() -> None:
    labels = people({"a": 50, "b": 50})
    scores = simulated(labels, 5)
    at, _ = overall(labels, scores, 0.01, 0.1)
    owner = np.array([label.subject for label in labels])
    strangers = scores[owner[:, None] != owner]
    assert np.mean(strangers >= np.float32(at)) <= 0.01
    assert np.mean(strangers >= np.nextafter(np.float32(at), np.float32(-9))) > 0.01


def test_what_cannot_be_compared_says_so() -> None:
    one = people({"a": 3})
    with pytest.raises(TooLittleToCompare, match="one group"):
        reported(one, simulated(one, 1))
    single = people({"a": 2, "b": 2}, each=1)
    with pytest.raises(TooLittleToCompare):
        report(single, simulated(single, 1), (0.0, 0.0), 2.0)


def rate(ratio: float, shown: bool) -> GroupRate:
    return GroupRate("FMR", "g", 9, 3, 100, 0.03, (0.01, 0.06), ratio, shown)


def test_the_policy_refuses_what_is_shown_and_holds_back_on_what_is_not() -> None:
    assert judge([rate(1.9, True)]).outcome is Outcome.ACCEPTED
    assert judge([rate(2.1, False)]).outcome is Outcome.UNDECIDED
    refused = judge([rate(9.0, False), rate(2.1, True)])
    assert refused.outcome is Outcome.REFUSED
    assert "2.1 times" in refused.reasons[0]
    assert judge([rate(2.1, True)], limit=3).outcome is Outcome.ACCEPTED
    for senseless in (0.5, math.nan):
        with pytest.raises(ValueError, match="1 or more"):
            judge([], senseless)


HEAD = "file,subject,group\n"


@pytest.mark.parametrize(
    ("table", "line", "wrong"),
    [
        ("", 1, "columns"),
        ("file,subject\na,b\n", 1, "columns"),
        (HEAD + "a.png,Ann,x\na.png,Ben,x\n", 3, "line 2"),
        (HEAD + "a.png,Ann,x\nb.png,Ann,y\n", 3, "line 2"),
        (HEAD + "a.png,Ann\n", 2, "2 values"),
        (HEAD + "a.png,,x\n", 2, "subject is empty"),
        (HEAD + 'a.png,"Ann,x\n', 2, "CSV"),
        (HEAD + "a.png,An\0n,x\n", 2, "unprintable|CSV"),
        (HEAD + f"a.png,{'n' * 501},x\n", 2, "longer"),
        (HEAD + "".join(f"{n}.png,{n},g{n}\n" for n in range(60)), 0, "groups"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(table: str, line: int, wrong: str) -> None:
    with pytest.raises(LabelsRefused, match=wrong) as caught:
        read_labels(table.encode())
    assert caught.value.parameters["line"] == line


def test_a_table_that_is_not_text_is_refused_with_its_line() -> None:
    with pytest.raises(LabelsRefused, match="UTF-8") as caught:
        read_labels(HEAD.encode() + b"a.png,\xff,x\n")
    assert caught.value.parameters["line"] == 2


def test_columns_stand_in_any_order_and_a_mark_of_byte_order_does_not_disturb() -> None:
    table = "\ufeffGroup,File,Subject\r\n north ,a.png,Ann\r\n\r\n"
    assert read_labels(table.encode()) == (Label("a.png", "Ann", "north"),)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("a,z,1", "no label"),
        ("a,a,1", "itself"),
        ("a,b,x", "no score"),
        ("a,b,nan", "no score"),
        ("a,b,inf", "no score"),
        ("a,b,1\nb,a,1", "above"),
    ],
)
def test_wrong_scores_are_refused(row: str, wrong: str) -> None:
    labels = (Label("a", "A", "x"), Label("b", "B", "y"))
    with pytest.raises(LabelsRefused, match=wrong):
        read_scores(f"probe,reference,score\n{row}\n".encode(), labels)


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


def test_the_picture_holds_every_rate() -> None:
    labels = people({"a": 10, "b": 10})
    drawn = plot(reported(labels, simulated(labels, 7)).rates)
    assert drawn.count("<circle") == 8


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
