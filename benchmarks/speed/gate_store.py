"""The gates' prepared store: made once for a size and the extractors of its templates, and kept."""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np

from api.registry.registry import Registry
from benchmarks.accuracy.datasets import FaceSet
from benchmarks.speed import gate_house
from benchmarks.speed.face_crowd import FaceCrowd
from benchmarks.speed.gate_captures import INDEX, OTHER, Captures, extracted, photographs
from matcher.domain import Modality
from matcher.extraction import Extracted, Extractors
from matcher.face import template as face_template
from matcher.fingerprint.parameters import EXTRACTOR

VISITORS, NEWCOMERS = 40, 30
BUILT, CAPTURES, DATA = "built.json", "captures", "data"
KINDS = ("visitors", "prisoners", "orders")


@dataclass(frozen=True, slots=True)
class Prepared:
    """folder: holds a data directory and captures. Prisoner n expects visitor n; order n is newcomer n's."""

    folder: Path
    house: UUID
    visitors: list[UUID]
    prisoners: list[UUID]
    orders: list[UUID]

    @property
    def captures(self) -> Captures:
        """Those of visitors, numbers from 0 on, and of newcomers after them."""
        return Captures(self.folder / CAPTURES)

    def copied(self, to: Path) -> Path:
        """The data directory, to be written to."""
        return Path(shutil.copytree(self.folder / DATA, to))


def prepared(folder: Path, persons: int, faces: FaceSet) -> Prepared:
    """The store of this size; made where it is not there, or is another. ValueError for too few faces."""
    extractors = Extractors()
    of = {"persons": persons, "extractors": [EXTRACTOR, extractors.face_extractor]}
    built = folder / BUILT
    told = json.loads(built.read_text("utf-8")) if built.exists() else {}
    if told.get("of") != of:
        built.unlink(missing_ok=True)
        shutil.rmtree(folder / DATA, ignore_errors=True)
        told = {"of": of, **_build(folder, persons, faces, extractors)}
        built.write_text(json.dumps(told, default=str), "utf-8")
    return Prepared(
        folder, UUID(str(told["house"])), *(list(map(UUID, map(str, told[kind]))) for kind in KINDS)
    )


def _build(folder: Path, persons: int, faces: FaceSet, extractors: Extractors) -> dict[str, object]:
    captures = Captures(folder / CAPTURES)
    visiting, coming = range(VISITORS), range(VISITORS, VISITORS + NEWCOMERS)
    captures.make(visiting, 2, (INDEX,), photographs(faces, 2), extractors)
    captures.make(coming, 1, (INDEX, OTHER), photographs(faces, 1), extractors)
    enrolled = [extracted(captures.of(number, 0, INDEX), extractors) for number in visiting]
    data = folder / DATA
    gate_house.policy(data / "policies")
    registry = Registry.open(data / "umbral.db", data / "keys")
    try:
        house = gate_house.build_house(registry)
        crowd = gate_house.enter_crowd(registry, persons, _crowd(enrolled), extractors.face_extractor)
        for done in crowd:
            print(f"{done} persons written", file=sys.stderr)
        prisoners = gate_house.receive(registry, house, VISITORS)
        return {
            "house": house,
            "prisoners": prisoners,
            "visitors": gate_house.welcome(registry, enrolled, prisoners),
            "orders": gate_house.register(registry, house, NEWCOMERS),
        }
    finally:
        registry.close()


def _crowd(enrolled: list[list[Extracted]]) -> FaceCrowd:
    """Faces spread about the mean of the photographs as much as these are, in every direction alike: for
    times, not for errors (those are face_search.py's)."""
    faces = [made.template for one in enrolled for made in one if made.template.modality is Modality.FACE]
    embeddings = np.array([face_template.decode(one.payload) for one in faces], np.float32)
    mean = embeddings.mean(axis=0)
    spread = np.float32(embeddings.std(axis=0).mean()) * np.eye(len(mean), dtype=np.float32)
    return FaceCrowd(mean, between=spread, within=np.float32(0.25) * spread, poorness=0.0, groups=())
