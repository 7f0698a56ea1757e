"""Synthetic prints and slaps as wire samples: fingers that have never been on a living hand."""

from dataclasses import replace
from functools import cache

from api.contract.samples import SampleIn
from device_drivers.fingerprint.synthetic import EASY, NORMAL, person
from device_drivers.fingerprint.synthetic.slap import Group, Laying, slap

DRY = replace(EASY, dampness=-0.7, speckle=0.7)
"""A dry finger on a dirty glass: still found, but poor."""


@cache
def print_png(seed: int, position: int, impression: int) -> bytes:
    """One impression of one finger of one synthetic person."""
    return person(seed).finger(position).impression(impression, NORMAL).png()


def print_of(seed: int, position: int = 2, impression: int = 1) -> SampleIn:
    """The same as a sample that names its position; the file tells its 500 dpi."""
    return SampleIn.holding(print_png(seed, position, impression), "finger", position=position)


@cache
def dry_png(seed: int, position: int = 2) -> bytes:
    """A poor impression of the same finger."""
    return person(seed).finger(position).impression(4, DRY).png()


@cache
def slap_png(seed: int, group: int, number: int = 0, missing: frozenset[int] = frozenset()) -> bytes:
    """A slap of one synthetic person: 13 right four, 14 left four, 15 both thumbs."""
    return slap(person(seed), Group(group), number, NORMAL, Laying(missing=missing)).png()


def slap_of(seed: int, group: int, number: int = 0, missing: frozenset[int] = frozenset()) -> SampleIn:
    """The same as a sample; the file tells its 500 dpi."""
    return SampleIn.holding(slap_png(seed, group, number, missing), "finger", position=group)
