"""The README's pictures, taken from a running demo: `python -m tests.browser.screenshots LINK docs/images`.

LINK: that the demo prints, and that signs in.

Only pages with synthetic prints are taken: nobody real is shown.
"""

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.support.at_the_page import capture
from tests.support.browser import CHROMIUM, PATIENCE_MS, SWITCHES

GREYS, COLOURS = 64, 192
"""A palette: few greys suffice for prints, and small marks must keep their colours."""
WIDE: ViewportSize = {"width": 1366, "height": 768}
STRANGER = 1_000_000
"""Seed of generated prints of somebody whom the demo does not enrol."""


def main(link: str, folder: Path) -> None:
    """Identify the first capture that waits; then somebody comes under a visitor's name."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(base_url=link, locale="en-GB", viewport=WIDE)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(link)
        page.locator("#waiting-list img").last.wait_for()
        answer(page, "print-0.png")
        page.set_viewport_size({**WIDE, "height": 1280})  # down to the paired points
        keep(page, folder / "identify.png")
        page.set_viewport_size(WIDE)
        at_the_gate(page)
        keep(page, folder / "gate.png")
        browser.close()


def answer(page: Page, file: str) -> None:
    """Press a capture and wait for what comes of it."""
    page.click(f'#waiting-list button:has(img[src$="{file}"])')
    page.locator(".verdict").wait_for()
    page.locator("#waiting-list").wait_for(state="detached")


def at_the_gate(page: Page) -> None:
    """A stranger's finger under the name of a visitor who is expected."""
    page.goto("/gates")
    page.select_option("#facility", label="Penal Norte")
    page.click("#where button")
    page.locator("#tiles").wait_for()
    page.goto("/gates/entry")
    page.locator("#expected .lines .line").first.click()
    capture(page, STRANGER, 1, [2])
    page.click("#go")
    page.locator(".decision .verdict").wait_for()


def keep(page: Page, file: Path) -> None:
    """A PNG with a palette, small enough for a repository."""
    page.wait_for_load_state("networkidle")
    with Image.open(io.BytesIO(page.screenshot())) as opened:
        shot = opened.convert("RGB")
    shot.quantize(palette=palette(shot), dither=Image.Dither.NONE).save(file, optimize=True)


def palette(shot: Image.Image) -> Image.Image:
    """Evenly spaced greys, and what describes the coloured pixels best."""
    pixels = np.asarray(shot).reshape(-1, 3)
    coloured = pixels[np.ptp(pixels, axis=1) > 6]
    chosen = Image.fromarray(coloured[np.newaxis]).quantize(COLOURS).getpalette() or []
    greys = [level for step in range(GREYS) for level in [step * 255 // (GREYS - 1)] * 3]
    image = Image.new("P", (1, 1))
    image.putpalette(chosen[: 3 * COLOURS] + greys)
    return image


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
