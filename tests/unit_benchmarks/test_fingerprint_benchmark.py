"""The fingerprint benchmark and the calibration's fit on a small set of synthetic prints."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import calibrate_fingerprint, fingerprint
from benchmarks.accuracy.bootstrap import OwnedScores
from benchmarks.accuracy.fingerprint import table
from benchmarks.accuracy.fingerprint_protocol import Compared, ExtractedSet, figures
from benchmarks.accuracy.rates import FAILED
from matcher.fingerprint.parameters import EXTRACTOR


def test_the_contract_is_printed_and_written(
    prints: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results" / "run.json"
    assert fingerprint.main([str(prints.parent), "--profile", "fast", "--json", str(file)]) == 0
    result = json.loads(file.read_text(encoding="utf-8"))
    row = result["sets"]["synthetic"]
    assert set(row) >= {"eer", "fmr100", "fmr1000", "zerofmr", "fte", "genuine", "impostor"}
    assert set(row) >= {"extract_ms_p50", "compare_per_s"}
    assert row["zerofmr_95"][0] <= row["zerofmr"] <= row["zerofmr_95"][1]
    assert result["pooled"] == row
    assert (row["genuine"], row["impostor"]) == (3 + 1 + 1 + 1, 3 * 6 + 4 + 4 + 4)
    assert row["fte"] == 1 / 9
    assert result["failures"] == {"synthetic/1_3.png": "blank-print"}
    assert row["zerofmr"] == 2 / 6  # the blank image's two genuine pairs, and no other
    assert result["identification"] == {"gallery": 4, "probes": 5, "rank1": 4}
    assert set(result["provenance"]) >= {"commit", "machine", "versions", "data"}
    assert result["provenance"]["data"]["synthetic"]["images"] == 9
    printed = capsys.readouterr().out
    assert "pooled" in printed
    assert "4 of 5 probes at rank 1 among 4 fingers" in printed
    assert "profile fast" in printed
    low, high = (f"{100 * bound:.2f}" for bound in row["zerofmr_95"])
    assert f"33.33 [{low}, {high}]" in printed


def test_what_is_no_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        fingerprint.main([str(tmp_path)])
    assert caught.value.code == 2
    assert "dpi.txt" in capsys.readouterr().err


def _compared(genuine: list[float], impostor: list[float]) -> tuple[ExtractedSet, Compared]:
    extracted = ExtractedSet("made", ("a", "a", "b"), (None, None, None), (0.1, 0.2, 0.9), {"x.png": "blank"})
    scores = OwnedScores(
        genuine=np.array(genuine),
        impostor=np.array(impostor),
        genuine_fingers=np.zeros(len(genuine), np.int64),
        impostor_fingers=np.tile([0, 1], (len(impostor), 1)),
        fingers=2,
    )
    return extracted, Compared(scores, 2.0)


def test_pooling_puts_all_sets_under_one_threshold() -> None:
    easy, hard = _compared([0.9, 0.8], [0.1, 0.2]), _compared([0.3, 0.2], [0.05, 0.1])
    alone = [figures([extracted], [compared]) for extracted, compared in (easy, hard)]
    assert [row["eer"] for row in alone] == [0, 0]
    pooled = figures([easy[0], hard[0]], [easy[1], hard[1]])
    assert pooled["zerofmr"] == 0.25
    assert (pooled["genuine"], pooled["impostor"], pooled["fte"]) == (4, 4, 2 / 6)
    assert (pooled["extract_ms_p50"], pooled["compare_per_s"]) == (200.0, 2)


def test_a_failure_is_a_miss_in_the_figures() -> None:
    extracted, compared = _compared([0.9, FAILED], [0.1, FAILED])
    assert figures([extracted], [compared])["zerofmr"] == 0.5


def test_the_table_has_a_line_for_each_set() -> None:
    extracted, compared = _compared([0.9, 0.05], [0.1, 0.2])
    row = figures([extracted], [compared])
    result = {
        "sets": {"made": row},
        "pooled": row,
        "identification": {"rank1": 1, "probes": 2, "gallery": 1},
        "profile": "exact",
        "extractor": "x",
        "kernel": "numpy",
        "replicates": 1000,
    }
    lines = table(result).splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["made", "pooled"]
    assert "50.00" in lines[1]


def test_data_that_allow_no_fit_leave_the_shipped_one_alone(
    prints: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calibration.json"
    assert calibrate_fingerprint.main([str(prints), "--out", str(file)]) == 2
    assert "separates" in capsys.readouterr().err
    swapped = tmp_path / "swapped"
    shutil.copytree(prints, swapped)
    for number in range(1, 5):  # every second impression under the next finger
        shutil.copy(prints / f"{number}_2.png", swapped / f"{number % 4 + 1}_2.png")
    assert calibrate_fingerprint.main([str(swapped), "--out", str(file)]) == 2
    assert "right fingers" in capsys.readouterr().err
    mixed = tmp_path / "mixed"
    shutil.copytree(prints, mixed)
    shutil.copy(prints / "1_1.png", mixed / "3_9.png")  # one stranger that is none
    assert calibrate_fingerprint.main([str(mixed), "--out", str(file)]) == 2
    assert "reaches the cap" in capsys.readouterr().err
    assert not file.exists()


def test_the_shipped_fit_is_of_this_extractor() -> None:
    shipped = json.loads(calibrate_fingerprint.SHIPPED.read_text(encoding="utf-8"))
    assert shipped["extractor"] == EXTRACTOR
    assert shipped["slope"] > 0
    assert shipped["fit"]["cllr"] < 0.2
    assert shipped["fit"]["highest_impostor"] < shipped["cap"]
    assert "calibrate_fingerprint" in shipped["fit"]["command"]
