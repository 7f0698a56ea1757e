"""Compares every file of every model with what the registry pins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.entries import PACKAGE, Entry, Installable, entries, installables
from models.errors import ModelError, ModelNotInstalled
from models.places import read_installed, read_result, read_source
from models.site import SiteModel, site_models


@dataclass(frozen=True, slots=True)
class Finding:
    """One file of one model. part: source, result, card or entry; state: "ok" or an error's code."""

    name: str
    part: str
    state: str
    why: str = ""

    @property
    def wrong(self) -> bool:
        """What is only offered and was not installed is not wrong."""
        return self.state not in ("ok", ModelNotInstalled.code)


def check() -> list[Finding]:
    """One finding for each file that the registry names; never raises for a model's fault."""
    findings = [finding for entry in entries() for finding in _findings(entry)]
    findings += [finding for model in installables() for finding in _of_installable(model)]
    return [*findings, *_of_site()]


def _findings(entry: Entry) -> Iterator[Finding]:
    yield _finding(entry.name, "source", lambda: read_source(entry.source))
    if result := entry.result:
        yield _finding(entry.name, "result", lambda: read_result(entry, result))
    yield _card(entry.name, entry.card)


def _of_installable(model: Installable) -> Iterator[Finding]:
    yield _finding(model.name, "result", lambda: read_installed(model.name, model.result))
    yield _card(model.name, model.card)


def _of_site() -> Iterator[Finding]:
    try:
        models = site_models()
    except ModelError as error:
        yield Finding("site", "entry", error.code, error.diagnostics())
        return
    for model in models:
        yield _of_site_model(model)


def _of_site_model(model: SiteModel) -> Finding:
    return _finding(model.name, "result", lambda: read_installed(model.name, model.result))


def _card(name: str, card: str) -> Finding:
    if (PACKAGE / card).is_file():
        return Finding(name, "card", "ok")
    return Finding(name, "card", "model.card-missing", f"{card} is not there.")


def _finding(name: str, part: str, read: Callable[[], bytes]) -> Finding:
    try:
        read()
    except ModelError as error:
        return Finding(name, part, error.code, error.diagnostics())
    return Finding(name, part, "ok")
