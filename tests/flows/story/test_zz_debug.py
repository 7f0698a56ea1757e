"""A partner's receiver is down for an hour of the first day; then it learns everything, once by id."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.contract import webhook
from api.events.catalogue import CATALOGUE
from api.registry import outbox
from api.registry.store import Store
from tests.support.clock import SimulatedClock
from tests.support.events import Line
from tests.support.receiver import Handler, Receiver, Request, accept, free_port, receiving
from tests.support.story import intake_day
from tests.support.story.houses import in_process

HOUR = timedelta(hours=1)
PAGE = 500


class Partner:
    """Believes what is signed, and does each event once. Of the first three it loses its answers."""

    def __init__(self, line: Line, receiver: Receiver) -> None:
        self.inbox = webhook.Inbox()
        self.told: list[dict[str, Any]] = []
        self.came: Counter[str] = Counter()
        self._line = line
        receiver.behaviour = self._take

    def _take(self, handler: Handler, request: Request) -> None:
        now = self._line.clock.now().timestamp()
        with pytest.raises(webhook.MessageRefused, match="wrong signature"):
            webhook.verify(request.headers, request.body, [webhook.new_secret()], now)
        message = webhook.verify(request.headers, request.body, self._line.secrets, now)
        self.came[message.id] += 1
        if self.inbox.take(message):
            self.told.append(dict(message.event))
            if len(self.told) <= 3:
                handler.reset()
                return
        accept(handler, request)


def happened(store: Store) -> list[str]:
    """The ids of all events of the story."""
    with store.reading() as view:
        found, last = [], 0
        while page := outbox.after(view, last, PAGE):
            found += [str(one.id) for one in page]
            last = page[-1].position
        return found


@pytest.mark.timeout(600)
def test_everything_is_told_once_the_receiver_is_back(tmp_path: Path) -> None:
    with in_process(tmp_path / "umbral.db", tmp_path / "keys") as (prison, service):
        store, clock, port = service._registry, prison.clock, free_port()
        assert isinstance(clock, SimulatedClock)
        line = Line(store, clock, f"http://127.0.0.1:{port}/events", *CATALOGUE)
        intake_day.the_day_before(prison)
        waits = intake_day.morning(prison)
        went_down, meanwhile = clock.now(), len(happened(store))
        line.run(at_most=HOUR)
        assert clock.now() - went_down > HOUR / 2, "it is tried again and again"
        clock.advance_to(went_down + HOUR)
        with receiving(port) as receiver:
            partner = Partner(line, receiver)
            line.run()
            import sqlite3
            db=sqlite3.connect(tmp_path/'umbral.db')
            for (n,) in db.execute("select name from sqlite_master where type='table' and (name like '%outbox%' or name like '%deliver%' or name like '%subscr%')").fetchall():
                print('MISSING', n, [c[1] for c in db.execute(f'pragma table_info({n})')], db.execute(f'select count(*) from {n}').fetchall())
                print('MISSING rows', db.execute(f'select * from {n} order by rowid desc limit 6').fetchall())
            assert len(partner.told) == meanwhile
            intake_day.afternoon(prison, waits)
            line.run()
        expected = happened(store)
    assert sorted(one["id"] for one in partner.told) == sorted(expected)
    assert len(expected) > meanwhile
    assert [times for times in partner.came.values() if times > 1] == [2, 2, 2]
    last: Counter[str] = Counter()
    for one in partner.told:
        if "subject" in one:
            assert int(one["sequence"]) > last[one["subject"]]
            last[one["subject"]] = int(one["sequence"])
