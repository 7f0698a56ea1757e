"""Options that several commands share, and what they become."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from api.contract.persons import GalleryName
from api.contract.samples import SampleIn

F = TypeVar("F", bound=Callable[..., Any])

GALLERIES: tuple[GalleryName, ...] = ("custody", "former", "visitors", "staff")
JSON = "umbral.json"
"""Key in click's `meta`: whether answers and problems are printed as JSON."""

_POSITIONED = re.compile(r"(?:(?P<position>10|\d)=)?(?P<file>.+)", re.DOTALL)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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


def sample_options(command: F) -> F:
    """--finger, --face, --principal-face and --dpi; the command gets them as `samples`."""

    @wraps(command)
    def gathered(
        *args: Any,
        finger: tuple[str, ...],
        face: tuple[Path, ...],
        principal_face: bool,
        dpi: float | None,
        **others: Any,
    ) -> Any:
        samples = [_finger(given, dpi) for given in finger]
        samples += [SampleIn.holding(f.read_bytes(), "face", principal=principal_face) for f in face]
        if not samples:
            raise click.UsageError("Name at least one image with --finger or --face.")
        return command(*args, samples=samples, **others)

    options = (
        click.option(
            "--finger",
            multiple=True,
            metavar="[POSITION=]FILE",
            help="A print; position by ISO/IEC 19794-2 (1-5 right thumb to little, 6-10 left).",
        ),
        click.option("--face", multiple=True, type=FILE, help="A picture with one face."),
        click.option(
            "--principal-face", is_flag=True, help="Take the main face where a picture shows several."
        ),
        click.option("--dpi", type=click.FloatRange(1, 5000), help="Resolution of all prints."),
    )
    wrapped = cast(F, gathered)
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


def _finger(given: str, dpi: float | None) -> SampleIn:
    found = _POSITIONED.fullmatch(given)
    path = Path(found["file"]) if found else Path(given)
    if not path.is_file():
        raise click.BadParameter(f"There is no file {path}.", param_hint="--finger")
    position = int(found["position"] or 0) if found else 0
    return SampleIn.holding(path.read_bytes(), "finger", position=position, dpi=dpi)
