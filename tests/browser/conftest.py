"""Debian's Chromium before the real service with a few synthetic people."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.browser import ACTING, CHROMIUM, PATIENCE_MS, PEOPLE, SWITCHES, person_id, window
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of
from tests.support.service import RunningService, running_service


@pytest.fixture(autouse=True)
def _patient() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The real service with PEOPLE and one public figure in it."""
    home = tmp_path_factory.mktemp("browser") / "home"
    with running_service(home) as running, running.client() as client:
        for seed, name in PEOPLE.items():
            client.enrol(
                Enrolment(person_id=person_id(seed), name=name, gallery="visitors", samples=[print_of(seed)])
            )
        face = SampleIn.holding(portrait_jpeg(), "face")
        client.enrol(Enrolment(name="Eileen Collins", gallery="staff", samples=[face]))
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Ends with its module: while it lives, an event loop runs in this thread and no test may start one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium() -> str:
    """Path of the browser; without it nothing here can run, which CI must not take for a pass."""
    if CHROMIUM is None:
        reason = "chromium is not installed (apt-get install chromium-headless-shell, or chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser, service: RunningService) -> Iterator[Page]:
    """A fresh officer's window."""
    with window(browser, service.url) as opened:
        yield opened


@pytest.fixture
def acting(page: Page) -> Page:
    """The same window, in which a supervisor acts."""
    page.add_init_script(ACTING)
    return page


@pytest.fixture
def print_file(tmp_path: Path) -> Path:
    """A later print of the first person's right index, as a file."""
    path = tmp_path / "print.png"
    path.write_bytes(print_of(1, impression=2).data)
    return path
