"""Scores become likelihood ratios, and error rates become thresholds."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from matcher import calibration
from matcher.calibration import Calibration, CalibrationMissing, band
from matcher.chance import Source, chance
from matcher.domain import Modality
from matcher.face.parameters import EXTRACTOR


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


def test_without_measured_strangers_the_bound_of_calibrated_ratios_holds(line: Calibration) -> None:
    """Gaussian scores with known densities: strangers reach the exact ratio less often, rate by rate."""
    rng = np.random.default_rng(7)
    impostor = rng.normal(0.0, 1.0, 200_000)
    llr = (2.0 * impostor - 2.0) / math.log(10)  # genuine N(2, 1) against impostor N(0, 1)
    for reached in (0.5, 1.0, 2.0):
        assert float(np.mean(llr >= reached)) <= 10 ** line.log10_fmr(reached)
    assert line.log10_fmr(-1.0) == 0.0


@pytest.mark.parametrize(
    ("modality", "extractor"),
    [(Modality.FINGER, None), (Modality.FACE, EXTRACTOR), (Modality.FACE, "yunet-1.omz-0095-1")],
)
def test_the_shipped_calibrations_are_usable(modality: Modality, extractor: str | None) -> None:
    shipped = calibration.load(modality, extractor)
    assert shipped.slope > 0
    alone = chance((Source(modality, 0, 1),), extractor)
    assert shipped.cap > alone.threshold(1e-4), "one good sample must be able to verify a person"
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


def test_faces_of_an_untold_version_have_no_calibration() -> None:
    for ask in (lambda: calibration.load(Modality.FACE), lambda: chance((Source(Modality.FACE, 0, 1),))):
        with pytest.raises(ValueError, match="two extractors"):
            ask()
