"""Options that several commands share, and what they become."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from pydantic import BaseModel, ValidationError

from api.contract.persons import GalleryName
from api.contract.samples import SampleIn

F = TypeVar("F", bound=Callable[..., Any])
M = TypeVar("M", bound=BaseModel)

GALLERIES: tuple[GalleryName, ...] = ("custody", "former", "visitors", "staff")
SLAP_KINDS = {"right4": 13, "left4": 14, "thumbs": 15}
"""Codes by ISO/IEC 19794-4:2011, table 5."""
JSON = "umbral.json"
"""Key in click's `meta`: whether answers and problems are printed as JSON."""

_POSITIONED = re.compile(r"(?:(?P<position>10|\d)=)?(?P<file>.+)", re.DOTALL)
INSTANT = click.DateTime(["%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"])
"""With its zone: a gate counts legal hours."""
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Within(click.FloatRange):
    """A number between two others: click's own takes what is none ("nan") for one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Ends the command as wrong usage for anything else."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number that can be reckoned with.", param, ctx)
        return number


def _remember_json(context: click.Context, _parameter: click.Parameter, chosen: bool) -> bool:
    context.meta[JSON] = chosen
    return chosen


as_json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_remember_json, help="Print the answer as JSON."
)
home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data directory [UMBRAL_HOME or var/].",
)
url_option = click.option("--url", help="A running service [the one that holds the data directory].")
language_option = click.option("--language", default="en", show_default=True, help="Language of sentences.")
gallery_option = click.option(
    "--gallery",
    type=click.Choice(GALLERIES),
    default="visitors",
    show_default=True,
    help="Where they belong.",
)


@dataclass(frozen=True, slots=True)
class Where:
    """Which service a command talks to, in which language, and how it prints the answer."""

    home: Path | None
    url: str | None
    language: str
    as_json: bool


def service_options(command: F) -> F:
    """--home, --url, --language and --json; the command gets them as `where`."""

    @wraps(command)
    def gathered(
        *args: Any, home: Path | None, url: str | None, language: str, as_json: bool, **others: Any
    ) -> Any:
        return command(*args, where=Where(home, url, language, as_json), **others)

    wrapped = cast(F, gathered)
    for option in (as_json_option, language_option, url_option, home_option):
        wrapped = option(wrapped)
    return wrapped


@dataclass(frozen=True, slots=True)
class Given:
    """What is compared or enrolled, and the positions of fingers that cannot be laid down."""

    samples: list[SampleIn]
    absent: tuple[int, ...]


def capture_options(command: F) -> F:
    """--finger, --slap, --absent, --face, --principal-face, --dpi; the command gets `given`."""
    return _gathering(command, _CAPTURE)


def sample_options(command: F) -> F:
    """The same and FILES, prints of whichever finger; at least one of all."""
    return _gathering(command, (click.argument("files", nargs=-1, type=FILE), *_CAPTURE))


_CAPTURE: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--finger",
        multiple=True,
        metavar="[POSITION=]FILE",
        help="A print or a minutiae record (ISO/IEC 19794-2, ANSI 378; known by its content); "
        "position by ISO/IEC 19794-2 (1-5 right thumb to little, 6-10 left).",
    ),
    click.option(
        "--slap",
        multiple=True,
        metavar="right4|left4|thumbs=FILE",
        help="Four fingers of a hand, or both thumbs, on one image.",
    ),
    click.option(
        "--absent",
        type=click.IntRange(1, 10),
        multiple=True,
        metavar="POSITION",
        help="A finger that the person cannot lay down (amputated, bandaged).",
    ),
    click.option("--face", multiple=True, type=FILE, help="A picture with one face."),
    click.option("--principal-face", is_flag=True, help="Take the main face where a picture shows several."),
    click.option("--dpi", type=Within(1, 5000), help="Resolution of all prints."),
)
_CAPTURE_OPTIONS = ("finger", "slap", "absent", "face", "principal_face", "dpi")


def _gathering(command: F, options: tuple[Callable[[Any], Any], ...]) -> F:
    @wraps(command)
    def gathered(*args: Any, **values: Any) -> Any:
        mine = {name: values.pop(name) for name in _CAPTURE_OPTIONS}
        return command(*args, given=_given(files=values.pop("files", None), **mine), **values)

    wrapped = cast(F, gathered)
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


def _given(
    *,
    files: tuple[Path, ...] | None,
    finger: tuple[str, ...],
    slap: tuple[str, ...],
    absent: tuple[int, ...],
    face: tuple[Path, ...],
    principal_face: bool,
    dpi: float | None,
) -> Given:
    """files: None where there may be no sample at all."""
    samples = [SampleIn.holding(f.read_bytes(), "finger", dpi=dpi) for f in files or ()]
    samples += [_finger(one, dpi) for one in finger]
    samples += [_slap(one, dpi) for one in slap]
    samples += [SampleIn.holding(f.read_bytes(), "face", principal=principal_face) for f in face]
    if files is not None and not samples:
        raise click.UsageError("Name at least one file: FILES are prints; or use --finger, --slap, --face.")
    return Given(samples, absent)


def asked(request: type[M], given: Given, **values: Any) -> M:
    """The request that options add up to. Raises click's UsageError where they contradict one another."""
    try:
        return request.model_validate({"samples": given.samples, "absent_fingers": given.absent, **values})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise click.UsageError(first["msg"].removeprefix("Value error, ")) from None


def _slap(given: str, dpi: float | None) -> SampleIn:
    kind, _, file = given.partition("=")
    if kind not in SLAP_KINDS or not Path(file).is_file():
        raise click.BadParameter(
            f"{given} is not one of {', '.join(SLAP_KINDS)}, then = and a file.", param_hint="--slap"
        )
    return SampleIn.holding(Path(file).read_bytes(), "finger", position=SLAP_KINDS[kind], dpi=dpi)


def _finger(given: str, dpi: float | None) -> SampleIn:
    found = _POSITIONED.fullmatch(given)
    path = Path(found["file"]) if found else Path(given)
    if not path.is_file():
        raise click.BadParameter(f"There is no file {path}.", param_hint="--finger")
    position = int(found["position"] or 0) if found else 0
    return SampleIn.holding(path.read_bytes(), "finger", position=position, dpi=dpi)
