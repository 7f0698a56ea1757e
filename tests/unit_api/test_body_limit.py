"""No more of a body is taken in than the limit, however it is announced."""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.middleware.body import BodyLimit
from tests.support.asgi import ask

HOST = ("host", "127.0.0.1")


class Echo:
    """Reads the whole body and says how long it was; remembers whether it was called."""

    def __init__(self) -> None:
        self.called = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.called = True
        body = await Request(scope, receive).body()
        await PlainTextResponse(str(len(body)))(scope, receive, send)


def test_a_body_up_to_the_limit_passes() -> None:
    answer = ask(
        BodyLimit(Echo(), 10), "POST", headers=[HOST, ("content-length", "10")], chunks=[b"12345"] * 2
    )
    assert (answer.status, answer.body) == (200, b"10")


def test_an_announced_body_is_refused_before_the_application_is_called() -> None:
    echo = Echo()
    answer = ask(BodyLimit(echo, 10), "POST", headers=[HOST, ("content-length", "11")], chunks=[b"1" * 11])
    assert (answer.status, echo.called) == (413, False)
    assert json.loads(answer.body)["type"] == "urn:umbral:problem:body-too-large"
    assert answer.headers["connection"] == "close"


def test_a_streamed_body_is_refused_when_it_grows_too_long() -> None:
    answer = ask(BodyLimit(Echo(), 10), "POST", headers=[HOST], chunks=[b"123456"] * 4)
    assert answer.status == 413
    assert json.loads(answer.body)["code"] == "body-too-large"


def test_the_rest_is_read_away_so_that_the_caller_hears_the_answer() -> None:
    answer = ask(BodyLimit(Echo(), 10), "POST", headers=[HOST], chunks=[b"x" * 11] * 50)
    assert answer.left == 0


def test_a_caller_that_asked_first_is_not_made_to_send() -> None:
    headers = [HOST, ("content-length", "99"), ("expect", "100-continue")]
    assert ask(BodyLimit(Echo(), 10), "POST", headers=headers, chunks=[b"x" * 33] * 3).left == 3


def test_a_lying_length_does_not_help() -> None:
    answer = ask(BodyLimit(Echo(), 10), "POST", headers=[HOST, ("content-length", "5")], chunks=[b"x" * 50])
    assert answer.status == 413
