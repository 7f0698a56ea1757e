"""Scores become likelihood ratios, and error rates become thresholds."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from matcher import calibration
from matcher.calibration import Calibration, CalibrationMissing, band, threshold_for_fmr, threshold_for_fpir
from matcher.domain import Modality


@pytest.fixture
def line() -> Calibration:
    return Calibration(Modality.FINGER, "x-1", slope=10.0, offset=-2.0, cap=5.0, fit={})


def test_llr_is_the_line_up_to_the_cap(line: Calibration) -> None:
    assert line.llr(0.0) == -2.0
    assert line.llr(0.5) == 3.0
    assert line.llr(1.0) == 5.0


@pytest.mark.parametrize(
    ("llr", "expected"),
    [
        (-1.0, "against"),
        (0.0, "none"),
        (1.0, "weak"),
        (2.0, "moderate"),
        (3.5, "strong"),
        (4.0, "very-strong"),
        (9.0, "extremely-strong"),
    ],
)
def test_bands_follow_the_verbal_scale(llr: float, expected: str) -> None:
    assert band(llr) == expected


def test_thresholds_grow_with_the_gallery() -> None:
    assert threshold_for_fmr(1e-4) == pytest.approx(4.0)
    assert threshold_for_fpir(0.01, 1) == pytest.approx(2.0)
    assert threshold_for_fpir(0.01, 10_000) == pytest.approx(6.0)
    assert threshold_for_fpir(0.01, 0) == pytest.approx(2.0)


@pytest.mark.parametrize("rate", [0.0, -1.0, 1.5, math.nan])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="error rate"):
        threshold_for_fmr(rate)


def test_calibrated_ratios_keep_the_promised_rates() -> None:
    """Gaussian scores with known densities: the exact ratio stays under Markov's bound, rate by rate."""
    rng = np.random.default_rng(7)
    impostor = rng.normal(0.0, 1.0, 200_000)
    llr = (2.0 * impostor - 2.0) / math.log(10)  # genuine N(2, 1) against impostor N(0, 1)
    for fmr in (0.1, 0.01, 0.001):
        assert float(np.mean(llr >= threshold_for_fmr(fmr))) <= fmr


@pytest.mark.parametrize("modality", list(Modality))
def test_the_shipped_calibrations_are_usable(modality: Modality) -> None:
    shipped = calibration.load(modality)
    assert shipped.slope > 0
    assert shipped.cap > threshold_for_fmr(1e-4), "one good sample must be able to verify a person"
    assert {"data", "genuine", "impostor", "cllr", "command"} <= shipped.fit.keys()


@pytest.mark.parametrize("damage", ["{", "[]", json.dumps({"modality": "finger"}), "flat"])
def test_a_damaged_calibration_is_refused(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = json.dumps(
        {"modality": "finger", "extractor": "x", "slope": 0, "offset": 0, "cap": 1, "fit": {}}
    )
    (tmp_path / "calibration.json").write_text(record if damage == "flat" else damage, "utf-8")
    monkeypatch.setattr(calibration, "files", lambda _package: tmp_path)
    calibration._load.cache_clear()
    with pytest.raises(CalibrationMissing):
        calibration.load(Modality.FINGER)
    calibration._load.cache_clear()
