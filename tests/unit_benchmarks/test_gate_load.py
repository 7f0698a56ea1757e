"""What the gates' benchmark tells of answers, and that it waits for whoever is still asking."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from benchmarks.speed.gate_load import Answered, Officer, figures, shifts
from tests.support.listening import listening

DECIDED = json.dumps({"outcome": "admit", "passage_id": "p-1"}).encode()
REFUSED = json.dumps({"code": "not-ready"}).encode()


class _Gate(BaseHTTPRequestHandler):
    """Decides at `open`, refuses at every other gate."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        good = self.path.endswith("/open")
        body = DECIDED if good else REFUSED
        self.send_response(200 if good else 503)
        self.send_header("Server-Timing", "search;dur=1.5, store;dur=0.5")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), _Gate)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def test_shares_are_of_the_time_from_post_to_decision() -> None:
    answered = [
        Answered("entry", 200, "admit", 100.0, {"search": 30.0, "store": 10.0}, 0.0),
        Answered("entry", 200, "hold", 300.0, {"search": 90.0}, 0.0),
        Answered("entry", 503, "not-ready", 9_000.0, {}, 0.0),
        Answered("entry", 0, "ReadTimeout", 9_000.0, {}, 0.0),
    ]
    told = figures(answered)
    assert told["share"] == {"search": 0.3, "store": 0.025, "other": 0.675}
    assert told["ms"] == {"p50": 200, "p95": 290, "max": 300}
    assert told["outcomes"] == {"admit": 1, "hold": 1}
    assert told["errors"] == {"503 not-ready": 1, "0 ReadTimeout": 1}


def test_everybody_asks_and_what_fails_is_counted(url: str) -> None:
    def shift(officer: Officer, client: httpx.Client, next_one: Callable[[], bool]) -> None:
        assert next_one()
        assert officer.ask(client, "open", b"{}").visit == "p-1"
        officer.ask(client, "closed", b"{}")

    answered, took = shifts(url, [shift] * 4, 60.0, 0.0)
    assert sorted((one.gate, one.status, one.outcome) for one in answered) == [
        *[("closed", 503, "not-ready")] * 4,
        *[("open", 200, "admit")] * 4,
    ]
    assert answered[0].stages == {"search": 1.5, "store": 0.5}
    assert took < 60.0


def test_whoever_is_let_out_when_the_shift_is_over_is_not_counted(url: str) -> None:
    until_the_end = threading.Event()

    def shift(officer: Officer, client: httpx.Client, next_one: Callable[[], bool]) -> None:
        officer.ask(client, "open", b"{}")
        while next_one():
            until_the_end.wait(0.05)
        officer.ask(client, "closed", b"{}")

    answered, took = shifts(url, [shift], 2.0, 0.0)
    assert [one.gate for one in answered] == ["open"]
    assert took < 2.0


def test_nobody_answers_there() -> None:
    def shift(officer: Officer, client: httpx.Client, next_one: Callable[[], bool]) -> None:
        officer.ask(client, "open", b"{}")

    ((lost,), _) = shifts("http://127.0.0.1:1", [shift], 60.0, 0.0)
    assert (lost.status, lost.outcome) == (0, "ConnectError")
