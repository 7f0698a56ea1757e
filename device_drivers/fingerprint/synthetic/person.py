"""Ten fingers of one person: patterns by digit, hands alike as hands are."""

import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.finger import MasterFinger, grow_finger, stream
from device_drivers.fingerprint.synthetic.patterns import Pattern

POSITIONS = range(1, 11)
"""ISO/IEC 19794-2 codes: right thumb to little finger 1 to 5, left thumb to little finger 6 to 10."""

_ORDER = (
    Pattern.ARCH,
    Pattern.TENTED_ARCH,
    Pattern.LEFT_LOOP,
    Pattern.RIGHT_LOOP,
    Pattern.WHORL,
    Pattern.DOUBLE_LOOP,
)


class Person:
    """Ten synthetic fingers. Cheap to make: a finger is grown when first asked for, then kept."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.patterns = _draw_patterns(stream(seed, 0, 0))
        self._grown: dict[int, MasterFinger] = {}

    def finger(self, position: int) -> MasterFinger:
        """The finger at an ISO/IEC 19794-2 position, 1 to 10; ValueError for any other number."""
        if position not in POSITIONS:
            raise ValueError(f"a person has fingers 1 to 10 (ISO/IEC 19794-2), there is no finger {position}")
        if position not in self._grown:
            self._grown[position] = grow_finger(self.seed, position, self.patterns[position])
        return self._grown[position]


def person(seed: int) -> Person:
    """The synthetic person of this seed (0 or above)."""
    return Person(seed)


def finger(seed: int, position: int) -> MasterFinger:
    """One finger of `person(seed)`, not kept."""
    return Person(seed).finger(position)


def _draw_patterns(rng: np.random.Generator) -> dict[int, Pattern]:
    """Right hand by each digit's own frequencies; the left hand's digit mirrors it more often than not."""
    patterns = {}
    for digit in range(1, 6):
        right = _draw(digit, rng)
        alike = rng.random() < p.HANDS_ALIKE
        patterns[digit] = right
        patterns[digit + 5] = right.mirrored() if alike else _draw(digit, rng).mirrored()
    return patterns


def _draw(digit: int, rng: np.random.Generator) -> Pattern:
    return _ORDER[int(rng.choice(len(_ORDER), p=p.PATTERNS_OF_A_RIGHT_DIGIT[digit - 1]))]
