"""What a person's browser shows where an address refuses: the same problem as a program gets, as a page.

It is made from the request's own lines alone: it also stands where the store, or whatever else, does not.
"""

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from api.console.rendering import asset, language_of, templates
from api.contract import words
from api.contract.answers import Problem

FOR_PROGRAMS = ("/v1/", "/web/", "/console/")
PAGE = "text/html"
PASSING = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE}
)
"""What may be gone when it is tried once more."""


def wants_a_page(scope: Scope) -> bool:
    """Whether somebody looks at the answer: a browser that opens an address says that it reads HTML."""
    path = scope.get("path", "")
    return not path.startswith(FOR_PROGRAMS) and PAGE in Headers(scope=scope).get("accept", "").lower()


def language_at(scope: Scope) -> str:
    """The language of whoever looks."""
    return language_of(Request(scope))


def refused_page(problem: Problem, scope: Scope, language: str) -> str:
    """The whole page: what is wrong, what to do, and the number by which the administrator finds it."""
    address = scope["path"]
    asked = [one for one in parse_qsl(scope["query_string"].decode("latin-1")) if one[0] != "lang"]
    here = f"{address}?{urlencode(asked)}" if asked else address

    def t(key: str, **parameters: words.Value) -> str:
        return words.text(key, language, parameters)

    return templates.get_template("refused.html").render(
        t=t,
        asset=asset,
        language=language,
        languages=[
            (code, words.text("language.name", code), f"?{urlencode([*asked, ('lang', code)])}")
            for code in words.LANGUAGES
        ],
        heading=problem.title,
        problem=problem,
        number=(problem.instance or "").removeprefix("urn:uuid:"),
        sign_in=f"/sign-in?{urlencode({'then': here})}" if problem.status == HTTPStatus.UNAUTHORIZED else "",
        again=here if problem.status in PASSING and scope["method"] == "GET" else "",
        place="refused",
        words="{}",
        proven=False,
        officer=None,
        lock=None,
    )
