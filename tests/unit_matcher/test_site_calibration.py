"""A site's own offset: refitted from strangers, kept in a file, used by the service."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher import calibration, site_record
from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.face.parameters import EXTRACTOR
from matcher.site_calibration import LEAST_NON_MATED, LEAST_PERSONS, SiteDataRefused, refit
from matcher.site_record import SiteCalibrationUnusable, SiteOffset
from matcher.tail import NonMatedTail

SLOPE = 2.0
SHIPPED = Calibration(
    Modality.FACE, "x-1", 10.0, -5.0, 9.0, NonMatedTail((-1.0, 1.0), (0.0, -2 * SLOPE), SLOPE, 10**6)
)


def site(persons: int, each: int, higher: float, seed: int = 1) -> tuple[np.ndarray, list[str]]:
    """Raw scores of strangers whose ratios are as shipped but `higher`; mates score far above."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(persons), each)
    llrs = -1.0 + rng.exponential(math.log10(math.e) / SLOPE, (len(owner),) * 2) + higher
    llrs[owner[:, None] == owner] = 5.0
    scores = np.triu((llrs - SHIPPED.offset) / SHIPPED.slope, 1)
    scores = scores + scores.T
    np.fill_diagonal(scores, -np.inf)
    return scores.astype(np.float32), [f"p{one}" for one in owner]


@pytest.mark.parametrize("higher", [-1.0, 0.0, 0.7])
def test_the_offset_undoes_what_the_camera_did(higher: float) -> None:
    shift = refit(SHIPPED, *site(60, 2, higher))
    assert shift.offset == pytest.approx(-higher, abs=0.1)
    assert shift.interval[0] <= shift.offset <= shift.interval[1]
    assert shift.interval[1] - shift.interval[0] < 0.4
    assert (shift.persons, shift.samples, shift.mated) == (60, 120, 60)
    assert shift.non_mated == 120 * 119 // 2 - 60
    assert shift.fmr_asked / 2 < shift.fmr_after < 2 * shift.fmr_asked
    if higher > 0:
        assert shift.fmr_before > 10 * shift.fmr_asked


@pytest.mark.parametrize("higher", [-7.0, 7.0])
def test_an_offset_that_no_record_would_keep_is_refused(higher: float) -> None:
    with pytest.raises(SiteDataRefused, match="orders of magnitude"):
        refit(SHIPPED, *site(80, 1, higher))


def test_without_mates_the_offset_is_told_all_the_same() -> None:
    shift = refit(SHIPPED, *site(80, 1, 0.5))
    assert shift.offset == pytest.approx(-0.5, abs=0.1)
    assert (shift.mated, shift.fnmr_before, shift.fnmr_after) == (0, None, None)


def test_samples_without_template_count_for_nothing() -> None:
    scores, owners = site(60, 2, 0.5)
    for lost in (0, 1, 7):
        scores[lost, :] = scores[:, lost] = -np.inf
    shift = refit(SHIPPED, scores, owners)
    assert (shift.persons, shift.samples) == (59, 117)
    assert shift.offset == pytest.approx(-0.5, abs=0.1)


@pytest.mark.parametrize(("persons", "each"), [(LEAST_PERSONS - 1, 4), (LEAST_PERSONS, 1), (0, 1)])
def test_too_few_are_refused_with_their_numbers(persons: int, each: int) -> None:
    with pytest.raises(SiteDataRefused, match="too few") as caught:
        refit(SHIPPED, *site(persons, each, 0.0))
    assert caught.value.parameters["persons"] == persons
    assert str(LEAST_NON_MATED) in str(caught.value)


def test_names_in_disorder_are_refused() -> None:
    scores, owners = site(60, 2, 0.0)
    with pytest.raises(SiteDataRefused, match="no more alike"):
        refit(SHIPPED, scores, owners[1:] + owners[:1])


def test_a_calibration_that_does_not_know_strangers_cannot_be_shifted() -> None:
    with pytest.raises(SiteDataRefused, match="strangers"):
        refit(replace(SHIPPED, non_mated=None), *site(60, 2, 0.0))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    calibration.use_site(tmp_path)
    yield tmp_path
    calibration.use_site(None)


