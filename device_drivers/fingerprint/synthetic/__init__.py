"""Synthetic fingerprints: seeded fingers that have never been on a living hand.

    person(7).finger(2).impression(1, NORMAL).png()

is the first impression of the right index of person 7, grey, 500 dpi, with its true minutiae beside it.
The stages are one file each: patterns -> orientation -> frequency -> growth -> minutiae -> skin make a
finger once; distortion -> contact -> ink -> sensor make each impression of it.
"""

from device_drivers.fingerprint.synthetic.finger import MasterFinger
from device_drivers.fingerprint.synthetic.hardness import EASY, HARD, NORMAL, PRESETS, Hardness
from device_drivers.fingerprint.synthetic.impression import Impression
from device_drivers.fingerprint.synthetic.minutiae import Kind, Minutia
from device_drivers.fingerprint.synthetic.patterns import Pattern
from device_drivers.fingerprint.synthetic.person import Person, finger, person

__all__ = [
    "EASY",
    "HARD",
    "NORMAL",
    "PRESETS",
    "Hardness",
    "Impression",
    "Kind",
    "MasterFinger",
    "Minutia",
    "Pattern",
    "Person",
    "finger",
    "person",
]
