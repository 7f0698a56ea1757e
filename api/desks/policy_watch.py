"""Keeps the shelf in step with the folder of policies while the service runs.

A file that changes, comes or goes is noticed within seconds. Before the desks go by new policies, their text
is on record with the hour; a folder that cannot be used changes nothing and is told in the log and by
`GET /v1/policies`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from api.audit.act import job
from api.background import Periodically
from api.clock import Clock
from api.desks.policies import PolicyShelf
from api.gates.policy import Policy, parse
from api.policies import text_of
from api.registry import policy_uses
from api.registry.policy_uses import PolicyUse
from api.registry.store import Store
from matcher.errors import UmbralError

LOOK_EVERY_SECONDS = 2.0

log = logging.getLogger("umbral.policies")

Signature = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _File:
    policy: Policy
    text: str


class PolicyWatch(Periodically):
    """`look` is what it does now and then."""

    def __init__(self, folder: Path, shelf: PolicyShelf, store: Store, clock: Clock) -> None:
        failed = partial(log.exception, "looking after the policies failed")
        super().__init__("policies", self._look_again, LOOK_EVERY_SECONDS, failed)
        self._folder = folder
        self._shelf = shelf
        self._store = store
        self._clock = clock
        self._seen: Signature | None = None

    def start(self) -> None:
        """Put what the desks start with on record, and watch from now on."""
        self.look()
        super().start()

    def look(self) -> None:
        """Go by what lies in the folder, if it is not what lay there at the last look."""
        found = _signature(self._folder)
        if found == self._seen:
            return
        self._seen = found
        try:
            files = [_read(self._folder / name) for name, *_ in found]
            self._take(files)
        except UmbralError as error:
            self._shelf.refused = error
            log.error("policies unchanged: %s", error.diagnostics())  # noqa: TRY400 - a person mends the file
        else:
            names = ", ".join(one.policy.under for one in files) or "none"
            log.info("policies in use: %s", names)

    def _take(self, files: Sequence[_File]) -> None:
        policies = [one.policy for one in files]
        PolicyShelf(policies)  # refuses what the shelf would refuse, before anything is written
        now = self._clock.now()
        with job("policies"), self._store.writing(now) as unit:
            policy_uses.now_in_use(
                unit,
                [
                    PolicyUse(
                        sha256=one.policy.sha256,
                        name=one.policy.scope.name,
                        facility=one.policy.scope.facility,
                        text=one.text,
                        since=now,
                    )
                    for one in files
                ],
            )
        self._shelf.exchange(policies)

    def _look_again(self) -> None:
        try:
            self.look()
        except Exception:
            self._seen = None  # once more at the next look
            raise


def _read(path: Path) -> _File:
    text = text_of(path)
    return _File(parse(text, path.name), text)


def _signature(folder: Path) -> Signature:
    """What tells that a file of the folder is another: name, inode, last change of anything, size."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            told = path.stat()
        except FileNotFoundError:
            continue  # it went between the listing and now
        found.append((path.name, told.st_ino, told.st_ctime_ns, told.st_size))
    return tuple(found)
