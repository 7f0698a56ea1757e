"""Every comparison of a probe with a few persons, fused: what decides, after whatever shortlist.

The persons' fingers are laid end to end by position, their cylinders built in one go, and each probe finger
is compared with the positions that it may have.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from matcher import calibration
from matcher.domain import Candidate, Evidence, FingerPosition, Modality
from matcher.face.compare import compare_each as compare_faces
from matcher.fingerprint.building import build_many
from matcher.fingerprint.compare import compare_many as compare_fingers
from matcher.fingerprint.searchable import SearchableFinger, prepare
from matcher.fusion import fuse
from matcher.gallery.entries import Entry, FaceEntry, FingerEntry, Held, HeldFinger, MeanFace, is_clear
from matcher.kernels.cylinder_set import CylinderSet, Packed

_FACES = (FaceEntry, MeanFace)


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """One opened probe sample, its cylinders built."""

    entry: Entry
    finger: SearchableFinger | None


@dataclass(frozen=True, slots=True, eq=False)
class _Shelf:
    """All references of one position. whose: person's place in the list, index of the template, clear."""

    whose: list[tuple[int, int, bool]]
    fingers: Packed


def ready(entries: Sequence[Entry]) -> tuple[Probe, ...]:
    """Build the fingers' cylinders of a probe."""
    return tuple(
        Probe(entry, prepare(entry.minutiae) if isinstance(entry, FingerEntry) else None) for entry in entries
    )


def compare_exactly(
    probe: Sequence[Probe], people: Sequence[tuple[UUID, Sequence[Held | None]]], faces: str
) -> list[Candidate]:
    """One candidate a person, in their order, with all evidence; no order among them is implied.

    faces: the extractor of all faces among them, whose calibration applies.
    """
    evidence: list[list[Evidence]] = [[] for _ in people]
    shelves = _shelves([references for _, references in people])
    for number, ours in enumerate(probe):
        if ours.finger is not None:
            _compare_finger(number, ours.entry.position, ours.finger, shelves, evidence)
        elif isinstance(ours.entry, FaceEntry):
            _compare_face(number, ours.entry, people, evidence, calibration.load(Modality.FACE, faces))
    return [fuse(person, found) for (person, _), found in zip(people, evidence, strict=True)]


def _shelves(people: Sequence[Sequence[Held | None]]) -> dict[FingerPosition, _Shelf]:
    """Every finger of these persons by position, cylinders built."""
    fingers = sorted(
        (
            (each.position, person, index, each)
            for person, references in enumerate(people)
            for index, each in enumerate(references)
            if isinstance(each, HeldFinger)
        ),
        key=lambda found: found[:3],
    )
    if not fingers:
        return {}
    counts = np.array([len(each.place) for *_, each in fingers])
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    packed = build_many(np.concatenate([each.place for *_, each in fingers]), offsets).packed
    positions = np.array([position for position, *_ in fingers])
    shelves = {}
    for position in np.unique(positions).tolist():
        first, last = np.searchsorted(positions, [position, position + 1]).tolist()
        whose = [(person, index, each.clear) for _, person, index, each in fingers[first:last]]
        shelves[FingerPosition(position)] = _Shelf(whose, _part(packed, first, last))
    return shelves


def _part(packed: Packed, first: int, last: int) -> Packed:
    """Fingers first to last - 1, as views."""
    start, end = int(packed.offsets[first]), int(packed.offsets[last])
    everyone = packed.cylinders
    return Packed(
        CylinderSet(everyone.place[start:end], everyone.bits[start:end], everyone.known[start:end]),
        packed.offsets[first : last + 1] - start,
    )


def _compare_finger(
    number: int,
    position: FingerPosition,
    ours: SearchableFinger,
    shelves: dict[FingerPosition, _Shelf],
    evidence: list[list[Evidence]],
) -> None:
    known, clear = calibration.load(Modality.FINGER), is_clear(ours.minutiae)
    for theirs, shelf in shelves.items():
        if not position.may_be(theirs):
            continue
        scores = compare_fingers(ours, shelf.fingers).tolist()
        for (person, index, theirs_clear), score in zip(shelf.whose, scores, strict=True):
            evidence[person].append(
                Evidence(Modality.FINGER, position, number, index, known.llr(score), clear and theirs_clear)
            )


def _compare_face(
    number: int,
    ours: FaceEntry,
    people: Sequence[tuple[UUID, Sequence[Held | None]]],
    evidence: list[list[Evidence]],
    known: calibration.Calibration,
) -> None:
    faces = [
        (person, index, theirs)
        for person, (_, references) in enumerate(people)
        for index, theirs in enumerate(references)
        if isinstance(theirs, _FACES)
    ]
    if not faces:
        return
    scores = compare_faces(ours.embedding, np.stack([theirs.embedding for *_, theirs in faces]))
    nearest: dict[int, Evidence] = {}
    views: Counter[int] = Counter()
    for (person, index, theirs), score in zip(faces, scores.tolist(), strict=True):
        llr = known.llr(score)
        if isinstance(theirs, FaceEntry):
            said = Evidence(Modality.FACE, ours.position, number, index, llr)
            views[person] += 1
            if person not in nearest or llr > nearest[person].llr:
                nearest[person] = said
        else:  # it comes after all that it is the mean of
            said = replace(nearest[person], llr=llr, views=views[person])
        evidence[person].append(said)
