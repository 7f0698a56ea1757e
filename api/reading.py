"""The samples of a request, read: every finger and face, as it is compared and as it would be stored."""

from collections.abc import Sequence

from api.errors import TooManyFingers
from api.outcomes import Read
from api.registry.ids import uuid7
from api.registry.records import NewSample
from matcher.domain import Sample, Template
from matcher.errors import UmbralError
from matcher.extraction import Extractors

MOST_SAMPLES = 48
"""Of one request, slaps and records taken apart: rolled and plain prints of ten fingers fit twice."""


def read_samples(extractors: Extractors, samples: Sequence[Sample]) -> tuple[Read, ...]:
    """Every finger and face of the samples. Raises TooManyFingers, and the errors of extraction.

    An error tells by its parameter `sample` which one it is about.
    """
    read: list[Read] = []
    for index, sample in enumerate(samples):
        try:
            for made in extractors.extract(sample):
                if len(read) == MOST_SAMPLES:
                    raise TooManyFingers(f"At most {MOST_SAMPLES} are taken.", most=MOST_SAMPLES)
                read.append(Read(index, made))
        except UmbralError as error:
            error.parameters["sample"] = index
            raise
    return tuple(read)


def as_stored(read: Sequence[Read], second: Sequence[Template | None]) -> list[NewSample]:
    """Under new ids; second: of each the template by other models, while faces are moved to them."""
    return [
        NewSample(
            uuid7(), one.made.sample, one.made.template, one.made.media_type, one.made.dpi, one.grade, other
        )
        for one, other in zip(read, second, strict=True)
    ]
