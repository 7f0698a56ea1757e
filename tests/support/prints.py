"""Synthetic prints as wire samples: fingers that have never been on a living hand."""

from functools import cache

from api.contract.samples import SampleIn
from device_drivers.fingerprint.synthetic import NORMAL, person


@cache
def print_png(seed: int, position: int, impression: int) -> bytes:
    """One impression of one finger of one synthetic person."""
    return person(seed).finger(position).impression(impression, NORMAL).png()


def print_of(seed: int, position: int = 2, impression: int = 1) -> SampleIn:
    """The same as a sample that names its position; the file tells its 500 dpi."""
    return SampleIn.holding(print_png(seed, position, impression), "finger", position=position)
