"""Models that a site brings itself: what their entry must say, and which ones are there.

    name = "acme-face"            # lower-case letters, digits and -
    version = "1"                 # counts what changes the model's answers
    description = "Acme's face descriptor, 2025."
    licence = "Acme licence 4711, prison service only"
    sha256 = "..."                # of the ONNX file
    card = "card.md"              # beside this file; Markdown

    [input]                       # of one 112 x 112 chip, aligned as ArcFace's are
    colours = "RGB"               # or "BGR"
    mean = [127.5, 127.5, 127.5]  # subtracted from 0..255, in the order of `colours`
    deviation = [127.5, 127.5, 127.5]  # ... then divided by this

    [output]
    dimension = 512

The entry is kept beside the file in the models folder, in `site/`.
"""

import math
import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final

from models.entries import Result, entries, installables
from models.errors import SiteModelRefused, UnknownModel
from models.places import weights_folder

FOLDER: Final = "site"
SIDE: Final = 112
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,23}")
_VERSION: Final = re.compile(r"[0-9]{1,4}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DIMENSIONS: Final = range(32, 2049)
_TEXTS: Final = ("name", "version", "description", "licence", "sha256", "card")
_LONGEST_TEXT: Final = 500
_LARGEST_ENTRY: Final = 16 * 1024

Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class SiteModel:
    """A face embedder that a site licensed. mean, deviation: of 0..255, in the order of `colours`."""

    name: str
    version: str
    description: str
    licence: str
    card: str
    result: Result
    colours: str
    mean: Three
    deviation: Three
    dimension: int


def read_entry(data: bytes) -> SiteModel:
    """The model that an entry describes. Raises SiteModelRefused, naming the first thing that is wrong."""
    if len(data) > _LARGEST_ENTRY:
        raise SiteModelRefused(f"The entry has {len(data)} bytes; {_LARGEST_ENTRY} are enough for one.")
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SiteModelRefused(f"The entry is not TOML: {error}.") from error
    _only(table, "", {*_TEXTS, "input", "output"})
    texts = {name: _text(table, name) for name in _TEXTS}
    for name, form in (("name", _NAME), ("version", _VERSION), ("sha256", _SHA256)):
        if not form.fullmatch(texts[name]):
            raise SiteModelRefused(f"The entry's {name} {texts[name]!r} is not of the form {form.pattern}.")
    if texts["name"] in {*(model.name for model in entries()), *(model.name for model in installables())}:
        raise SiteModelRefused(f"The name {texts['name']} belongs to a model of the registry.")
    shown, answer = _table(table, "input"), _table(table, "output")
    _only(shown, "input.", {"colours", "mean", "deviation"})
    _only(answer, "output.", {"dimension"})
    return SiteModel(
        **{name: texts[name] for name in _TEXTS if name != "sha256"},
        result=Result(f"{FOLDER}/{texts['name']}.onnx", texts["sha256"]),
        colours=_colours(shown),
        mean=_three(shown, "mean", positive=False),
        deviation=_three(shown, "deviation", positive=True),
        dimension=_dimension(answer),
    )


def site_models() -> tuple[SiteModel, ...]:
    """Every model that was added here, by name. Raises SiteModelRefused where an entry was spoilt since."""
    folder = weights_folder() / FOLDER
    return tuple(read_entry(path.read_bytes()) for path in sorted(folder.glob("*.toml")))


def site_model(name: str) -> SiteModel:
    """The model that was added under this name. Raises UnknownModel, SiteModelRefused."""
    path = weights_folder() / FOLDER / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownModel(f"There is no model {name!r}, neither in the registry nor added here.", name=name)
    return read_entry(path.read_bytes())


def _only(table: dict[str, Any], where: str, known: set[str]) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        raise SiteModelRefused(f"The entry says {where}{unknown[0]}, which means nothing here.")


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    found = table.get(name)
    if not isinstance(found, dict):
        raise SiteModelRefused(f"The entry has no [{name}].")
    return found


def _text(table: dict[str, Any], name: str) -> str:
    found = table.get(name)
    if not isinstance(found, str) or not found.strip() or len(found) > _LONGEST_TEXT:
        raise SiteModelRefused(f"The entry has no {name}, or one longer than {_LONGEST_TEXT} characters.")
    return found


def _colours(table: dict[str, Any]) -> str:
    found = table.get("colours")
    if found not in ("RGB", "BGR"):
        raise SiteModelRefused(f"input.colours is {found!r}, neither RGB nor BGR.")
    return str(found)


def _three(table: dict[str, Any], name: str, *, positive: bool) -> Three:
    found = table.get(name)
    if not isinstance(found, list) or len(found) != 3 or not all(_is_number(value) for value in found):
        raise SiteModelRefused(f"input.{name} is {found!r}, not three numbers.")
    if positive and min(found) <= 0:
        raise SiteModelRefused(f"input.{name} is {found!r}: each number must be above zero.")
    first, second, third = (float(value) for value in found)
    return first, second, third


def _dimension(table: dict[str, Any]) -> int:
    found = table.get("dimension")
    if type(found) is not int or found not in _DIMENSIONS:
        raise SiteModelRefused(f"output.dimension is {found!r}, not a whole number in {_DIMENSIONS}.")
    return found


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= 1e4
