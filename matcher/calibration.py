"""Score -> log10 likelihood ratio.

A raw score means nothing by itself; its likelihood ratio does: how many times more likely the score is
if both samples come from one person than if they come from two. The map is logistic regression's
straight line (Brümmer and du Preez, Computer Speech and Language 20, 2006), fitted at equal priors and
capped where the fitting data end.

For calibrated ratios P(LR >= t | non-mated) <= 1/t (Markov's inequality on LR, whose mean over
non-mated comparisons is 1). How often strangers really reach t is far less, and measured (tail.py); what that
means for fused ratios and whole galleries is chance.py's matter.
"""

import json
import math
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher import site_record
from matcher.domain import Modality
from matcher.errors import IntegrityError
from matcher.face.parameters import EXTRACTOR as FACE_EXTRACTOR
from matcher.tail import NonMatedTail

Band = Literal["against", "none", "weak", "moderate", "strong", "very-strong", "extremely-strong"]

# Verbal scale of the ENFSI guideline for evaluative reporting (2015), table 2; lower bounds in log10.
_BANDS: tuple[tuple[float, Band], ...] = (
    (6, "extremely-strong"),
    (4, "very-strong"),
    (3, "strong"),
    (2, "moderate"),
    (math.log10(2), "weak"),
    (-math.log10(2), "none"),
)


_LN10 = math.log(10)
_UNSEEN = 20.0  # orders of magnitude below the floor where the line adds nothing any more
_HIGHEST_CAP = 12.0  # log10 of more comparisons than anybody makes
_ROUNDED = 0.01  # caps are kept with two decimals


class CalibrationMissing(IntegrityError):
    """No usable calibration for a template version."""

    code = "calibration-missing"
    advice = "An administrator must reinstall the service."


@dataclass(frozen=True, slots=True)
class Calibration:
    """llr = slope * score + offset, floored and capped, for scores of one modality and template version.

    floor: log10 of the share of mated comparisons that may look like strangers' (another face in the picture,
    a wrong name): no score speaks more strongly against a person than that allows. None: a straight line.
    non_mated: how often strangers reach a ratio; None where it was not measured.
    fit: where the numbers come from (data sets, counts, Cllr, the command that repeats it).
    source: whether it is the shipped one, or was shifted or fitted to the site's own samples.
    """

    modality: Modality
    extractor: str
    slope: float
    offset: float
    cap: float
    non_mated: NonMatedTail | None = None
    floor: float | None = None
    fit: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    source: Literal["shipped", "site"] = "shipped"

    def llr(self, score: float) -> float:
        """log10 likelihood ratio of one comparison score."""
        straight = self.slope * score + self.offset
        if self.floor is None or straight >= self.cap:
            return min(self.cap, straight)
        outliers = 10**self.floor
        return min(
            self.cap, math.log10((1 - outliers) * 10 ** max(straight, self.floor - _UNSEEN) + outliers)
        )

    def llrs(self, scores: ArrayLike) -> NDArray[np.float64]:
        """float64 of the scores' shape: the same of each; a failed comparison, minus infinity, stays so."""
        given = np.asarray(scores, np.float64)
        straight = self.slope * given + self.offset
        if self.floor is not None:
            floor = np.float64(self.floor) * _LN10
            straight = np.logaddexp(straight * _LN10 + np.log1p(-np.exp(floor)), floor) / _LN10
        return np.where(given == -np.inf, -np.inf, np.minimum(self.cap, straight))

    def fingerprint(self) -> str:
        """SHA-256 of what turns scores into ratios, by which a site's record knows what it amends."""
        numbers = (self.modality.value, self.extractor, self.slope, self.offset, self.cap, self.floor)
        tail = self.non_mated
        ended = () if tail is None or tail.end is None else (tail.end, tail.exceedances)
        return sha256(repr((*numbers, tail, *ended)).encode()).hexdigest()

    def record(self) -> dict[str, Any]:
        """As a file of it is read."""
        optional = {
            "floor": self.floor,
            "non_mated": None if self.non_mated is None else self.non_mated.record(),
        }
        return {
            "modality": self.modality.value,
            "extractor": self.extractor,
            "slope": self.slope,
            "offset": self.offset,
            "cap": self.cap,
            **{name: value for name, value in optional.items() if value is not None},
            "fit": self.fit,
        }

    def log10_fmr(self, llr: float) -> float:
        """log10 P(one non-mated comparison reaches llr): measured, else Markov's bound."""
        return min(0.0, -llr) if self.non_mated is None else self.non_mated.log10_rate(llr)


