"""The pages' routes: language, assets, and the captures laid out to try."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from api.auth.callers import Believed
from api.console.assets import assets
from api.console.offices import OFFICES
from api.console.rendering import COOKIE
from api.console.routes import DOORS, console
from api.console.waiting import IMAGE_LIMIT, waiting, waiting_image
from api.contract import words
from api.contract.waiting import FOLDER, LIST, Waiting, WaitingSample
from tests.support.asgi import ask
from tests.support.service import RunningService, running_service

PERSON = "0190c0de-0000-7000-8000-000000000001"
PAGES = (
    "/",
    "/people",
    f"/people/{PERSON}",
    "/gates",
    f"/gates/papers/{PERSON}",
    *(f"/gates/{door}" for door in DOORS),
    "/offices",
    *(f"/{office}" for office in OFFICES),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("console") / "home") as running:
        yield running


@pytest.fixture
def home(service: RunningService) -> Path:
    """The service's data directory, where no demo was run yet."""
    shutil.rmtree(service.home / FOLDER, ignore_errors=True)
    return service.home


@pytest.fixture
def browser(service: RunningService, home: Path) -> Iterator[httpx.Client]:
    """A browser that has never been here."""
    with httpx.Client(base_url=service.url, trust_env=False) as client:
        yield client


def lay_out(home: Path, *files: str, complete: bool = True) -> Path:
    folder = home / FOLDER
    folder.mkdir()
    samples = [WaitingSample(file=file, modality="finger", position=2) for file in files]
    for file in files:
        (folder / file).write_bytes(file.encode())
    (folder / LIST).write_text(Waiting(samples=samples, complete=complete).model_dump_json())
    return folder


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_page_in_the_readers_language(browser: httpx.Client, address: str, language: str) -> None:
    answer = browser.get(address, headers={"Accept-Language": f"xx, {language};q=0.9"})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert words.text("page.nav.people", language) in answer.text


def test_the_language_chosen_on_the_page_wins_and_is_remembered(browser: httpx.Client) -> None:
    chosen = browser.get("/?lang=ro", headers={"Accept-Language": "fr"})
    assert chosen.headers["content-language"] == "ro"
    assert "samesite=strict" in chosen.headers["set-cookie"].lower()
    assert browser.cookies[COOKIE] == "ro"
    assert browser.get("/people", headers={"Accept-Language": "fr"}).headers["content-language"] == "ro"


def test_a_language_that_is_none_of_ours_is_ignored(browser: httpx.Client) -> None:
    answer = browser.get('/?lang="><script>', headers={"Accept-Language": "fr"})
    assert answer.headers["content-language"] == "fr"
    assert "set-cookie" not in answer.headers
    assert "<script>" not in answer.text


def test_switching_the_language_keeps_what_the_address_says(browser: httpx.Client) -> None:
    text = browser.get(f"/?person={PERSON}").text
    assert f'href="?person={PERSON}&amp;lang=es"' in text


@pytest.mark.parametrize("address", PAGES)
def test_nothing_inline_that_the_content_policy_would_refuse(browser: httpx.Client, address: str) -> None:
    answer = browser.get(address)
    assert "unsafe" not in answer.headers["content-security-policy"]
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
    assert [inside for attributes, inside in scripts if "application/json" not in attributes] == [""]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://", answer.text)


def test_texts_for_the_scripts_cannot_end_their_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = {**words.texts("en"), "page.again": "</script><script>alert(1)</script>"}
    monkeypatch.setattr(words, "texts", lambda _language: hostile)
    app = FastAPI()
    app.state.callers, app.state.lock_seconds = Believed(), None
    app.state.searches = SimpleNamespace(free=False)
    app.include_router(console(tmp_path))
    text = ask(app).body.decode()
    found = re.search(r'<script type="application/json" id="words">(.*?)</script>', text, re.DOTALL)
    assert found
    assert json.loads(found[1])["page.again"] == hostile["page.again"]


def test_every_asset_that_a_page_or_script_names_is_served(browser: httpx.Client) -> None:
    named = {name for address in PAGES for name in re.findall(r'"/web/([^"]+)"', browser.get(address).text)}
    for name in [*named]:
        named |= set(re.findall(r'from "\./([^"]+)"', browser.get(f"/web/{name}").text))
    assert {"umbral.css", "identify.js", "record.js", "wire.js", "answer.js"} <= named
    assert {name: browser.get(f"/web/{name}").status_code for name in named} == dict.fromkeys(named, 200)


def test_an_unchanged_asset_is_not_sent_again(browser: httpx.Client) -> None:
    first = browser.get("/web/umbral.css")
    assert first.headers["content-type"] == "text/css; charset=utf-8"
    again = browser.get("/web/umbral.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2froutes.py", "routes.py", "%2e%2e%2f%2e%2e%2fpyproject.toml"]
)
def test_only_assets_are_served(browser: httpx.Client, name: str) -> None:
    assert browser.get(f"/web/{name}").status_code == 404


def test_a_record_that_is_no_number_is_refused(browser: httpx.Client) -> None:
    assert browser.get("/people/..%2f..").status_code in (404, 422)
    assert browser.get("/people/ana").json()["code"] == "invalid-request"


def test_asset_names_are_unique_over_both_folders() -> None:
    assert len(assets()) > 10


def test_without_a_demo_nobody_waits(browser: httpx.Client) -> None:
    assert browser.get("/console/waiting").json() == {"samples": [], "complete": True}


def test_captures_to_try(browser: httpx.Client, home: Path) -> None:
    lay_out(home, "print-1.png", complete=False)
    listed = browser.get("/console/waiting").json()
    assert listed == {
        "samples": [{"file": "print-1.png", "modality": "finger", "position": 2}],
        "complete": False,
    }
    capture = browser.get("/console/waiting/print-1.png")
    assert (capture.content, capture.headers["content-type"]) == (b"print-1.png", "image/png")


@pytest.mark.parametrize("file", ["waiting.json", "enrolled.json", "print-2.png", "..%2fumbral.db", "%2e%2e"])
def test_only_listed_captures_are_served(browser: httpx.Client, home: Path, file: str) -> None:
    folder = lay_out(home, "print-1.png")
    (folder / "enrolled.json").write_text("[]")
    (folder / "print-2.png").write_bytes(b"not listed")
    answer = browser.get(f"/console/waiting/{file}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "print-1.png")
    (tmp_path / "umbral.db").write_bytes(b"secret")
    (folder / "print-1.png").unlink()
    (folder / "print-1.png").symlink_to(tmp_path / "umbral.db")
    assert waiting_image(tmp_path, "print-1.png") is None


def test_a_capture_over_the_limit_is_not_read(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "print-1.png")
    (folder / "print-1.png").write_bytes(bytes(IMAGE_LIMIT))
    assert waiting_image(tmp_path, "print-1.png") is not None
    (folder / "print-1.png").write_bytes(bytes(IMAGE_LIMIT + 1))
    assert waiting_image(tmp_path, "print-1.png") is None


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"samples": [{"file": "../umbral.db", "modality": "finger"}], "complete": true}'],
)
def test_a_list_that_is_none_counts_as_no_demo(tmp_path: Path, content: str) -> None:
    folder = lay_out(tmp_path, "print-1.png")
    (folder / LIST).write_text(content)
    assert waiting(tmp_path) is None
    assert waiting_image(tmp_path, "print-1.png") is None
