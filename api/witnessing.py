"""Heads of the audit log are signed from time to time, and kept where the service's own disk is not.

A log cannot notice by itself that somebody gave it another past, with all hashes made anew. Whoever keeps an
older signed head can: each witness is a folder (another machine's, mounted here; a stick) in which a line for
each head is appended to a file; partners read them over HTTP.
"""

import json
import logging
import os
from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from api.audit.verify import Head
from api.background import Periodically
from api.clock import Clock
from api.registry import audit_log
from api.registry.store import Store

EVERY_SECONDS = 60.0
"""So much of the newest past could be changed unseen."""

FILE = "umbral-heads.jsonl"

log = logging.getLogger("umbral.audit")


def told(head: Head) -> dict[str, str | int]:
    """A head as JSON, as `Head.of` reads it."""
    return {
        "log": head.log,
        "size": head.size,
        "root": head.root.hex(),
        "at": head.at,
        "signature": b64encode(head.signature).decode(),
    }


class Notary(Periodically):
    """Signs heads from `start` to `stop`: the first one at once, the last one at the end."""

    def __init__(self, store: Store, clock: Clock, witnesses: Sequence[Path] = ()) -> None:
        failed = partial(log.exception, "no head of the audit log could be signed; it is tried again")
        super().__init__("notary", self.sign, EVERY_SECONDS, failed, at_last=True)
        self._store, self._clock, self._witnesses = store, clock, tuple(witnesses)

    def sign(self) -> Head:
        """Sign a head over what there is, and hand it to every witness that can be reached."""
        with self._store.reading() as view:
            last = audit_log.latest_head(view)
        with self._store.housekeeping(self._clock.now()) as unit:
            head = audit_log.sign_head(unit)
        if head != last:
            for folder in self._witnesses:
                _hand_over(head, folder)
        return head


def _hand_over(head: Head, folder: Path) -> None:
    try:
        handle = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.write(handle, json.dumps(told(head)).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        log.warning("a witness of the audit log cannot be reached: %s", error.strerror)
