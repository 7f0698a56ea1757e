"""`umbral calibrate` on made-up scores of real files, and what the service's answers say of it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from api import calibrating
from api.commands import umbral
from api.contract import words
from api.desks.certainty import calibrations
from api.home import DataDirectory
from matcher import calibration
from matcher.comparing import Compared
from matcher.domain import Modality
from matcher.face.choice import face_models
from matcher.face.parameters import EXTRACTOR
from matcher.site_record import path_of

PERSONS = 60
OWN = "yunet-1.acme-face-1"


@pytest.fixture(autouse=True)
def site_of_nobody() -> object:
    yield
    calibration.use_site(None)


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files a finger; the comparison is replaced by scores whose ratios lie 0.8 higher than shipped."""
    folder = tmp_path / "samples"
    for person in range(PERSONS):
        (folder / f"p{person}").mkdir(parents=True)
        for number in (1, 2):
            (folder / f"p{person}" / f"{number}.png").write_bytes(b"")
    known = calibration.shipped(Modality.FINGER)
    assert known.non_mated is not None
    tail = known.non_mated
    rng = np.random.default_rng(1)
    owner = np.repeat(np.arange(PERSONS), 2)
    rates = np.log10(1 - rng.random((len(owner),) * 2))
    llrs = np.interp(-rates, [-one for one in tail.log10], tail.llr) + 0.8
    llrs[owner[:, None] == owner] = 4.0
    scores = np.triu((llrs - known.offset) / known.slope, 1)
    both = np.asarray(scores + scores.T, np.float32)
    np.fill_diagonal(both, -np.inf)
    monkeypatch.setattr(calibrating, "compare_all", lambda *_: Compared(both, {}, known.extractor))
    return folder


def run(samples: Path, home: Path, *options: str) -> tuple[int, str]:
    asked = ["calibrate", str(samples), "--modality", "finger", "--home", str(home), *options]
    told = CliRunner().invoke(umbral(), asked)
    return told.exit_code, told.output


def test_it_tells_keeps_and_the_service_then_says_so(samples: Path, tmp_path: Path) -> None:
    code, output = run(samples, tmp_path / "home")
    assert code == 0, output
    assert "60 persons" in output
    assert f"{120 * 119 // 2 - 60} comparisons" in output
    known = calibration.shipped(Modality.FINGER)
    record = json.loads(
        path_of(tmp_path / "home" / "calibration", Modality.FINGER, known.extractor).read_text("utf-8")
    )
    assert record["offset_shift"] == pytest.approx(-0.8, abs=0.15)
    assert record["facts"]["fmr_before"] > 2 * record["facts"]["fmr_after"]
    calibration.use_site(tmp_path / "home" / "calibration")
    assert calibrations(Modality, EXTRACTOR) == {"face": "shipped", "finger": "site"}


def test_a_dry_run_keeps_nothing(samples: Path, tmp_path: Path) -> None:
    code, output = run(samples, tmp_path / "home", "--dry-run", "--json")
    assert code == 0
    assert json.loads(output.splitlines()[-1])["kept"] is None
    assert not (tmp_path / "home" / "calibration").exists()


@pytest.fixture
def own_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """120 persons with three files each; the service works with a model of the site's own, whose strangers
    score around 0 and mates around 0.4."""
    folder = tmp_path / "faces"
    owner = np.repeat(np.arange(120), 3)
    for place, person in enumerate(owner):
        (folder / f"p{person:03}").mkdir(parents=True, exist_ok=True)
        (folder / f"p{person:03}" / f"{place}.jpg").write_bytes(b"")
    scores = np.triu(np.random.default_rng(1).normal(size=(len(owner),) * 2), 1)
    scores = (0.1 * (scores + scores.T + 4 * (owner[:, None] == owner))).astype(np.float32)
    np.fill_diagonal(scores, -np.inf)
    monkeypatch.setattr(calibrating, "compare_all", lambda *_: Compared(scores, {3: "no face"}, OWN))
    pair = replace(face_models("fallback"), name="acme-face", extractor=OWN)
    monkeypatch.setattr(calibrating, "_faces", lambda *_: pair)
    return folder


def test_a_model_of_the_sites_own_gets_a_whole_calibration_that_the_service_uses(
    own_model: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    code, output = run(own_model, home, "--modality", "face")
    assert code == 0, output
    assert "360 comparisons of mates" in output
    assert "Cllr 0." in output
    record = json.loads(path_of(home / "calibration", Modality.FACE, OWN).read_text("utf-8"))
    run_of = record["calibration"]["fit"]
    assert (run_of["persons"], run_of["genuine"], run_of["failures"]) == (120, 360, 1)
    assert run_of["cllr_min_test"] <= run_of["cllr_test"] < 0.3
    assert calibrations([Modality.FACE], OWN) == {}
    calibration.use_site(home / "calibration")
    assert calibrations([Modality.FACE], OWN) == {"face": "site"}
    assert calibration.load(Modality.FACE, OWN).llr(0.4) > 2


def test_too_few_samples_for_a_whole_calibration_are_refused(own_model: Path, tmp_path: Path) -> None:
    few = np.full((360, 360), -np.inf, np.float32)  # the first hundred files, of 34 persons, gave templates
    few[:100, :100] = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrating, "compare_all", lambda *_: Compared(few, {}, OWN))
        code, output = run(own_model, tmp_path / "home", "--modality", "face")
    assert (code, "least" in output) == (4, True)
    assert not (tmp_path / "home" / "calibration").exists()


def test_an_empty_folder_and_a_wrong_table_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, output = run(tmp_path / "empty", tmp_path / "home")
    assert (code, "least" in output) == (4, True)
    (tmp_path / "l.csv").write_text("file,subject\n../a.png,Ann\n", "utf-8")
    code, output = run(tmp_path / "l.csv", tmp_path / "home")
    assert (code, "no file" in output) == (4, True)
    (tmp_path / "l.csv").write_text("file,subject\na.png,\n", "utf-8")
    code, output = run(tmp_path / "l.csv", tmp_path / "home")
    assert (code, "Line 2" in output) == (4, True)


def test_no_calibration_beside_a_running_service(samples: Path, tmp_path: Path) -> None:
    with DataDirectory(tmp_path / "home"):
        code, output = run(samples, tmp_path / "home")
    assert code == 2
    assert "using" in output


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_language_says_that_a_site_is_not_calibrated(language: str) -> None:
    assert words.text("calibration.face_shipped", language) != words.text(
        "calibration.finger_shipped", language
    )
