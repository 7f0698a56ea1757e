"""Whoever opens an address that refuses reads a page in their language; programs go on getting problems."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from api import errors, problems
from api.auth.errors import TokenMissing
from api.console.rendering import COOKIE
from api.contract import words
from tests.support.service import RunningService, running_service

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("refused") / "home") as running:
        yield running


@pytest.fixture
def browser(service: RunningService) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, trust_env=False, headers={"Accept": BROWSER}) as client:
        yield client


def shown(error: Exception, **scope: object) -> str:
    asked = {"type": "http", "method": "GET", "path": "/gates", "query_string": b"", **scope}
    headers = [(b"accept", BROWSER.encode())]
    answer = problems.response(error, {"headers": headers, **asked})  # type: ignore[arg-type] # a family of ours
    assert answer.media_type == "text/html"
    return bytes(answer.body).decode()


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("address", "status"), [("/nothing", 404), ("/people/ana", 422)])
def test_a_browser_is_told_in_words(browser: httpx.Client, language: str, address: str, status: int) -> None:
    answer = browser.get(address, headers={"Accept-Language": language})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert words.text("page.refused.start", language) in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert len(re.findall("<h1", answer.text)) == 1
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|urn:", answer.text)


def test_the_language_chosen_on_a_page_is_kept(browser: httpx.Client) -> None:
    browser.cookies.set(COOKIE, "ro")
    assert browser.get("/nothing").headers["content-language"] == "ro"
    assert browser.get("/nothing?lang=pt").headers["content-language"] == "pt"


@pytest.mark.parametrize("address", ["/v1/nothing", "/web/nothing.js", "/console/nothing"])
def test_a_programs_address_answers_a_browser_as_it_answers_programs(
    browser: httpx.Client, address: str
) -> None:
    answer = browser.get(address)
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    assert answer.json()["code"] == "not-found"


def test_a_script_that_asks_for_whatever_there_is_gets_the_problem(browser: httpx.Client) -> None:
    answer = browser.get("/board/figures", headers={"Accept": "*/*"})
    assert answer.json()["code"] == "not-found"
    assert "Accept" in answer.headers["vary"].split(", ")


def test_what_is_asked_for_cannot_write_into_the_page(browser: httpx.Client) -> None:
    answer = browser.get("/people/%22%3E%3Cscript%3E?a=%22%3E%3Cscript%3E&lang=%22%3E")
    assert answer.status_code == 422
    assert answer.text.count("<script") == 1  # the words of the scripts, of which there is none
    assert json.loads(re.findall(r'id="words">(.*?)</script>', answer.text)[0]) == {}


@pytest.mark.parametrize(
    "error",
    [errors.NotReady("-"), errors.StoreUnavailable("-"), problems.Unexpected(), errors.TooManyRequests("-")],
)
def test_what_may_pass_is_tried_again_where_it_was_asked(error: Exception) -> None:
    text = shown(error, path="/board", query_string=b"facility=a%26b&lang=en")
    assert 'href="/board?facility=a%26b">Try again<' in text
    assert "Try again<" not in shown(error, method="POST"), "what was sent is not sent again by a link"


def test_who_is_not_known_is_sent_to_sign_in_and_comes_back() -> None:
    text = shown(TokenMissing("-"), path="/board", query_string=b"facility=a")
    assert 'href="/sign-in?then=%2Fboard%3Ffacility%3Da">Sign in<' in text


def test_what_is_broken_on_our_side_tells_nothing_of_it() -> None:
    assert "/var/secret" not in shown(errors.SealBroken("/var/secret is gone"))


def test_an_address_that_cannot_be_read_still_gets_its_page(browser: httpx.Client) -> None:
    """Also where the request names no host of ours, and where its octets are none that an address has."""
    elsewhere = browser.get("/gates", headers={"Host": "[::"})
    assert elsewhere.status_code == 421
    assert words.text("problem.foreign-host.title", "en") in elsewhere.text
    text = shown(problems.Unexpected(), query_string=b"\xff=%ff&;;&&=")
    assert "Back to the gates" in text
