"""A request whose answer is lost goes out again under the same key, a few times, and is done once."""

from collections.abc import Callable

import httpx
import pytest

from api.contract.client import Connection, Repeating, Umbral
from api.contract.client.parameters import REPEATS
from api.contract.errors import NotNow, ServiceUnreachable
from api.contract.orders import OrderIn
from tests.support.clock import START
from tests.support.offices import LOCAL, Offices

ORDER = OrderIn(kind="release", court="Juzgado Tercero", number="1", issued=START, valid_from=START)
Fault = Callable[[httpx.Request], httpx.Response]


class Faulty(httpx.BaseTransport):
    """Carries requests, and loses the answers to the first few: the service did what they ask."""

    def __init__(self, carrier: httpx.BaseTransport, faults: int, fault: Fault | None = None) -> None:
        self._carrier, self._left, self._fault = carrier, faults, fault
        self.sent: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        self.sent.append(request)
        answer = self._carrier.handle_request(request)
        if self._left == 0:
            return answer
        self._left -= 1
        if self._fault is None:
            raise httpx.ReadError("the connection was reset", request=request)
        return self._fault(request)

    def keys(self) -> list[str | None]:
        """The idempotency key of each request."""
        return [request.headers.get("Idempotency-Key") for request in self.sent]


def busy(seconds: str) -> Fault:
    told = {
        "type": "urn:umbral:problem:not-ready", "title": "Loading", "status": 503,
        "detail": "The gallery is being loaded.", "code": "not-ready", "advice": "Wait.",
    }  # fmt: skip
    return lambda _request: httpx.Response(503, json=told, headers={"Retry-After": seconds})


def courts(transport: httpx.BaseTransport, pauses: list[float]) -> Umbral:
    repeating = Repeating(pause=pauses.append)
    return Umbral.at(LOCAL, "courts", ["case-system"], transport=transport, repeating=repeating)


def test_a_write_whose_answer_is_lost_is_done_once(offices: Offices) -> None:
    line, pauses = Faulty(offices.transport, 2), list[float]()
    made = courts(line, pauses).orders.register(ORDER)
    assert made.number == "1"
    first, *others = line.keys()
    assert first is not None
    assert others == [first, first]
    assert len(pauses) == 2
    assert [kind for kind, _, _ in offices.told()] == ["order.registered"]


def test_two_writes_are_two(offices: Offices) -> None:
    line = Faulty(offices.transport, 0)
    client = courts(line, [])
    for number in ("1", "2"):
        client.orders.register(ORDER.model_copy(update={"number": number}))
    assert len(set(line.keys())) == 2


def test_a_caller_s_own_key_survives_the_caller(offices: Offices) -> None:
    made = {courts(offices.transport, []).orders.register(ORDER, key="order-1/26").id for _ in range(2)}
    assert len(made) == 1


def test_it_gives_up(offices: Offices) -> None:
    line, pauses = Faulty(offices.transport, 99), list[float]()
    with pytest.raises(ServiceUnreachable, match="does not answer"):
        courts(line, pauses).orders.register(ORDER)
    assert len(line.sent) == REPEATS + 1
    assert pauses == sorted(pauses), "each pause is longer than the last"


def test_a_busy_service_says_when_to_come_again(offices: Offices) -> None:
    line, pauses = Faulty(offices.transport, 1, busy("2")), list[float]()
    assert courts(line, pauses).orders.register(ORDER).number == "1"
    assert pauses == [2.0]


def test_a_service_that_wants_a_long_pause_is_heard_by_the_caller(offices: Offices) -> None:
    line, pauses = Faulty(offices.transport, 1, busy("60")), list[float]()
    with pytest.raises(NotNow) as refused:
        courts(line, pauses).orders.register(ORDER)
    assert (refused.value.problem.code, refused.value.mender) == ("not-ready", "time")
    assert pauses == []


def test_what_may_do_more_when_it_comes_twice_is_not_repeated(offices: Offices) -> None:
    line, pauses = Faulty(offices.transport, 1), list[float]()
    bare = Connection(LOCAL, transport=line, repeating=Repeating(pause=pauses.append))
    with pytest.raises(ServiceUnreachable):
        bare.send("POST", "/v1/orders", ORDER, actor="courts; roles=case-system")
    assert len(line.sent) == 1