def keep(folder: Path, shift: float, amends: str | None = None) -> Path:
    known = calibration.shipped(Modality.FINGER)
    offset = SiteOffset(shift, amends or known.fingerprint(), {"persons": 50})
    return site_record.write(folder, Modality.FINGER, known.extractor, offset)


def test_what_is_kept_is_used_and_says_so(folder: Path) -> None:
    shipped = calibration.load(Modality.FINGER)
    assert shipped.source == "shipped"
    path = keep(folder, -0.75)
    calibration.use_site(folder)
    own = calibration.load(Modality.FINGER)
    assert own.source == "site"
    assert own.llr(0.2) == pytest.approx(shipped.llr(0.2) - 0.75)
    assert calibration.load(Modality.FACE, EXTRACTOR).source == "shipped"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [path]  # nothing half written is left


def test_a_record_of_another_calibration_is_refused(folder: Path) -> None:
    keep(folder, -0.75, amends="0" * 64)
    with pytest.raises(SiteCalibrationUnusable, match="another calibration"):
        calibration.load(Modality.FINGER)


def refused_after_an_update(folder: Path) -> None:
    """The site shifted one calibration; the next version ships another one."""
    shipped = calibration.shipped(Modality.FINGER)
    keep(folder, -0.75)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "shipped", lambda *_: replace(shipped, offset=shipped.offset + 0.2))
        with pytest.raises(SiteCalibrationUnusable, match="another calibration"):
            calibration.load(Modality.FINGER)


def test_after_an_update_the_sites_offset_is_refused(folder: Path) -> None:
    refused_after_an_update(folder)


@pytest.mark.parametrize("fault", ["all calibrations look alike", "the record is not asked what it amends"])
def test_that_guard_fails_where_it_is_taken_away(
    fault: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: each would shift another line than the one that the samples were measured with."""
    if fault == "all calibrations look alike":
        monkeypatch.setattr(Calibration, "fingerprint", lambda _: "0" * 64)
    else:
        monkeypatch.setattr(site_record, "read", reads_without_asking)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refused_after_an_update(folder)


def reads_without_asking(folder: Path, modality: Modality, extractor: str, amends: str) -> float:
    record = json.loads(site_record.path_of(folder, modality, extractor).read_text("utf-8"))
    return float(record["offset_shift"])


def test_whatever_changes_a_ratio_changes_the_fingerprint() -> None:
    others = [replace(SHIPPED, slope=11.0), replace(SHIPPED, offset=-4.0), replace(SHIPPED, cap=8.0)]
    others += [
        replace(SHIPPED, floor=-3.0),
        replace(SHIPPED, non_mated=None),
        replace(SHIPPED, extractor="x-2"),
    ]
    assert len({one.fingerprint() for one in [SHIPPED, *others]}) == 7
    assert replace(SHIPPED, fit={"n": 1}).fingerprint() == SHIPPED.fingerprint()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 60_000,
        b" " * 70_000,
        "shift",
        "inf",
        "huge",
        "far",
        "extractor",
        "format",
    ],
)
def test_a_damaged_record_is_refused(damage: bytes | str, folder: Path) -> None:
    path = keep(folder, 0.5)
    if isinstance(damage, bytes):
        path.write_bytes(damage)
    else:
        record = json.loads(path.read_text("utf-8"))
        record |= {
            "shift": {"offset_shift": "much"},
            "inf": {"offset_shift": "inf"},
            "huge": {"offset_shift": 10**400},
            "far": {"offset_shift": 7.0},
            "extractor": {"extractor": "y"},
            "format": {"format": 2},
        }[damage]
        path.write_text(json.dumps(record), "utf-8")
    with pytest.raises(SiteCalibrationUnusable):
        calibration.load(Modality.FINGER)


@pytest.mark.parametrize("shift", [math.nan, math.inf, 7.0])
def test_no_senseless_offset_is_kept(shift: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not moved"):
        keep(tmp_path, shift)
    assert not list(tmp_path.iterdir())
