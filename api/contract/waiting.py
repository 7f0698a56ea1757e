"""Wire types of the people "at the counter": captures that the demo lays out for the page to try.

The demo writes the images and `waiting.json` into `demo/` of the data directory; the console reads them.
"""

from typing import Annotated

from pydantic import Field

from api.contract.samples import Modality, Position, WireModel

FOLDER = "demo"
LIST = "waiting.json"

FileName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\.(png|jpg)$")]


class WaitingSample(WireModel):
    """One fresh capture of somebody at the counter: a file in the same folder, and what it shows."""

    file: FileName
    modality: Modality
    position: Position = 0


class Waiting(WireModel):
    """What waits. `complete` is false while the demo is still laying it out."""

    samples: list[WaitingSample]
    complete: bool
