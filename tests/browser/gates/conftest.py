"""A prison whose gates are pages, and a window at a desk with a camera."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.support.browser import PATIENCE_MS, SWITCHES, watch
from tests.support.faces import hopper
from tests.support.walking import Prison, prison


@pytest.fixture(autouse=True)
def _patient() -> None:
    expect.set_options(timeout=PATIENCE_MS)


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
    film.write_bytes(_frame() * 30)
    camera = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    started = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, *camera])
    yield started
    started.close()


@pytest.fixture
def desk(at_desk: Browser, house: Prison) -> Iterator[Page]:
    """A fresh window in English. In the end: no script failed, nothing was asked of elsewhere."""
    size: Any = {"width": 1366, "height": 900}
    context = at_desk.new_context(base_url=house.url, locale="en-GB", viewport=size)
    page, wrong = watch(context.new_page(), house.url)
    yield page
    context.close()
    assert wrong == []


def _frame() -> bytes:
    """One camera frame, 640 by 480: the portrait before a plain wall."""
    wall = Image.new("RGB", (640, 480), (150, 155, 160))
    wall.paste(Image.fromarray(hopper()).resize((410, 480)), (115, 0))
    out = io.BytesIO()
    wall.save(out, "JPEG", quality=92)
    return out.getvalue()
