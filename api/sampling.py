"""Wire samples as the matcher's."""

from collections.abc import Sequence

from api.contract.samples import SLAPS, SampleIn
from matcher.domain import FingerPosition, Modality, Sample, SlapKind


def captured(samples: Sequence[SampleIn], absent: Sequence[int] = ()) -> list[Sample]:
    """absent: positions of fingers that the person cannot lay down."""
    missing = frozenset(map(FingerPosition, absent))
    return [
        Sample(
            Modality(sample.modality),
            sample.data,
            FingerPosition.UNKNOWN if sample.position in SLAPS else FingerPosition(sample.position),
            sample.dpi,
            sample.principal,
            SlapKind(sample.position) if sample.position in SLAPS else None,
            missing,
        )
        for sample in samples
    ]
