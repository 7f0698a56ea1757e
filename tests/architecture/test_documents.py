"""What the documents point at is there: links, headings, files that are named, and the lists of documents."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(
    r"`((?:api|benchmarks|deploy|docs|matcher|models|tests|enrollment_station|device_drivers)/[^`\s]+)`"
)
MADE_LATER = ("models/weights",)
"""What `make` makes, and git does not hold."""


@cache
def documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def headings(document: Path) -> set[str]:
    """As a page shows their anchors."""
    found = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def dangling(document: Path, text: str) -> Iterator[str]:
    """What a document points at that is not there."""
    for link in (one or other for one, other in LINK.findall(text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in headings(target)):
            yield link
    for name in NAMED.findall(text):
        if not name.startswith(MADE_LATER) and not any(ROOT.glob(f"{name.rstrip('/')}*")):
            yield name


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_points_nowhere(document: Path) -> None:
    assert list(dangling(document, document.read_text("utf-8"))) == []


def test_what_points_nowhere_is_found() -> None:
    """A link, an anchor, a picture and a file that are not there; and none of their neighbours that are."""
    page = "[a](README.md) [b](GONE.md) [c](README.md#figures) [d](README.md#gone) ![e](docs/images/gone.svg)"
    page += " `api/app.py` `api/gone.py` `docs/adr/0001` `docs/adr/0999` [f](https://example.org/x)"
    assert list(dangling(ROOT / "a.md", page)) == [
        "GONE.md", "README.md#gone", "docs/images/gone.svg", "api/gone.py", "docs/adr/0999",
    ]  # fmt: skip


def test_every_decision_is_listed_by_its_heading() -> None:
    folder = ROOT / "docs/adr"
    listed = re.findall(
        r"^- \[(\d{4})\]\((\S+)\) (.+)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    pages = sorted(page for page in folder.glob("*.md") if page.name != "README.md")
    numbers = [page.name[:4] for page in pages]
    assert len(set(numbers)) == len(numbers), "a number is given twice"
    headed = [re.match(r"# (\d{4})[.:] (.+)\n", page.read_text("utf-8")) for page in pages]
    assert listed == [
        (found[1], page.name, found[2]) if found else page.name
        for page, found in zip(pages, headed, strict=True)
    ]


def test_every_page_is_reached_from_the_first_one() -> None:
    first = (ROOT / "docs/README.md").read_text("utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    lost = {page for page in pages if not page.startswith("adr/0") and f"({page})" not in first}
    assert lost == {"README.md"}
