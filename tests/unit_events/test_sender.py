"""One message to one receiver: bounded in time, to the pinned address, under the right certificate."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path

import pytest

from api.events.addresses import Guard
from api.events.sender import Answered, Cut, Sender, Silent
from tests.support.certificates import trust_for
from tests.support.receiver import LOOPBACK, Handler, Receiver, Request, free_port, receiving

PATIENCE = 0.3  # seconds; a test waits no longer, and a receiver that never answers costs that much


def resolving(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


def sender(
    *, tls: ssl.SSLContext | None = None, resolve: Callable[[str, int], Sequence[str]] | None = None
) -> Sender:
    guard = Guard(LOOPBACK, resolve)
    return Sender(guard, tls, connect_seconds=PATIENCE, answer_seconds=PATIENCE)


def send(by: Sender, url: str, cut: Cut | None = None) -> Answered | Silent:
    return by.send(url, {"webhook-id": "1", "Content-Type": "text/plain"}, b"body", cut or Cut())


@contextmanager
def serving(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A bare listener that treats one connection as it likes; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_what_is_sent_is_what_arrives() -> None:
    with receiving() as receiver:
        assert send(sender(), receiver.url) == Answered(204)
    (request,) = receiver.requests
    assert request.body == b"body"
    assert request.headers["Host"] == receiver.url.split("/")[2]
    assert request.headers["webhook-id"] == "1"


@pytest.mark.parametrize("code", [200, 201, 301, 404, 500, 503])
def test_the_status_is_told_as_it_is(code: int) -> None:
    with receiving() as receiver:
        receiver.behaviour = lambda handler, _: handler.answer(code)
        assert send(sender(), receiver.url) == Answered(code)


def test_an_interim_answer_is_passed_over() -> None:
    with receiving() as receiver:
        receiver.behaviour = lambda handler, _: handler.raw(
            b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
        )
        assert send(sender(), receiver.url) == Answered(202)


def test_a_receiver_that_never_answers_costs_a_bounded_time() -> None:
    with receiving() as receiver:
        receiver.behaviour = lambda handler, _: _wait(receiver)
        began = time.monotonic()
        assert send(sender(), receiver.url) == Silent("time-out")
        assert time.monotonic() - began < PATIENCE + 5


def _wait(receiver: Receiver) -> None:
    receiver.over.wait()


def test_a_byte_now_and_then_buys_no_time() -> None:
    """Each comes well within the patience of a single read; the status line never ends."""
    hung_up = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.recv(4096)
        with suppress(OSError):
            for byte in chain(b"HTTP/1.1 200 ", repeat(ord("O"))):
                connection.sendall(bytes([byte]))
                if hung_up.wait(PATIENCE / 10):
                    return

    with serving(drip) as port:
        began = time.monotonic()
        answer = send(sender(), f"http://127.0.0.1:{port}/")
        hung_up.set()
    assert answer == Silent("time-out")
    assert time.monotonic() - began < PATIENCE + 5


def test_nobody_there() -> None:
    assert send(sender(), f"http://127.0.0.1:{free_port()}/") == Silent("no-connection")


def test_an_address_that_is_not_allowed_is_not_connected_to() -> None:
    with receiving() as receiver:
        by = Sender(Guard(), connect_seconds=PATIENCE, answer_seconds=PATIENCE)
        assert send(by, receiver.url) == Silent("address-refused")
    assert receiver.requests == []


def test_a_name_that_leads_nowhere() -> None:
    def fail(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    assert send(sender(resolve=fail), "https://cases.example/") == Silent("no-such-name")
    assert send(sender(), f"https://{'a' * 64}.example/") == Silent("no-such-name")


def test_the_name_is_looked_up_once_and_the_connection_goes_there() -> None:
    """A second answer of the name server (DNS rebinding) has nothing to say."""
    asked: list[str] = []

    def first_public_then_private(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with receiving() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        by = sender(resolve=first_public_then_private)
        assert send(by, f"http://cases.example:{port}/") == Answered(204)
    assert asked == ["cases.example"]
    assert receiver.requests[0].headers["Host"] == f"cases.example:{port}"


def test_where_one_address_is_dead_the_next_is_tried() -> None:
    with receiving() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        by = sender(resolve=resolving("127.0.0.2", "127.0.0.1"))
        assert send(by, f"http://cases.example:{port}/") == Answered(204)


def test_a_certificate_for_the_name_is_asked_for_and_the_address_pinned(tmp_path: Path) -> None:
    trust = trust_for(["cases.example"], tmp_path)
    with receiving(tls=trust.server) as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        right = sender(tls=trust.client, resolve=resolving("127.0.0.1"))
        assert send(right, f"https://cases.example:{port}/") == Answered(204)
        assert send(right, f"https://other.example:{port}/") == Silent("no-trust")
        strangers = sender(resolve=resolving("127.0.0.1"))
        assert send(strangers, f"https://cases.example:{port}/") == Silent("no-trust")
    assert len(receiver.requests) == 1


def test_who_stops_the_service_does_not_wait_for_a_receiver() -> None:
    arrived = threading.Event()
    answers: list[Answered | Silent] = []

    def hang(_handler: Handler, _request: Request) -> None:
        arrived.set()
        receiver.over.wait()

    with receiving() as receiver:
        receiver.behaviour = hang
        cut = Cut()
        patient = Sender(Guard(LOOPBACK), connect_seconds=60, answer_seconds=60)
        thread = threading.Thread(target=lambda: answers.append(send(patient, receiver.url, cut)))
        thread.start()
        arrived.wait()
        began = time.monotonic()
        cut()
        thread.join()
        assert time.monotonic() - began < 5
        assert isinstance(answers[0], Silent)
        assert isinstance(send(patient, receiver.url, cut), Silent), "cut is cut for good"
    assert len(receiver.requests) == 1
