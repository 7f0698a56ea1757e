"""`umbral serve` with the story's clock, and with eyes that read names or that see each picture once.

`python -m tests.support.story.serving names|pictures serve --home HOME --port 0`
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from api import commands
from api.clock import SystemClock
from matcher.domain import Sample
from matcher.extraction import Extracted, Extractors
from tests.support.story.captures import read_name
from tests.support.story.clock import FileClock

CLOCK = "story-clock"


def main() -> None:
    """The service until it is interrupted."""
    eyes, *rest = sys.argv[1:]
    clock = FileClock(Path(rest[rest.index("--home") + 1]) / CLOCK)
    # whoever asks the machine's clock asks the story's, and whoever looks at a picture reads a name
    SystemClock.now = lambda self: clock.now()  # type: ignore[method-assign] # the story's clock
    if eyes == "names":
        Extractors.extract = lambda self, sample: read_name(sample)  # type: ignore[method-assign] # simulated eyes
    else:
        _see_once()
    sys.argv[1:] = rest
    commands.main()


def _see_once() -> None:
    """A passage that is decided anew, and a visitor of the afternoon, show pictures that were read before."""
    seen: dict[Sample, tuple[Extracted, ...]] = {}
    look = Extractors.extract

    def extract(self: Extractors, sample: Sample) -> Iterator[Extracted]:
        if sample not in seen:
            seen[sample] = tuple(look(self, sample))
        yield from seen[sample]

    Extractors.extract = extract  # type: ignore[method-assign] # the same, remembered


if __name__ == "__main__":
    main()
