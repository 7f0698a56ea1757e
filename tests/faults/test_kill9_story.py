"""`kill -9` at random points of the story: it is told to its end all the same, every decision as written.

Whoever asks repeats what was not answered, under the same key, before a service that was started anew. What
was acknowledged is there, since the story goes on from it; nothing is there by halves; every answer and every
decision has its leaf in the audit log; every event is in the feed once and in the order of its person. A
seeded twentieth of the kills runs always, on both databases; UMBRAL_CAMPAIGN=full runs two hundred.
"""

import threading
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.support.campaigns import record, share
from tests.support.databases import Where
from tests.support.service import RunningService, running_service
from tests.support.story import serving, whole
from tests.support.story.accounts import unaccounted
from tests.support.story.callers import Wire
from tests.support.story.captures import Named
from tests.support.story.clock import FileClock
from tests.support.story.halves import half_done
from tests.support.story.houses import client, furnished, opened

KILLS = share(100)  # on each of both databases
SEED = 20260322
REQUESTS = 1000  # the story takes a few more
LONGEST_WAIT = 0.06  # seconds after a request has set out: before, amid and after its commit


class Killed:
    """A service that dies at chosen requests and is started anew when somebody finds it gone."""

    def __init__(self, home: Path, lives: ExitStack) -> None:
        self._random = Random(SEED)
        self._points = deque(sorted(self._random.sample(range(REQUESTS), KILLS)))
        self.kills = 0
        self._home = home
        self._lives = lives
        self._running = self._started()
        self._killer: threading.Timer | None = None

    def before(self, request: int) -> None:
        """The request sets out; if a point is reached, a service that lives has a moment left.

        A point that is reached while the service is dying already kills the next one.
        """
        if self._killer is None and self._points and self._points[0] <= request:
            self._points.popleft()
            self._killer = threading.Timer(self._random.uniform(0, LONGEST_WAIT), self._running.kill)
            self._killer.start()

    def revive(self) -> httpx.Client:
        """A client of a service over the same data."""
        assert self._killer is not None, "the service died of itself"
        self._killer.join()
        self._killer = None
        self.kills += 1
        self._running = self._started()
        return self._lives.enter_context(client(self._running))

    def last(self) -> None:
        """Whoever is still to die has died."""
        if self._killer is not None:
            self._killer.join()

    def client(self) -> httpx.Client:
        """Of the first service."""
        return self._lives.enter_context(client(self._running))

    def _started(self) -> RunningService:
        service = running_service(self._home, module=serving.__name__, arguments=["names"])
        return self._lives.enter_context(service)


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 600)
def test_the_story_survives_its_service(where: Where, tmp_path: Path) -> None:
    home = tmp_path / "home"
    place = furnished(home, where, Named())
    with ExitStack() as lives:
        killed = Killed(home, lives)
        wire = Wire(killed.client())
        prison = opened(place, wire, FileClock(home / serving.CLOCK))
        prison.telling.again = True
        wire.revive, wire.before = killed.revive, killed.before
        whole.told(prison)
        killed.last()
    assert killed.kills == KILLS
    assert half_done(place.where) == []
    assert unaccounted(place, wire.heard) == []
    figures = {"kills": killed.kills, "requests": wire.done, "events": len(prison.telling.heard)}
    store = "sqlite" if isinstance(where, Path) else "postgresql"
    record(f"story_kills_{store}", "tests/faults/test_kill9_story.py", figures)
