"""A prison whose gates are pages, and a window at a desk with a camera."""

from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from tests.support.browser import SWITCHES, camera, window
from tests.support.faces import hopper
from tests.support.walking import Prison, prison


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prison]:
    """Nobody is held in it and nobody known."""
    with prison(tmp_path_factory.mktemp("gates") / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def at_desk(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser before whose camera somebody sits: a visitor, whose public-domain portrait is filmed."""
    film = tmp_path_factory.mktemp("film") / "chair.mjpeg"
    sits = camera(film, Image.fromarray(hopper()).resize((410, 480)))
    started = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, *sits])
    yield started
    started.close()


@pytest.fixture
def desk(at_desk: Browser, house: Prison) -> Iterator[Page]:
    """A fresh window."""
    with window(at_desk, house.url, height=900) as opened:
        yield opened
