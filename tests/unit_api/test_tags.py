"""Whatever is read as JSON has an ETag, and whoever knows what it says is told so in a few octets."""

import pytest
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.middleware.tags import Tags
from tests.support.asgi import Answer, ask

SAID = {"state": "active"}


def _ask(answer: Response, *headers: tuple[str, str], method: str = "GET", path: str = "/v1/x") -> Answer:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)

    return ask(Tags(app), method, path, headers=(("host", "127.0.0.1"), *headers))


def test_equal_answers_have_equal_tags_and_others_another() -> None:
    first, again, other = (_ask(JSONResponse(said)) for said in (SAID, SAID, {"state": "paused"}))
    assert first.headers["etag"] == again.headers["etag"] != other.headers["etag"]
    assert first.body == JSONResponse(SAID).body


@pytest.mark.parametrize("written", ["{}", "W/{}", '"x", {}'], ids=["as it came", "weak", "among others"])
def test_who_knows_it_is_told_so(written: str) -> None:
    tag = _ask(JSONResponse(SAID)).headers["etag"]
    again = _ask(JSONResponse(SAID), ("if-none-match", written.format(tag)))
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert not {"content-length", "content-type"} & set(again.headers)
    assert _ask(JSONResponse({"state": "paused"}), ("if-none-match", tag)).status == 200


def test_the_tag_of_a_version_stays_and_is_no_word_on_the_rest() -> None:
    answer = _ask(JSONResponse(SAID, headers={"ETag": '"3"'}), ("if-none-match", '"3"'))
    assert (answer.status, answer.headers["etag"]) == (200, '"3"')


@pytest.mark.parametrize(
    ("answer", "method", "path"),
    [
        (JSONResponse(SAID), "POST", "/v1/x"),
        (JSONResponse(SAID), "GET", "/console/waiting"),
        (JSONResponse(SAID, 404), "GET", "/v1/x"),
        (Response("a,b", media_type="text/csv"), "GET", "/v1/x"),
    ],
    ids=["a write", "a page's", "a refusal", "no JSON"],
)
def test_what_is_no_reading_of_a_record_has_none(answer: Response, method: str, path: str) -> None:
    told = _ask(answer, method=method, path=path)
    assert "etag" not in told.headers
    assert told.body == answer.body
