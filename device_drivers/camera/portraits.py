"""The two public-domain portraits that come inside other packages' wheels, found without importing those.

They are NASA's and the US Navy's own photographs of two officers, and stand for staff and visitors in the
demo, never for prisoners. The packages are for development: where one is absent, so is its portrait.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture file of one person."""

    person: str
    path: Path
    licence: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Why there is no portrait of this person here."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Place:
    person: str
    package: str
    distribution: str
    file: str
    licence: str


_PLACES = (
    _Place(
        "Eileen Collins",
        "skimage",
        "scikit-image",
        "data/astronaut.png",
        "public domain (NASA, Great Images)",
    ),
    _Place(
        "Grace Hopper",
        "matplotlib",
        "matplotlib",
        "mpl-data/sample_data/grace_hopper.jpg",
        "public domain (US Navy)",
    ),
)


def portraits() -> list[Portrait | Absent]:
    """Each of the two: where it is, or why it is not."""
    return [_find(place) for place in _PLACES]


def _find(place: _Place) -> Portrait | Absent:
    spec = find_spec(place.package)  # locates a top-level package, imports nothing
    if spec is None or not spec.submodule_search_locations:
        return Absent(place.person, f"{place.distribution} is not installed")
    path = Path(spec.submodule_search_locations[0], place.file)
    if not path.is_file():
        return Absent(place.person, f"{place.distribution} is installed without {place.file}")
    return Portrait(place.person, path, place.licence)