def load(modality: Modality, extractor: str | None = None) -> Calibration:
    """The calibration of an extractor's scores, with the site's own offset where it has one.

    A model of the site's own, with which none is shipped, has the one that the site fitted to it.

    extractor: of the templates compared; prints have one, so None will do. ValueError for faces without one.
    Raises CalibrationMissing if there is none or it is not usable, SiteCalibrationUnusable.
    """
    try:
        known = shipped(modality, extractor)
    except CalibrationMissing:
        own = None if _site is None or extractor is None else _own(modality, extractor, _site)
        if own is None:
            raise
        return own
    return known if _site is None else _amended(known, _site)


def shipped(modality: Modality, extractor: str | None = None) -> Calibration:
    """The same as it was shipped. Raises CalibrationMissing; ValueError for faces without extractor."""
    if modality is Modality.FACE and extractor is None:
        raise ValueError("faces of two extractors score differently: whose calibration?")
    return _load(modality, extractor)


def use_site(folder: Path | None) -> None:
    """Where the site's own offsets lie from now on; None: nowhere. For the start of a process: what was
    computed with other calibrations before is not computed anew."""
    global _site  # noqa: PLW0603 - one site a process
    _site = folder
    _amended.cache_clear()
    _own.cache_clear()


_site: Path | None = None


@cache
def _amended(known: Calibration, folder: Path) -> Calibration:
    shift = site_record.read(folder, known.modality, known.extractor, known.fingerprint())
    return known if shift is None else replace(known, offset=known.offset + shift, source="site")


@cache
def _own(modality: Modality, extractor: str, folder: Path) -> Calibration | None:
    record = site_record.read_whole(folder, modality, extractor)
    if record is None:
        return None
    try:
        return replace(_of_record(record, modality, extractor), source="site")
    except _UNUSABLE as error:
        raise site_record.SiteCalibrationUnusable(
            f"The site's calibration of {extractor} cannot be used: {error}."
        ) from error


def calibration_file(modality: Modality, extractor: str | None) -> str:
    """The name of an extractor's calibration in its modality's folder; None: the only one."""
    if modality is Modality.FACE and extractor not in (None, FACE_EXTRACTOR):
        return f"calibration.{extractor}.json"
    return "calibration.json"


@cache
def _load(modality: Modality, extractor: str | None) -> Calibration:
    package = {"finger": "matcher.fingerprint", "face": "matcher.face"}[modality.value]
    try:
        record = json.loads(files(package).joinpath(calibration_file(modality, extractor)).read_text("utf-8"))
        return _of_record(record, modality, extractor)
    except _UNUSABLE as error:
        raise CalibrationMissing(f"The {modality} calibration cannot be read: {error}.") from error


_UNUSABLE = (OSError, ValueError, KeyError, TypeError, OverflowError)


def _of_record(record: dict[str, Any], modality: Modality, extractor: str | None) -> Calibration:
    """Raises KeyError, TypeError or ValueError where the record is no calibration of the extractor."""
    calibration = Calibration(
        modality=Modality(record["modality"]),
        extractor=str(record["extractor"]),
        slope=float(record["slope"]),
        offset=float(record["offset"]),
        cap=float(record["cap"]),
        non_mated=NonMatedTail.read(record["non_mated"]) if "non_mated" in record else None,
        floor=float(record["floor"]) if "floor" in record else None,
        fit=dict(record["fit"]),
    )
    usable = (
        calibration.modality is modality
        and calibration.slope > 0
        and all(map(math.isfinite, (calibration.slope, calibration.offset, calibration.cap)))
        and 0 < calibration.cap <= _supported(calibration.non_mated)
        and (calibration.floor is None or -_UNSEEN < calibration.floor < 0)
        and extractor in (None, calibration.extractor)
    )
    if not usable:
        raise ValueError(f"these are not its numbers: {record}")
    return calibration


def _supported(tail: NonMatedTail | None) -> float:
    """The highest cap that a number of comparisons bears out: beyond it no data say how rare a score is."""
    return _HIGHEST_CAP if tail is None else min(_HIGHEST_CAP, math.log10(tail.comparisons) + _ROUNDED)


def band(llr: float) -> Band:
    """The verbal scale's step for a log10 likelihood ratio."""
    return next((name for bound, name in _BANDS if llr >= bound), "against")
