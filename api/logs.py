"""What the service says of itself on standard error: a JSON object a line, and nothing of anybody in it.

An error's own message may repeat what was sent or stored. So of an error that nobody handled its type and the
places that it came through are told, never the message. Line breaks and control characters of a text are
escaped by JSON: nobody can write a line of their own into the log.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType

log = logging.getLogger("umbral")

TALKATIVE = ("alembic", "faiss", "uvicorn")  # libraries that tell at INFO how they were loaded
FACTS = "facts"
"""The key of `extra` under which a line's own fields are given."""


class JsonLines(logging.Formatter):
    """at, level, from, says; a line's own facts; of an error its type and `through`, the places."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": _said(record),
        }
        facts = getattr(record, FACTS, None)
        if isinstance(facts, Mapping):
            line.update(facts)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["through"] = places(record.exc_info[2])
        return json.dumps(line, default=str)


def _said(record: logging.LogRecord) -> str:
    """What a line says. asyncio puts into it what a task failed with and what a callback was given: the name
    of what happened is left of that."""
    told = record.getMessage()
    return re.split(r"[\n(<]", told, maxsplit=1)[0].rstrip() if record.name == "asyncio" else told


def places(trace: TracebackType | None) -> list[str]:
    """FILE:LINE FUNCTION of each frame, outermost first; never a frame's values."""
    return [
        f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]


def start() -> None:
    """From here on everything is told in lines, also what ends a thread."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for talkative in TALKATIVE:
        logging.getLogger(talkative).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    threading.excepthook = _ended
    sys.excepthook = _over
    sys.unraisablehook = _passed_over


def _ended(what: threading.ExceptHookArgs) -> None:
    name = what.thread.name if what.thread is not None else "-"
    if what.exc_value is not None:
        log.critical("thread %s ended", name, exc_info=what.exc_value)


def _over(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("the service ended by an error", exc_info=(kind, error, trace))


def _passed_over(what: "sys.UnraisableHookArgs") -> None:
    if what.exc_value is not None:
        told = (what.exc_type, what.exc_value, what.exc_traceback)
        log.error("an error in the background was passed over", exc_info=told)
