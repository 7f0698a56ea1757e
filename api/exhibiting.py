"""Two sets of samples side by side: which finger beside which, which face beside which, as pictures.

The same samples give the same exhibit to everybody who looks. Nothing of it tells a score, a name, or which
side was captured where; files are drawn anew, so that nothing they carry beside the picture is passed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.adjudication.errors import NothingToCompare
from api.registry.records import StoredSample
from matcher import images
from matcher.domain import FingerPosition, Modality, Sample, Template
from matcher.errors import OperatorError
from matcher.explain import explain_fingers
from matcher.extraction import Extractors
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fingerprint.searchable import SearchableFinger, prepare

Side = Sequence[StoredSample]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two samples of one modality that are looked at together; position: of either, UNKNOWN if of neither."""

    modality: Modality
    position: FingerPosition
    first: StoredSample
    second: StoredSample

    def turned(self) -> "Pair":
        """The same with its sides exchanged."""
        return Pair(self.modality, self.position, self.second, self.first)


def lay_out(first: Side, second: Side) -> tuple[Pair, ...]:
    """Fingers by their positions, those of unknown position last, then the latest face of each side.

    Each finger once: beside the print of the other side that is most like it. Raises NothingToCompare.
    """
    laid = (*_fingers(first, second), *_faces(first, second))
    if not laid:
        raise NothingToCompare("The two sides share no finger and no face.")
    return laid


def drawing(pair: Pair) -> str:
    """Two prints with their paired minutiae, as SVG. Raises the errors of decoding and of templates."""
    return explain_fingers(_compared(pair.first), _compared(pair.second)).svg


def likeness(one: StoredSample, extractors: Extractors) -> bytes:
    """A face as PNG, cut out; the whole picture where no face is found. Raises the errors of decoding."""
    try:
        return extractors.portrait(one.sample)
    except OperatorError:
        return images.encode_png(images.rgb(images.decode(one.sample.data)))


def _fingers(first: Side, second: Side) -> list[Pair]:
    ours, theirs = _prints(first), _prints(second)
    if not ours or not theirs:
        return []
    references = [finger for _, finger in theirs]
    likest = sorted(
        (
            (-float(score), i, j)
            for i, (_, finger) in enumerate(ours)
            for j, score in enumerate(compare_many(finger, references))
            if ours[i][0].sample.position.may_be(theirs[j][0].sample.position)
        ),
    )
    pairs: list[Pair] = []
    taken: set[tuple[int, int] | FingerPosition] = set()
    for _, i, j in likest:
        one, other = ours[i][0], theirs[j][0]
        position = max(one.sample.position, other.sample.position)  # UNKNOWN is 0
        marks = {(0, i), (1, j), *({position} if position else ())}
        if taken.isdisjoint(marks):
            taken |= marks
            pairs.append(Pair(Modality.FINGER, position, one, other))
    return sorted(pairs, key=lambda pair: pair.position or FingerPosition.LEFT_LITTLE + 1)


def _prints(side: Side) -> list[tuple[StoredSample, SearchableFinger]]:
    return [
        (one, prepare(finger_template.decode(one.template.payload)))
        for one in side
        if one.template is not None and one.template.extractor == EXTRACTOR
    ]


def _compared(one: StoredSample) -> tuple[Sample, Template]:
    assert one.template is not None  # noqa: S101 - `_prints` takes no others
    return one.sample, one.template


def _faces(first: Side, second: Side) -> list[Pair]:
    ours, theirs = ([one for one in side if one.sample.modality is Modality.FACE] for side in (first, second))
    if not ours or not theirs:
        return []
    return [Pair(Modality.FACE, FingerPosition.UNKNOWN, ours[-1], theirs[-1])]
