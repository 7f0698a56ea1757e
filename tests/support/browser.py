"""Chromium as the tests drive it, and who the service before it knows."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from PIL import Image
from playwright.sync_api import Browser, Page, Request

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""Path of the browser. The shell is the same engine without a window: half the processor's time a page."""

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ACTING = "sessionStorage.setItem('umbral.acting', 'ana; roles=supervisor')"
"""Run before a page's own scripts: somebody said before who they are."""
PATIENCE_MS = 60_000  # a busy machine of two cores extracts in seconds what takes tenths alone

PEOPLE = {1: "Alder Archgate", 2: "Amapola Arcoluz", 3: "Anémone Boisclef", 4: "Açucena Arcolume"}
"""Who is enrolled with the right index: seed of the synthetic person, and name."""


def person_id(seed: int) -> UUID:
    """The id under which a synthetic person is enrolled here."""
    return UUID(int=seed, version=4)


@contextmanager
def window(browser: Browser, url: str, *, height: int = 768) -> Iterator[Page]:
    """A fresh one in English. In the end: no script failed, nothing was asked of elsewhere."""
    context = browser.new_context(base_url=url, locale="en-GB", viewport={"width": 1366, "height": height})
    page, wrong = watch(context.new_page(), url)
    yield page
    context.close()
    assert wrong == []


def camera(film: Path, portrait: Image.Image) -> tuple[str, ...]:
    """Switches of a browser before whose camera somebody sits, before a plain wall. film: is written."""
    frame, out = Image.new("RGB", (640, 480), (150, 155, 160)), io.BytesIO()
    frame.paste(portrait, ((640 - portrait.width) // 2, 0))
    frame.save(out, "JPEG", quality=92)
    film.write_bytes(out.getvalue() * 30)
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def watch(page: Page, url: str) -> tuple[Page, list[str]]:
    """The page, and the list of what should not happen on it: filled while it is used."""
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((url, "blob:", "data:")):
            wrong.append(f"asked elsewhere: {request.url}")

    page.set_default_timeout(PATIENCE_MS)
    page.on("request", asked)
    page.on("pageerror", lambda error: wrong.append(f"script failed: {error}"))
    page.on(
        "console",
        lambda said: (
            wrong.append(f"{said.type}: {said.text}")
            if said.type in ("error", "warning") and "Failed to load resource" not in said.text
            else None
        ),
    )
    return page, wrong
