"""A house's board: read once or followed, who visits it, and which gates are there."""

from collections.abc import Iterator
from urllib.parse import quote

from api.contract.board import BoardOut, GateList, GateOut, HeartbeatIn, InsideOut, InsidePage
from api.contract.client.calls import Calls
from api.contract.client.connection import parsed
from api.contract.client.parameters import PAGE
from api.contract.errors import ServiceUnreachable

EVENT, IDENTITY, DATA = "event: ", "id: ", "data: "


class Boards(Calls):
    """How a house stands now."""

    def of(self, facility: str) -> BoardOut:
        """Its figures."""
        return self._read(BoardOut, _at(facility, "board"))

    def follow(self, facility: str) -> Iterator[BoardOut]:
        """Its figures now, and again whenever they changed, until whoever reads them stops.

        A stream that ends is taken up again where it was. Raises ServiceUnreachable where one breaks off.
        """
        last: str | None = None
        while True:
            for identity, board in self._events(_at(facility, "board/events"), last):
                last = identity
                yield board

    def inside(self, facility: str, page_size: int = PAGE) -> Iterator[InsideOut]:
        """Every visitor inside, by name."""
        return self._pages(InsidePage, lambda page: page.visitors, _at(facility, "board/visitors"), page_size)

    def gates(self, facility: str) -> GateList:
        """Every gate that was ever heard and not taken out of use."""
        return self._read(GateList, _at(facility, "gates"))

    def is_there(self, facility: str, gate: str, says: HeartbeatIn) -> GateOut:
        """A gate's heartbeat; the answer says within how many seconds the next one is due."""
        answer = self._connection.send("PUT", _at(facility, f"gates/{gate}"), says, actor=self._actor)
        return parsed(GateOut, answer)

    def retire(self, facility: str, gate: str) -> None:
        """A gate is in use no more."""
        self._connection.send("DELETE", _at(facility, f"gates/{gate}"), actor=self._actor)

    def _events(self, path: str, last: str | None) -> Iterator[tuple[str, BoardOut]]:
        """One stream to its end (WHATWG HTML, section 9.2.6): of each event its id and what it says."""
        more = {} if last is None else {"Last-Event-ID": last}
        told: dict[str, str] = {}
        with self._connection.lines(path, actor=self._actor, more=more) as lines:
            for line in lines:
                if not line:
                    if EVENT in told and told[EVENT] == "board":
                        yield told.get(IDENTITY, ""), _board(told.get(DATA, ""))
                    told = {}
                for field in (EVENT, IDENTITY, DATA):
                    if line.startswith(field):
                        told[field] = told.get(field, "") + line.removeprefix(field)


def _board(data: str) -> BoardOut:
    try:
        return BoardOut.model_validate_json(data)
    except ValueError as error:
        raise ServiceUnreachable("What the service tells of a board is not one of this service.") from error


def _at(facility: str, what: str) -> str:
    return f"/v1/facilities/{quote(facility, safe='')}/{what}"
