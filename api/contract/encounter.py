"""What stands in a packet: somebody as a station captured them, offline or not, before any gate was asked.

JSON of `CapturedEncounter`, UTF-8. A service takes up what a packet holds by its number, instead of the
images; so who sends them and who asks the gate need not be one machine, nor do it at one time.
"""

from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from api.contract.gates import CaptureExceptionIn
from api.contract.plain import Line, Moment, Short
from api.contract.samples import AbsentFingers, SampleIn, WireModel, require_present

MOST_OCTETS: Final = 16 * 2**20
"""Of a packet's content: with what is around it, it passes the service's limit of a body."""

MEDIA_TYPE: Final = "application/umbral-packet"


class DeviceIn(WireModel):
    """Who made a capture."""

    kind: Literal["fingerprint_scanner", "camera", "file"]
    maker: Line
    model: Line
    serial: Line
    firmware: Line
    simulated: bool = False


class CaptureIn(WireModel):
    """One capture. quality: 0 to 100 as the station graded it; the service grades it anew."""

    sample: SampleIn
    captured_at: Moment
    device: DeviceIn
    quality: Annotated[int, Field(ge=0, le=100)] | None = None


class CapturedEncounter(WireModel):
    """label: how people at the counter tell this one from others, such as the number of a ticket; no name."""

    version: Literal[1] = 1
    encounter_id: UUID
    captured_at: Moment
    build: Line
    label: Short | None = None
    captures: Annotated[tuple[CaptureIn, ...], Field(min_length=1, max_length=24)]
    absent_fingers: AbsentFingers = ()
    exceptions: Annotated[tuple[CaptureExceptionIn, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _absent_is_absent(self) -> Self:
        require_present([one.sample for one in self.captures], self.absent_fingers)
        return self
