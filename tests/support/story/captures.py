"""What stands before the story's devices: real pictures, or names that eyes made for it read.

Everybody is a number. Real prints come from the synthetic generator, faces from the measuring data beside the
checkout: one identity each, one picture an impression.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Protocol

from api.contract.samples import SampleIn
from api.registry.ids import uuid7
from api.registry.records import NewSample
from api.sampling import captured
from device_drivers.fingerprint.synthetic import NORMAL, person
from device_drivers.fingerprint.synthetic.finger import MasterFinger
from matcher.domain import Modality, Sample
from matcher.extraction import Extracted, Extractors
from tests.support.made_up import POSITIONS, templates

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
LFW = DATA / "faces" / "lfw_dev"
IMPRESSIONS = 3  # pictures that an identity needs
SEEDS = 7000
LOOKALIKES = {34: 33}
"""Whose face is another one's, to every camera."""

ALIKE_BY_CHANCE = {114: 140}
"""The identity of another in place of the one of them whom chance makes like one more visitor: of a hundred
searches one takes a stranger for somebody (FPIR 0.01), and in sixty visits the story would tell of that."""


class Captures(Protocol):
    """Fingers and faces by numbers; impression 0 is what comes on record first.

    lookalike: what face and fingers together say of one who looks like the person named and is not. Two
    photographs of one face outweigh a print that does not fit; which is why no sum lets anybody pass.
    """

    lookalike: str

    def finger(self, body: int, impression: int, position: int = 2) -> SampleIn:
        """One finger laid down once."""

    def face(self, body: int, impression: int) -> SampleIn:
        """One picture of a face."""

    def on_record(self, body: int) -> list[NewSample]:
        """A finger as it stands in a store."""


class Named:
    """Samples that say whose they are: `person 3, impression 1`."""

    lookalike = "prisoner-not-confirmed"

    def finger(self, body: int, impression: int, position: int = 2) -> SampleIn:
        """Of right (2) or left (7) index finger."""
        return SampleIn.holding(_said(body, impression), "finger", position=position)

    def face(self, body: int, impression: int) -> SampleIn:
        """A lookalike's says whom it looks like."""
        alike = LOOKALIKES.get(body)
        return SampleIn.holding(
            _said(body, impression) if alike is None else _said(alike, impression + 7), "face"
        )

    def on_record(self, body: int) -> list[NewSample]:
        """Read as a service with such eyes would."""
        return _stored(captured([self.finger(body, 0)])[0], read_name)


class Pictures:
    """Real images, each made or read once."""

    lookalike = "prisoner-confirmed"

    def finger(self, body: int, impression: int, position: int = 2) -> SampleIn:
        """A synthetic print."""
        return SampleIn.holding(_print(body, position, impression), "finger", position=position)

    def face(self, body: int, impression: int) -> SampleIn:
        """A photograph."""
        number = LOOKALIKES.get(body)
        identity = _identities()[ALIKE_BY_CHANCE.get(body, body) if number is None else number]
        shown = impression if number is None else impression + 1  # never the very picture of the other one
        return SampleIn.holding(identity[shown % len(identity)].read_bytes(), "face", principal=True)

    def on_record(self, body: int) -> list[NewSample]:
        """Extracted here."""
        return _stored(captured([self.finger(body, 0)])[0], Extractors().extract)


def read_name(sample: Sample) -> Iterator[Extracted]:
    """The template of whoever a sample names."""
    body, impression = map(int, re.findall(rb"\d+", sample.data))
    made = templates(body, impression)
    shown = made[2] if sample.modality is Modality.FACE else made[POSITIONS.index(sample.position)]
    yield Extracted(sample, shown, "image/png", None, None, 0.0, 0.0)


def _said(body: int, impression: int) -> bytes:
    return f"person {body}, impression {impression}".encode()


def _stored(sample: Sample, extract: Callable[[Sample], Iterator[Extracted]]) -> list[NewSample]:
    return [NewSample(uuid7(), one.sample, one.template, one.media_type, one.dpi) for one in extract(sample)]


@cache
def _grown(body: int, position: int) -> MasterFinger:
    return person(SEEDS + body).finger(position)


@cache
def _print(body: int, position: int, impression: int) -> bytes:
    return _grown(body, position).impression(impression, NORMAL).png()


@cache
def _identities() -> list[list[Path]]:
    several = (pictures for folder in sorted(LFW.iterdir()) if len(pictures := sorted(folder.iterdir())) >= 3)
    return list(islice(several, 200))
