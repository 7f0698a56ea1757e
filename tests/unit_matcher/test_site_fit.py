"""A calibration of a site's own model: fitted from mates and strangers, judged on others, kept and used."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from matcher import calibration, site_record
from matcher.calibration import Calibration, CalibrationMissing
from matcher.domain import Modality
from matcher.fitting.tails import non_mated
from matcher.site_calibration import SiteDataRefused
from matcher.site_fit import LEAST_MATED, LEAST_NON_MATED, LEAST_PERSONS, SiteFit, fit_whole
from matcher.site_record import SiteCalibrationUnusable

OWN = "yunet-1.acme-face-1"


def site(persons: int, each: int, apart: float = 4.0, seed: int = 1) -> tuple[np.ndarray, list[str]]:
    """Normal cosines of strangers, mean 0 and deviation 0.1, and of mates, `apart` deviations above: their
    log10 likelihood ratio is apart / ln 10 a deviation, and 0 halfway."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(persons), each)
    scores = rng.normal(size=(len(owner),) * 2) + apart * (owner[:, None] == owner)
    scores = 0.1 * np.triu(scores, 1)
    scores = scores + scores.T
    np.fill_diagonal(scores, -np.inf)
    return scores.astype(np.float32), [f"p{one:03}" for one in owner]


def fitted() -> SiteFit:
    return fit_whole(Modality.FACE, OWN, *site(150, 3))


def test_the_fit_finds_what_the_scores_are_worth() -> None:
    made = fitted()
    known = made.calibration
    assert known.slope == pytest.approx(40 / np.log(10), rel=0.15)
    assert known.llr(0.2) == pytest.approx(0, abs=0.15)
    assert known.cap == pytest.approx(np.log10(made.non_mated), abs=0.01)
    assert known.floor == pytest.approx(-np.log10(made.mated + 1), abs=0.01)
    assert (made.persons, made.samples, made.mated) == (150, 450, 450)
    assert made.non_mated == 450 * 449 // 2 - 450
    assert made.cllr_min_test <= made.cllr_test < 1.25 * made.cllr_min_test
    assert made.cllr == pytest.approx(made.cllr_test, rel=0.2)
    assert known.log10_fmr(known.llr(0.3)) == pytest.approx(np.log10(0.00135), abs=0.15)


@pytest.mark.parametrize(
    ("persons", "each"), [(LEAST_PERSONS - 1, 3), (LEAST_PERSONS, 1), (300, 1), (12, 30), (0, 1)]
)
def test_too_few_are_refused_with_their_numbers(persons: int, each: int) -> None:
    with pytest.raises(SiteDataRefused, match="too few") as caught:
        fit_whole(Modality.FACE, OWN, *site(persons, each))
    assert caught.value.parameters["persons"] == persons
    assert all(str(least) in str(caught.value) for least in (LEAST_PERSONS, LEAST_MATED, LEAST_NON_MATED))


def test_scores_that_allow_no_line_are_refused() -> None:
    with pytest.raises(SiteDataRefused, match="separates"):
        fit_whole(Modality.FACE, OWN, *site(100, 2, apart=40))
    scores, owners = site(100, 3)
    with pytest.raises(SiteDataRefused, match="right names"):
        fit_whole(Modality.FACE, OWN, -np.where(np.isinf(scores), np.inf, scores), owners)


def test_mates_far_above_strangers_are_fitted_though_half_of_them_tells_no_tail() -> None:
    """A good model and good pictures: nearly all strangers of half the persons score at the floor."""
    made = fit_whole(Modality.FACE, OWN, *site(120, 2, apart=5.9, seed=1))
    assert made.calibration.non_mated is not None
    assert made.cllr_min_test <= made.cllr_test < 0.1


def test_strangers_that_all_score_alike_are_refused_in_plain_words() -> None:
    alike = np.concatenate([np.full(2000, -2.0), np.linspace(-1.0, 1.0, 50)])
    with pytest.raises(ValueError, match=r"score alike.*more persons"):
        non_mated(alike)


def test_sides_that_hardly_overlap_are_refused_in_plain_words() -> None:
    scores, owners = site(120, 2, apart=5.9)
    own = np.array(owners)
    scores[own[:, None] != own] = 0.0
    for one in (0, 1, 120, 121):
        scores[one, one + 2] = scores[one + 2, one] = 0.6
    with pytest.raises(SiteDataRefused, match="too few scores of mates and strangers"):
        fit_whole(Modality.FACE, OWN, scores, owners)


