"""Pages made from templates in the reader's language.

`api/middleware/headers.py` allows them no inline script and no inline style: scripts are modules of ours,
their texts travel as JSON.
"""

import json
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.auth.actor import Actor
from api.auth.asking import known
from api.auth.callers import Callers
from api.console.rendering import COOKIE, asset, language_of, templates
from api.contract import words

YEAR = 365 * 24 * 3600
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
# What the scripts need; problems come over the wire in words already.
SCRIPT_TEXTS = ("page.", "position.", "gallery.", "band.", "likelihood.", "modality.", "number.")


def page(
    request: Request, name: str, *, heading: str, place: str, open_to_all: bool = False, **values: object
) -> Response:
    """The template `name`.html with its script of the same name; heading is a key of the texts.

    Where callers prove who they are, whoever has not signed in is sent to do so, unless it is open to all.
    """
    officer = known(request)
    callers: Callers = request.app.state.callers
    if callers.everywhere and officer is None and not open_to_all:
        return to_sign_in(request)
    language = language_of(request)

    def t(key: str, **parameters: words.Value) -> str:
        return words.text(key, language, parameters)

    body = templates.get_template(f"{name}.html").render(
        t=t,
        asset=asset,
        language=language,
        languages=[(code, words.text("language.name", code), _in(request, code)) for code in words.LANGUAGES],
        heading=t(heading),
        place=place,
        script=f"{name}.js",
        words=_for_scripts(language),
        proven=callers.everywhere,
        officer=officer,
        own_roles=_roles(officer),
        lock=request.app.state.lock_seconds,
        **values,
    )
    response = HTMLResponse(body, headers={**HEADERS, "Content-Language": language})
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="strict")
    return response


def to_sign_in(request: Request) -> Response:
    """Sign in, then come back to what was asked for."""
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return RedirectResponse(f"/sign-in?{urlencode({'then': here})}", 303, {"Cache-Control": "no-store"})


def _roles(officer: Actor | None) -> list[str]:
    return [] if officer is None else sorted(role.value for role in officer.roles)


def fragment(request: Request, name: str, **values: object) -> HTMLResponse:
    """A part of a page that is drawn anew: the template `name`.html by itself."""
    language = language_of(request)

    def t(key: str, **parameters: words.Value) -> str:
        return words.text(key, language, parameters)

    body = templates.get_template(f"{name}.html").render(t=t, **values)
    return HTMLResponse(body, headers={**HEADERS, "Content-Language": language})


def _in(request: Request, language: str) -> str:
    """The address of this page in another language, relative to itself."""
    return f"?{request.url.include_query_params(lang=language).query}"


def _for_scripts(language: str) -> Markup:
    """The texts as JSON inside a script element: "<" is escaped, so that no text can end the element."""
    chosen = {key: text for key, text in words.texts(language).items() if key.startswith(SCRIPT_TEXTS)}
    return Markup(json.dumps(chosen, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - nothing left in it ends the element
