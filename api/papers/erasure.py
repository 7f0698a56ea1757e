"""The receipt of an erasure as a printable page, in words of the reader's language. It names nobody."""

from datetime import UTC
from functools import partial
from typing import Any

from api.contract import words
from api.papers.page import templates
from api.registry.receipts import Erasure
from api.retention.receipt import read


def page(done: Erasure, key: str, language: str) -> str:
    """The whole page, HTML. key: of the audit log, hexadecimal."""
    told = partial(_told, language)
    return templates.get_template("erasure.html").render(
        done=done,
        key=key,
        language=language,
        told=told,
        hour=done.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        destroyed=sorted(done.destroyed.items()),
        search=_search(done, language),
    )


def _search(done: Erasure, language: str) -> str:
    """What the search afterwards came to, in words."""
    if done.receipt is None:
        return _told(language, "search.waiting")
    found: dict[str, Any] = dict(read(done.receipt)["search"])
    which = "none" if found["templates"] or not done.destroyed.get("templates") else "late"
    figures = {name: found[name] for name in ("persons", "files", "octets")}
    return _told(language, f"search.{which}", **figures)


def _told(language: str, key: str, **parameters: words.Value) -> str:
    return words.text(f"erasure.{key}", language, parameters)
