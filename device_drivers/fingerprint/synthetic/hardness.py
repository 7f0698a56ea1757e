"""How badly a finger is laid on the glass, in numbers that a benchmark can state."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hardness:
    """Spreads (standard deviations unless said otherwise) of what differs between two impressions.

    name: for files and reports.
    shift: pixels the finger lands off the middle. rotation: degrees it is turned by.
    traction, torsion: pixels and degrees that skin outside the firmly held middle is dragged and twisted by.
    ripple: pixels of irregular stretching.
    coverage: least and most part of a full print's width and height that touches the glass.
    tilt: pixels by which the touching part lies off the finger's middle.
    moisture: of the level the relief is cut at. dampness: its mean; below 0 dry and thin, above 0 wet.
    speckle: breaks in ridges and bridges across valleys, as a part of the relief's height.
    patchiness: unevenness of pressure over the print, as a part of the relief's height.
    scratches: mean number of scratches and lint on one impression.
    residue: strength of the former print left on the glass, 0 to 1.
    contrast: least part of the grey range that is used. blur: greatest sigma of the optics, pixels.
    """

    name: str
    shift: float
    rotation: float
    traction: float
    torsion: float
    ripple: float
    coverage: tuple[float, float]
    tilt: float
    moisture: float
    speckle: float
    patchiness: float
    scratches: float
    residue: float
    contrast: float
    blur: float
    dampness: float = 0.0


EASY = Hardness(
    name="easy",
    shift=6,
    rotation=4,
    traction=2,
    torsion=1,
    ripple=0.7,
    coverage=(0.95, 1.05),
    tilt=6,
    moisture=0.08,
    speckle=0.15,
    patchiness=0.14,
    scratches=0.3,
    residue=0.0,
    contrast=0.9,
    blur=0.7,
)

NORMAL = Hardness(
    name="normal",
    shift=16,
    rotation=10,
    traction=6,
    torsion=4,
    ripple=1.6,
    coverage=(0.75, 1.0),
    tilt=20,
    moisture=0.26,
    speckle=0.38,
    patchiness=0.3,
    scratches=1.2,
    residue=0.05,
    contrast=0.75,
    blur=0.85,
)

HARD = Hardness(
    name="hard",
    shift=24,
    rotation=15,
    traction=9,
    torsion=6,
    ripple=2.4,
    coverage=(0.6, 0.95),
    tilt=32,
    moisture=0.38,
    speckle=0.55,
    patchiness=0.41,
    scratches=2.5,
    residue=0.12,
    contrast=0.5,
    blur=1.1,
)

PRESETS = {preset.name: preset for preset in (EASY, NORMAL, HARD)}
