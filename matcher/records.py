"""Minutiae records as samples: a record taken apart by fingers, and stored samples written as a record.

A record is known by its first octets, as an image is, so nobody has to say that it is one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from matcher.domain import FingerPosition, Modality, Sample, Template
from matcher.errors import DataError, Remark
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.errors import TooFewMinutiae
from matcher.fingerprint.interchange import (
    Format,
    View,
    read,
    write_ansi2004,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
)
from matcher.fingerprint.interchange.card import DATA_OBJECT
from matcher.fingerprint.parameters import LEAST_MINUTIAE, SURE_CONFIDENCE

MEDIA_TYPE: Final = "application/x-minutiae-record"
"""Ours: none is registered for these records."""

_BEGINNINGS: Final = (b"FMR\0", DATA_OBJECT)


class RecordStandard(StrEnum):
    """The standards that a record is written by, as callers name them."""

    ISO_2005 = "iso-19794-2:2005"
    ISO_2011 = "iso-19794-2:2011"
    ANSI_2004 = "ansi-378-2004"
    ANSI_2009 = "ansi-378-2009"


_WRITERS: Final[Mapping[Format, Callable[[Sequence[View]], bytes]]] = MappingProxyType(
    {
        Format.ISO_2005: write_iso2005,
        Format.ISO_2011: write_iso2011,
        Format.ANSI_2004: write_ansi2004,
        Format.ANSI_2009: write_ansi2009,
        Format.CARD_COMPACT: lambda views: write_compact(views[0]),
    }
)
_FORMATS: Final = MappingProxyType(
    {
        RecordStandard.ISO_2005: Format.ISO_2005,
        RecordStandard.ISO_2011: Format.ISO_2011,
        RecordStandard.ANSI_2004: Format.ANSI_2004,
        RecordStandard.ANSI_2009: Format.ANSI_2009,
    }
)


class AnotherFinger(DataError):
    """The record is of another finger than the one it was handed in for."""

    code = "another-finger"
    advice = "Find out which finger it is before it is used: one of the two is wrong."


class NoMinutiae(DataError):
    """There is no fingerprint whose minutiae could be given."""

    code = "no-minutiae"
    advice = "Ask for one of the person's fingerprints; a face has no minutiae."


def is_record(data: bytes) -> bool:
    """Whether the octets begin as a minutiae record (or a card's data object of minutiae) does."""
    return data.startswith(_BEGINNINGS)


def fingers_of(sample: Sample) -> Iterator[tuple[Sample, View]]:
    """Each finger of a record, with the record of that finger alone: the octets handed in, where it has one.

    A view without minutiae is a finger that was not captured, and left out. Raises MalformedRecord,
    AnotherFinger, and TooFewMinutiae where a finger has fewer than an image must have, or none has any.
    """
    views = read(sample.data)
    shown = [view for view in views if len(view.minutiae)]
    if not shown:
        raise _too_few(views[0])
    for view in shown:
        if len(view.minutiae) < LEAST_MINUTIAE:
            raise _too_few(view)
        position = _position(sample, view)
        alone = sample.data if len(views) == 1 else _WRITERS[view.format]([view])
        yield Sample(Modality.FINGER, alone, position), view


def view_of(sample: Sample, template: Template, quality: int | None) -> View:
    """A stored print as a finger view: of a record what it said, else the minutiae that we found.

    quality: ours, 0 to 100. Raises BadTemplate, and MalformedRecord where a stored record is damaged.
    """
    if is_record(sample.data):
        return replace(read(sample.data)[0], position=sample.position)
    return View.of(finger_template.decode(template.payload), sample.position, quality)


def write(views: Sequence[View], standard: RecordStandard) -> bytes:
    """One record of these finger views. Raises NoMinutiae where there are none."""
    if not views:
        raise NoMinutiae("There is no fingerprint here.")
    return _WRITERS[_FORMATS[standard]](views)


def _position(sample: Sample, view: View) -> FingerPosition:
    """What the record says, else what the caller says; they must not contradict each other."""
    if not sample.position.may_be(view.position):
        raise AnotherFinger(
            f"The record is of finger {int(view.position)}, not of finger {int(sample.position)}.",
            stated=int(sample.position),
            found=int(view.position),
        )
    return view.position or sample.position


def _too_few(view: View) -> TooFewMinutiae:
    count = len(view.minutiae)
    sure = int(np.count_nonzero(view.minutiae.confidence >= SURE_CONFIDENCE))
    error = TooFewMinutiae(f"The record has only {count} minutiae.", minutiae=count, clear=sure)
    error.remarks = (Remark("about-finger", {"position": int(view.position)}),)
    return error
