"""What the screen loses: mates that an exhaustive comparison ranks first and the shortlist does not hold."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.population import Person
from matcher import calibration
from matcher.domain import Modality, Template
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.building import build_many, place_of
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.searchable import prepare
from matcher.gallery.local import LocalGallery
from matcher.kernels.cylinder_set import Packed
from matcher.parameters import POOR_SAMPLE_FLOOR

DEPTHS = (1, 10, 30, 100, 300, 1000)
NOT_FOUND = 10**9
_STANDARD_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Losses:
    """searches: with a mate. off_shortlist: whose mate is not on it. lost: of those, whose mate an exhaustive
    comparison ranks first: the price of the screen, with its share and Wilson's 95 % interval.

    behind: share of the searches whose mate has so many others before it in the screen.
    """

    searches: int
    shortlist: int
    off_shortlist: int
    lost: int
    lost_share: float
    interval_95: tuple[float, float]
    behind: Mapping[str, float]


class Exhaustive:
    """Every person's fingers, one for each position, their cylinders in memory: ten thousand need 0.2 GB."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._ids = [person for person, _ in people]
        columns = zip(*(templates for _, templates in people), strict=True)
        self._fingers = [_packed(column) for column in columns]

    def first(self, probe: Sequence[Template]) -> UUID:
        """Whom an exhaustive comparison ranks first."""
        total = np.zeros(len(self._ids))
        known = calibration.load(Modality.FINGER)
        for ours, theirs in zip(probe, self._fingers, strict=False):
            scores = compare_many(prepare(finger_template.decode(ours.payload)), theirs).astype(np.float64)
            llrs = np.minimum(known.slope * scores + known.offset, known.cap)
            total += np.maximum(llrs, POOR_SAMPLE_FLOOR)
        return self._ids[int(np.argmax(total))]


def losses(
    gallery: LocalGallery,
    searches: Iterable[tuple[UUID, Sequence[Template]]],
    exhaustive: Exhaustive,
    *,
    any_direction: bool = False,
) -> Losses:
    """Screen for each of the mated probes; those whose mate it misses are compared exhaustively."""
    places: list[int] = []
    lost = shortlist = 0
    for mate, templates in searches:
        if not places:
            shortlist = len(gallery.shortlist(templates, any_direction=any_direction))
        found = gallery.shortlist(templates, max(DEPTHS[-1], shortlist), any_direction=any_direction)
        places.append(found.index(mate) if mate in found else NOT_FOUND)
        if places[-1] >= shortlist:
            lost += exhaustive.first(templates) == mate
    ranks: NDArray[np.int64] = np.array(places)
    return Losses(
        searches=len(ranks),
        shortlist=shortlist,
        off_shortlist=int(np.count_nonzero(ranks >= shortlist)),
        lost=lost,
        lost_share=lost / len(ranks),
        interval_95=wilson(lost, len(ranks)),
        behind={str(depth): round(float(np.mean(ranks >= depth)), 5) for depth in DEPTHS},
    )


def as_json(found: Losses) -> dict[str, object]:
    """The figures as a JSON object."""
    return asdict(found)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Journal of the American Statistical Association 22, 1927)."""
    z2 = _STANDARD_NORMAL_95**2
    middle = (hits + z2 / 2) / (of + z2)
    half = _STANDARD_NORMAL_95 / (of + z2) * math.sqrt(hits * (of - hits) / of + z2 / 4)
    return round(max(middle - half, 0.0), 6), round(min(middle + half, 1.0), 6)


def _packed(column: Sequence[Template]) -> Packed:
    fingers = [finger_template.decode(each.payload) for each in column]
    offsets = np.concatenate([[0], np.cumsum([len(finger) for finger in fingers])]).astype(np.int64)
    return build_many(np.concatenate([place_of(finger) for finger in fingers]), offsets).packed
