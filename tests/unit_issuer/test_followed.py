"""A board that is followed from a page ends with the page's session, and keeps none alive."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from api.registry import audit_log
from api.routes import board
from tests.support.signing_in import ADDRESS, FROM_OUR_PAGE, Entrance
from tests.support.waiting import WITHIN, within

IDLE = timedelta(minutes=61)
UNATTENDED = {"Umbral-Unattended": "1"}
Follow = Callable[[httpx.Client], "Future[httpx.Response]"]


@pytest.fixture
def follow(door: Entrance, monkeypatch: pytest.MonkeyPatch) -> Iterator[Follow]:
    """Begin to follow the board with a browser's cookies."""
    monkeypatch.setattr(board, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(board, "monotonic", lambda: 20 * time.monotonic())  # an hour is 3 minutes
    path = f"/v1/facilities/{door.house.code}/board/events"

    def begun() -> bool:
        with door.house.registry.reading() as view:
            leaves = audit_log.leaves(view, 0, 1_000)
        return any(json.loads(one)["act"] == "follow_board" for one in leaves)

    with ThreadPoolExecutor(1) as page:

        def follow(browser: httpx.Client) -> "Future[httpx.Response]":
            other = httpx.Client(base_url=ADDRESS, transport=door.transport, cookies=dict(browser.cookies))
            told = page.submit(other.get, path, headers={"Sec-Fetch-Site": "same-origin", **UNATTENDED})
            assert within(WITHIN, begun)
            return told

        yield follow


def in_at(door: Entrance, browser: httpx.Client) -> bool:
    """Whether somebody is signed in; to ask it keeps nothing alive."""
    headers = {"Sec-Fetch-Site": "same-origin", **UNATTENDED}
    return browser.get(f"/v1/facilities/{door.house.code}/board", headers=headers).status_code == 200


def test_it_ends_when_its_officer_signs_out(door: Entrance, follow: Follow) -> None:
    chief = door.chief()
    told = follow(chief)
    assert chief.post("/sign-out", headers=FROM_OUR_PAGE).status_code == 200
    assert told.result(WITHIN).text.startswith(": a board follows")


def test_it_ends_when_nothing_is_done_and_keeps_nobody_signed_in(door: Entrance, follow: Follow) -> None:
    chief = door.chief()
    told = follow(chief)
    for _ in range(3):
        door.house.clock.advance(IDLE / 4)
        assert in_at(door, chief)
        assert not told.done()
    door.house.clock.advance(IDLE / 4)
    assert told.result(WITHIN).status_code == 200
    assert not in_at(door, chief)


def test_it_ends_when_the_account_is_removed(door: Entrance, follow: Follow) -> None:
    chief = door.chief()
    officer = door.officer(chief, "rosa", "gate-officer")
    told = follow(officer)
    removed = {**FROM_OUR_PAGE, "Idempotency-Key": "a-key-to-remove-rosa"}
    assert chief.delete("/v1/accounts/rosa", headers=removed).status_code == 204
    assert told.result(WITHIN).status_code == 200
    assert not in_at(door, officer)
