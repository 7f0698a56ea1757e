"""One impression of a finger: laid, pressed, inked, seen; each stage in its own file."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.contact import contact_of
from device_drivers.fingerprint.synthetic.distortion import Placement, place
from device_drivers.fingerprint.synthetic.fields import Field
from device_drivers.fingerprint.synthetic.hardness import Hardness
from device_drivers.fingerprint.synthetic.ink import ink_of
from device_drivers.fingerprint.synthetic.minutiae import Minutia
from device_drivers.fingerprint.synthetic.png import encode_png
from device_drivers.fingerprint.synthetic.sensor import grey_of
from device_drivers.fingerprint.synthetic.skin import Skin


@dataclass(frozen=True, slots=True)
class Impression:
    """image: (H, W) uint8, 500 dpi, ridges dark. minutiae: the true ones that touched the glass.

    source: for each of `minutiae` its index in the finger's own list, so that two impressions of one finger
    can be paired without a matcher.
    """

    image: npt.NDArray[np.uint8] = field(repr=False)
    dpi: int
    minutiae: tuple[Minutia, ...] = field(repr=False)
    source: tuple[int, ...] = field(repr=False)

    def png(self) -> bytes:
        """The image as a scanner hands it over: PNG that states its resolution."""
        return encode_png(self.image, self.dpi)


def make_impression(
    skin: Skin, minutiae: tuple[Minutia, ...], hardness: Hardness, rng: np.random.Generator
) -> Impression:
    """Lay the finger down once. The same generator state gives the same impression."""
    placement = place((p.SENSOR_HEIGHT, p.SENSOR_WIDTH), hardness, rng)
    contact = contact_of(placement, hardness, rng)
    ink = ink_of(skin, placement, contact, hardness, rng)
    image = grey_of(ink, contact, hardness, rng)
    placed, source = _touching(minutiae, placement, contact)
    return Impression(image, p.DPI, placed, source)


def _touching(
    minutiae: tuple[Minutia, ...], placement: Placement, contact: Field
) -> tuple[tuple[Minutia, ...], tuple[int, ...]]:
    """The minutiae of the finger, moved along with the skin, that lie where it touches the glass."""
    if not minutiae:
        return (), ()
    start = np.array([(m.x, m.y) for m in minutiae])
    heading = np.array([(np.cos(m.angle), -np.sin(m.angle)) for m in minutiae])
    placed = placement.from_master(start)
    ahead = placement.from_master(start + p.HEADING_PROBE * heading) - placed
    angles = np.arctan2(-ahead[:, 1], ahead[:, 0]) % (2 * np.pi)
    height, width = contact.shape
    kept: list[Minutia] = []
    source: list[int] = []
    for index, ((x, y), angle) in enumerate(zip(placed, angles, strict=True)):
        row, column = round(y), round(x)
        if 0 <= row < height and 0 <= column < width and contact[row, column] > p.FIRM_ENOUGH:
            kept.append(Minutia(float(x), float(y), float(angle), minutiae[index].kind))
            source.append(index)
    return tuple(kept), tuple(source)
