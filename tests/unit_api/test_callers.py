"""DNS rebinding and cross-site writes are refused; programs and our own pages pass."""

import json

import pytest
from starlette.responses import PlainTextResponse

from api.middleware.callers import OwnCallersOnly
from tests.support.asgi import Answer, ask

APP = OwnCallersOnly(PlainTextResponse("in"))


def call(method: str, **headers: str) -> Answer:
    named = {"host": "127.0.0.1:8000"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(APP, method, headers=named.items())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_loopback_names_pass(host: str) -> None:
    assert call("GET", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8000",
        "",
        "[::1",
        "192.0.2.7",
        "localhost@evil.example",
    ],
)
def test_other_names_are_misdirected(host: str) -> None:
    answer = call("GET", host=host)
    assert answer.status == 421
    assert json.loads(answer.body)["code"] == "foreign-host"


def test_own_page_and_programs_may_write() -> None:
    assert call("POST").status == 200
    assert call("POST", origin="http://127.0.0.1:8000", sec_fetch_site="same-origin").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "header",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_foreign_page_may_not_write(method: str, header: dict[str, str]) -> None:
    answer = call(method, **header)
    assert answer.status == 403
    assert json.loads(answer.body)["code"] == "foreign-origin"


def test_reading_is_left_to_the_browsers_own_rules() -> None:
    assert call("GET", origin="https://evil.example").status == 200
