"""One finger, grown once, printed as often as asked."""

from dataclasses import dataclass, field

import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.frequency import period_map
from device_drivers.fingerprint.synthetic.growth import grow
from device_drivers.fingerprint.synthetic.hardness import Hardness
from device_drivers.fingerprint.synthetic.impression import Impression, make_impression
from device_drivers.fingerprint.synthetic.minutiae import Minutia, read_ridges
from device_drivers.fingerprint.synthetic.orientation import orientation_field
from device_drivers.fingerprint.synthetic.patterns import Pattern, place
from device_drivers.fingerprint.synthetic.skin import Skin, skin_of


@dataclass(frozen=True, slots=True)
class MasterFinger:
    """A finger's whole skin, larger than any one print of it.

    seed: whose finger; position: which one, ISO/IEC 19794-2 code 1 to 10. minutiae: of the whole skin, in the
    master's pixels.
    """

    seed: int
    position: int
    pattern: Pattern
    minutiae: tuple[Minutia, ...] = field(repr=False)
    skin: Skin = field(repr=False)

    def impression(self, number: int, hardness: Hardness) -> Impression:
        """Impression `number` (from 0 on) at this hardness: always the same one for the same arguments.

        Hardness does not enter the random numbers, so EASY and HARD of one number differ in degree alone.
        ValueError for a negative number.
        """
        if number < 0:
            raise ValueError(f"impressions are numbered from 0, there is no impression {number}")
        return make_impression(
            self.skin, self.minutiae, hardness, stream(self.seed, self.position, 1 + number)
        )


def grow_finger(seed: int, position: int, pattern: Pattern) -> MasterFinger:
    """Make the finger of this seed and position with this pattern. About half a second of one core."""
    rng = stream(seed, position, 0)
    orientation = orientation_field(pattern, place(pattern, rng), rng, p.GROWTH_STEP)
    relief = grow(orientation, period_map(rng, p.GROWTH_STEP), rng)
    ridges = read_ridges(relief)
    return MasterFinger(seed, position, pattern, ridges.minutiae, skin_of(relief, ridges.skeleton, rng))


def stream(seed: int, position: int, use: int) -> np.random.Generator:
    """Independent random numbers for each use of each finger of each person."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, position, use))))
