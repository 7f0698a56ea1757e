"""Ids, log lines without personal data, and an answer even to what nobody expected."""

import json
import logging
from uuid import UUID

import pytest
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.logs import JsonLines
from api.middleware.headers import SecurityHeaders
from api.middleware.journal import Journal
from tests.support.asgi import ask


async def _breaks(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("".join(("CAN", "ARY")))  # in parts: the stack shows this line


def test_every_answer_bears_its_id(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "umbral.requests"):
        answer = ask(Journal(PlainTextResponse("x")), path="/v1/persons/CANARY")
    assert UUID(answer.headers["x-request-id"]).version == 7
    assert answer.headers["x-request-id"] in caplog.text
    assert "GET" in caplog.text
    assert "200" in caplog.text
    assert "CANARY" not in caplog.text


def test_a_defect_becomes_a_problem_and_its_message_goes_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    answer = ask(Journal(_breaks))
    problem = json.loads(answer.body)
    assert (answer.status, problem["status"]) == (500, 500)
    assert problem["type"] == "urn:umbral:problem:error"
    assert problem["instance"] == UUID(answer.headers["x-request-id"]).urn
    assert "RuntimeError" in caplog.text
    failed = next(record for record in caplog.records if record.levelno == logging.ERROR)
    line = json.loads(JsonLines().format(failed))
    assert line["error"] == "RuntimeError"
    assert "test_journal.py" in line["through"][-1]
    assert line["request"] == answer.headers["x-request-id"]
    assert "CANARY" not in json.dumps(line) + caplog.text + answer.body.decode()


def test_security_headers() -> None:
    headers = ask(SecurityHeaders(PlainTextResponse("x")), path="/web/umbral.css").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert "cache-control" not in headers


@pytest.mark.parametrize(
    "path", ["/v1/persons", "/people/1", "/board/figures", "/console/waiting/face.jpg", "/"]
)
def test_what_is_about_persons_is_not_cached(path: str) -> None:
    headers = ask(SecurityHeaders(PlainTextResponse("x")), path=path).headers
    assert headers["cache-control"] == "no-store"


async def _abandoned(scope: Scope, receive: Receive, send: Send) -> None:
    raise ClientDisconnect


def test_a_caller_that_went_away_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "umbral.requests"), pytest.raises(ValueError, match="unpack"):
        ask(Journal(_abandoned))  # nobody is there to be answered
    assert [record.levelno for record in caplog.records] == [logging.INFO]
    assert "499" in caplog.text
