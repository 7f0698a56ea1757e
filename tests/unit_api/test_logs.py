"""A line of the log is JSON, tells what happened, and repeats nothing that was said."""

import asyncio
import gc
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
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
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


def test_a_task_that_nobody_waited_for_is_told_without_what_it_said(told: io.StringIO) -> None:
    """asyncio writes an error's own words and a callback's arguments into its message."""

    async def failing() -> None:
        _fails()

    async def some() -> None:
        task = asyncio.create_task(failing())
        await asyncio.wait([task])
        del task
        gc.collect()
        asyncio.get_running_loop().call_soon(_fails_of, CANARY)
        await asyncio.sleep(0)

    asyncio.run(some())
    lines = _lines(told)
    assert [(line["from"], line["says"], line["error"]) for line in lines] == [
        ("asyncio", "Task exception was never retrieved", "ValueError"),
        ("asyncio", "Exception in callback _fails_of", "ValueError"),
    ]
    assert CANARY not in told.getvalue()


def test_what_ends_the_service_or_a_destructor_is_told_by_type_and_place(told: io.StringIO) -> None:
    try:
        _fails()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)

    class Going:
        def __del__(self) -> None:
            _fails()

    Going()
    gc.collect()
    assert [(line["level"], line["says"], line["error"]) for line in _lines(told)] == [
        ("critical", "the service ended by an error", "ValueError"),
        ("error", "an error in the background was passed over", "ValueError"),
    ]
    assert CANARY not in told.getvalue()


def test_an_interrupt_is_no_error(told: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda kind, *_: passed.append(kind))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (passed, told.getvalue()) == ([KeyboardInterrupt], "")


def _fails_of(what: str) -> None:
    raise ValueError(what)
