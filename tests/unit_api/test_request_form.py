"""Heads that are doubtful, too large, or ask for the impossible are refused before the body."""

import json
from urllib.parse import quote

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.middleware.form import HEAD_OCTETS, MOST_HEADERS, RequestForm
from tests.support.asgi import Answer, ask

HOST = ("host", "127.0.0.1")


async def well(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("well")(scope, receive, send)


def _ask(method: str = "GET", *headers: tuple[str, str], path: str = "/") -> Answer:
    return ask(RequestForm(well), method, path, headers=(HOST, *headers), chunks=[b"x"] * 3)


def _code(answer: Answer) -> tuple[int, str]:
    assert answer.headers["connection"] == "close"
    assert answer.left == 3
    return answer.status, json.loads(answer.body)["code"]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "PROPFIND", "get", "G\u00cbT"])
def test_methods_that_nothing_here_needs(method: str) -> None:
    assert _code(_ask(method)) == (405, "method-not-allowed")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_methods_that_are_used(method: str) -> None:
    assert _ask(method).status == 200


def test_as_many_headers_as_a_browser_sends_and_no_more() -> None:
    def many(number: int) -> list[tuple[str, str]]:
        return [(f"x-{one}", "1") for one in range(number)]

    assert _ask("GET", *many(MOST_HEADERS - 1)).status == 200
    assert _code(_ask("GET", *many(MOST_HEADERS))) == (431, "headers-too-large")


def test_a_head_that_is_too_long() -> None:
    assert _ask("GET", ("x", "y" * (HEAD_OCTETS - 100))).status == 200
    assert _code(_ask("GET", ("x", "y" * HEAD_OCTETS))) == (431, "headers-too-large")


@pytest.mark.parametrize("octets", [b"a=\xfc", b"\xff", "año=1".encode()])
def test_an_address_is_of_ascii_alone(octets: bytes) -> None:
    def asked(query: bytes) -> Answer:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await RequestForm(well)({**scope, "query_string": query}, receive, send)

        return ask(app, "GET", "/", headers=(HOST,), chunks=[b"x"] * 3)

    assert _code(asked(octets)) == (400, "address-unreadable")
    assert asked(quote(octets, safe="=").encode()).status == 200


def test_two_statements_about_the_length_are_one_too_many() -> None:
    both = (("content-length", "3"), ("transfer-encoding", "chunked"))
    assert _code(_ask("POST", *both)) == (400, "ambiguous-length")
    assert _ask("POST", both[0]).status == _ask("POST", both[1]).status == 200


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, identity", "Gzip"])
def test_nothing_is_unfolded(coding: str) -> None:
    assert _code(_ask("POST", ("content-encoding", coding))) == (415, "body-encoded")


def test_identity_is_no_coding() -> None:
    assert _ask("POST", ("content-encoding", "Identity")).status == 200
