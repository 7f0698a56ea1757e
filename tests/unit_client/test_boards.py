"""Boards and statistics as a program calls them."""

from collections.abc import Callable

from api.contract.board import HeartbeatIn
from api.contract.client import Umbral
from api.publishing import Publisher
from tests.support.offices import Offices

Acting = Callable[..., Umbral]


def test_a_board_is_read_and_its_gates_are_heard(acting: Acting, offices: Offices) -> None:
    house, boards = offices.house, acting("supervisor").boards
    says = HeartbeatIn(build="1", clock=house.clock.now())
    assert boards.is_there(house.code, "east", says).again_within_seconds == 20
    assert [one.name for one in boards.gates(house.code).gates] == ["east"]
    assert boards.of(house.code).gates.online == 1
    assert next(boards.follow(house.code)) == boards.of(house.code)
    boards.retire(house.code, "east")
    assert boards.gates(house.code).gates == []
    assert list(boards.inside(house.code)) == []


def test_statistics_are_read_as_a_table_and_as_csv(acting: Acting, offices: Offices) -> None:
    house, statistics = offices.house, acting("observer").statistics
    made = Publisher(house.registry, house.clock, house.gates.house.policies)
    made.publish_due()
    assert statistics.every().months == ["2026-02"]
    (month,) = statistics.table("visits", month="2026-02").months
    assert month.counts == [[0, 0, 0, 0]] * 2
    assert statistics.csv("custody-by-facility").splitlines()[1] == f"2026-02,everybody,{house.code},0,0"
