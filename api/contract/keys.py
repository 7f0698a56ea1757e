"""Wire types of the key-encryption key's rotation."""

from typing import Annotated, Literal

from pydantic import Field

from api.contract.samples import WireModel


class RotationOut(WireModel):
    """none: none was begun since the service started. rotating: keys are wrapped anew, answers go on.

    stopped: it ended at a fault, which the service's log names; begin again to go on. done: the older key is
    gone.
    """

    state: Literal["none", "rotating", "done", "stopped"]
    key: Annotated[str, Field(description="Names the key that wraps now, without telling it")]
    left: Annotated[int, Field(ge=0, description="Owners' keys that an older key has wrapped")]
