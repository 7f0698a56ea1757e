"""How sure the matcher was of what a gate weighed, as it is kept with the decision and told to its readers.

    compared      with the person whom the asking names
    nearest       of everybody else in the galleries that were searched, whoever is most alike; never who
    searched      among how many persons
    calibration   whether the ratios rest on this site's own samples, by modality

A ratio is a log10 likelihood ratio; `chance` is how often somebody else does as well, `needed` what a match
takes, `contradicted` that clear prints speak against the person whose face it seems to be, and `face_alone`
that none of their fingers speaks for them.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from api.contract.answers import CalibrationSource
from api.contract.samples import Modality as ModalityName
from api.desks.case import Case
from api.gates.evidence import Comparison, Search, SearchCandidate
from api.serving import Sight
from matcher import calibration
from matcher.calibration import CalibrationMissing
from matcher.domain import Modality

_DIGITS = 4
_CHANCE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Looked:
    """What was compared for a gate: 1:1 with whom the asking names, and 1:N; None: not made."""

    compared: Comparison | None
    searched: Search | None


def certainty_of(looked: Looked, case: Case[Any]) -> dict[str, JsonValue]:
    """What is kept; empty where nothing was compared. Raises SiteCalibrationUnusable."""
    told: dict[str, JsonValue] = {}
    if looked.compared is not None and looked.compared.compared:
        told["compared"] = _ratio(looked.compared)
    if looked.searched is not None:
        subject = None if looked.compared is None else looked.compared.person_id
        nearest = looked.searched.nearest(subject, case.passage.person_id)
        told["searched"] = looked.searched.population
        if nearest is not None:
            told["nearest"] = _ratio(nearest)
    if told:
        told["calibration"] = _sources(case.seen)
    return told


def of_candidate(found: SearchCandidate, seen: Sight) -> dict[str, JsonValue]:
    """The same of a search alone, of which one candidate is told. Raises SiteCalibrationUnusable."""
    return {"nearest": _ratio(found), "calibration": _sources(seen)}


def _sources(seen: Sight) -> dict[str, JsonValue]:
    modalities = {one.modality for one in seen.read}
    return dict(calibrations(modalities, seen.gallery.face_extractor).items())


def calibrations(modalities: Iterable[Modality], faces: str) -> dict[ModalityName, CalibrationSource]:
    """Whether the ratios of each are calibrated for this site; without those that have no calibration.

    faces: the extractor of the faces. Raises SiteCalibrationUnusable.
    """
    known: dict[ModalityName, CalibrationSource] = {}
    for modality in sorted(set(modalities)):
        with suppress(CalibrationMissing):
            extractor = faces if modality is Modality.FACE else None
            known[modality.value] = calibration.load(modality, extractor).source
    return known


def _ratio(one: Comparison | SearchCandidate) -> dict[str, JsonValue]:
    return {
        "llr": round(one.llr, _DIGITS),
        "chance": float(f"{one.chance:.{_CHANCE_DIGITS}g}"),
        "needed": None if one.needed is None else round(one.needed, _DIGITS),
        "contradicted": one.contradicted,
        "face_alone": one.face_alone,
    }
