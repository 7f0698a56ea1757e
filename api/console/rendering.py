"""Templates become HTML in the reader's language; nothing here knows of persons or of who asks."""

from pathlib import Path
from typing import Final

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.contract import words

COOKIE = "umbral_language"

templates: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # they are read once: no refusal asks the disk whether its page has changed
)
templates.filters["sentence"] = lambda text: text[:1].upper() + text[1:]  # a field's name as a heading


def asset(file: str) -> str:
    """Where a style sheet, script or picture of ours is served."""
    return f"/web/{file}"


def language_of(request: Request) -> str:
    """The language chosen on the page, else the one chosen before, else the browser's."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in words.LANGUAGES:
            return chosen
    return words.language(request.headers.get("accept-language"))