@pytest.mark.filterwarnings("error")
def test_a_model_that_scores_all_alike_is_refused_in_plain_words() -> None:
    scores, owners = site(120, 2)
    with pytest.raises(SiteDataRefused, match="all scores are equal"):
        fit_whole(Modality.FACE, OWN, np.where(np.isinf(scores), scores, np.float32(0.3)), owners)


def test_the_tail_knows_that_cosines_end() -> None:
    known = fitted().calibration
    assert known.non_mated is not None
    assert known.non_mated.end == pytest.approx(known.slope + known.offset, abs=0.01)


def test_scores_beyond_a_cosine_are_refused() -> None:
    scores, owners = site(150, 3)
    with pytest.raises(SiteDataRefused, match="no more than 1"):
        fit_whole(Modality.FACE, OWN, 10 * scores, owners)


def test_samples_without_template_count_for_nothing() -> None:
    scores, owners = site(120, 3)
    scores[0, :] = scores[:, 0] = -np.inf
    assert fit_whole(Modality.FACE, OWN, scores, owners).samples == 359


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    calibration.use_site(tmp_path)
    yield tmp_path
    calibration.use_site(None)


def keep(folder: Path, known: Calibration) -> Path:
    path = site_record.write_whole(folder, Modality.FACE, OWN, known.record())
    calibration.use_site(folder)
    return path


def test_a_site_without_its_own_has_none_for_its_model(folder: Path) -> None:
    with pytest.raises(CalibrationMissing):
        calibration.load(Modality.FACE, OWN)


def test_what_is_kept_is_used_and_says_so(folder: Path) -> None:
    made = fitted().calibration
    path = keep(folder, made)
    own = calibration.load(Modality.FACE, OWN)
    assert own.source == "site"
    assert [own.llr(score) for score in (-0.1, 0.2, 0.3)] == [made.llr(score) for score in (-0.1, 0.2, 0.3)]
    assert own.non_mated == made.non_mated
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CalibrationMissing):
        calibration.load(Modality.FACE, "yunet-1.other-1")


@pytest.mark.parametrize(
    "change",
    [
        {"slope": -1.0},
        {"slope": float("nan")},
        {"cap": float("inf")},
        {"cap": 1e9},
        {"cap": 5.5},  # of 100,000 comparisons of strangers five are as many orders of magnitude as there are
        {"cap": 0.0},
        {"slope": 10**400},
        {"offset": "much"},
        {"floor": 1.0},
        {"extractor": "yunet-1.other-1"},
        {"modality": "finger"},
        {"non_mated": {"llr": [1, 0], "log10": [0, -1], "slope": 1, "comparisons": 5}},
        {"non_mated": {"llr": [0, 1], "log10": [0, -1], "slope": 1, "comparisons": 5, "end": 4}},
        {"non_mated": {"llr": [0, 1], "log10": [0, -1], "slope": 1, "comparisons": float("inf")}},
        {"fit": None},
    ],
)
def test_a_spoilt_record_is_refused_and_nothing_is_used_in_its_place(
    change: dict[str, object], folder: Path
) -> None:
    path = keep(folder, fitted().calibration)
    record = json.loads(path.read_text("utf-8"))
    record["calibration"] |= change
    path.write_text(json.dumps(record), "utf-8")
    calibration.use_site(folder)
    with pytest.raises(SiteCalibrationUnusable):
        calibration.load(Modality.FACE, OWN)


def test_an_offset_is_no_calibration_of_a_model_that_has_none(folder: Path) -> None:
    site_record.write(folder, Modality.FACE, OWN, site_record.SiteOffset(0.5, "0" * 64, {}))
    with pytest.raises(SiteCalibrationUnusable, match="not a site's calibration"):
        calibration.load(Modality.FACE, OWN)


def test_a_whole_calibration_does_not_stand_in_for_a_shipped_one(folder: Path) -> None:
    known = calibration.shipped(Modality.FINGER)
    site_record.write_whole(folder, Modality.FINGER, known.extractor, known.record())
    with pytest.raises(SiteCalibrationUnusable):
        calibration.load(Modality.FINGER)
