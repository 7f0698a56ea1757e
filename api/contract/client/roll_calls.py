"""Roll-call: a count of a wing, a facility or a list, look by look."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.roll_calls import LookIn, LookOut, RollCallIn, RollCallLine, RollCallOut, RollCallPage

HERE = "/v1/roll-calls"


class RollCalls(Calls):
    """A count lives in the service: whoever has its number goes on with it."""

    def begin(self, asked: RollCallIn, *, key: str | None = None) -> RollCallOut:
        """Begin a count."""
        return self._write(RollCallOut, "POST", HERE, asked, key=key)

    def look(self, roll_call_id: UUID, look: LookIn, *, key: str | None = None) -> LookOut:
        """Somebody was looked at."""
        return self._write(LookOut, "POST", f"{HERE}/{roll_call_id}/observations", look, key=key)

    def one(self, roll_call_id: UUID) -> RollCallOut:
        """How it stands now, or stood when it was closed."""
        return self._read(RollCallOut, f"{HERE}/{roll_call_id}")

    def every(
        self, facility: str | None = None, *, running: bool | None = None, page_size: int = PAGE
    ) -> Iterator[RollCallLine]:
        """Counts, the oldest first. running: whether they go on; None: either way."""
        return self._pages(
            RollCallPage,
            lambda page: page.roll_calls,
            HERE,
            page_size,
            facility=facility,
            running=running,
        )

    def close(self, roll_call_id: UUID, *, key: str | None = None) -> RollCallOut:
        """The round is through: whoever was not found is missing."""
        return self._write(RollCallOut, "POST", f"{HERE}/{roll_call_id}/close", key=key)
