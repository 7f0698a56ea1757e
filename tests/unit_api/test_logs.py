"""A line of the log is JSON, tells what happened, and repeats nothing that was said."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api import logs

CANARY = "Canaria Pajarito"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service would write to standard error; logging is put back afterwards."""
    root, errors = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    for handler in before:
        root.removeHandler(handler)
    try:
        logs.start()
        yield errors
    finally:
        logging.captureWarnings(capture=False)
        for handler in list(root.handlers):
            root.removeHandler(handler)
        for handler in before:
            root.addHandler(handler)
        root.setLevel(level)


def _lines(told: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


def _fails() -> None:
    raise ValueError(CANARY)


def test_an_error_is_told_by_type_and_place_without_its_message(told: io.StringIO) -> None:
    try:
        _fails()
    except ValueError:
        logging.getLogger("umbral.test").exception("it failed")
    (line,) = _lines(told)
    assert (line["level"], line["from"], line["says"], line["error"]) == (
        "error",
        "umbral.test",
        "it failed",
        "ValueError",
    )
    assert line["through"][-1].endswith("_fails")
    assert CANARY not in told.getvalue()


def test_nobody_writes_a_line_of_their_own(told: io.StringIO) -> None:
    logging.getLogger("umbral.test").info("read %s", 'x\n{"level": "forged"}\r\x1b[2K\u202e')
    assert len(told.getvalue().splitlines()) == 1
    assert told.getvalue().isascii()
    assert "\x1b" not in told.getvalue()


def test_a_thread_that_ends_is_told_of(told: io.StringIO) -> None:
    thread = threading.Thread(target=_fails, name="gallery-loader")
    thread.start()
    thread.join()
    (line,) = _lines(told)
    assert (line["level"], line["says"]) == ("critical", "thread gallery-loader ended")
    assert CANARY not in told.getvalue()


def test_facts_are_fields_of_the_line(told: io.StringIO) -> None:
    logging.getLogger("umbral.requests").info("done", extra={logs.FACTS: {"status": 200, "ms": 3}})
    (line,) = _lines(told)
    assert (line["status"], line["ms"]) == (200, 3)
