"""From opened entries to what the screen keeps of them, many persons at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from matcher.domain import FingerPosition
from matcher.fingerprint.building import build_many, place_of
from matcher.fingerprint.screen import gallery_codes, probe_tables
from matcher.gallery.entries import Entry, FingerEntry
from matcher.gallery.exact import Probe
from matcher.gallery.fingers import CodedPerson, ProbeFinger


def code_people(opened: Mapping[UUID, Sequence[Entry | None]]) -> list[CodedPerson]:
    """The codes of everybody who has a finger among their entries."""
    owned = [
        (person, entry)
        for person, entries in opened.items()
        for entry in entries
        if isinstance(entry, FingerEntry)
    ]
    if not owned:
        return []
    fingers = [entry.minutiae for _, entry in owned]
    offsets = np.concatenate([[0], np.cumsum([len(finger) for finger in fingers])]).astype(np.int64)
    built = build_many(np.concatenate([place_of(finger) for finger in fingers]), offsets)
    standing = built.minutia + np.repeat(offsets[:-1], np.diff(built.packed.offsets))
    packed = gallery_codes(built, np.concatenate([finger.confidence for finger in fingers])[standing])
    codes, positions = packed.codes(), np.array([entry.position for _, entry in owned], np.uint8)
    people, first = [], 0
    for last in range(1, len(owned) + 1):
        if last == len(owned) or owned[last][0] != owned[first][0]:
            mine = slice(first, last)
            people.append(CodedPerson(owned[first][0], positions[mine], codes[mine], packed.used[mine]))
            first = last
    return people


def probe_fingers(probe: Sequence[Probe], *, any_direction: bool) -> list[ProbeFinger]:
    """A probe's fingers with their tables: prints of one known position are one finger, unknown ones not."""
    found = []
    for number, each in enumerate(probe):
        if each.finger is None:
            continue
        position = each.entry.position
        source = -number - 1 if position is FingerPosition.UNKNOWN else int(position)
        confidence = each.finger.minutiae.confidence[each.finger.minutia]
        tables = probe_tables(each.finger.cylinders, confidence, any_direction=any_direction)
        found.append(ProbeFinger(position, source, tables))
    return found
