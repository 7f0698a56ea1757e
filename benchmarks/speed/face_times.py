"""A crowd of faces searched, in turns with reading it once and with other libraries; entered, and changed."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import faiss
import numpy as np

from benchmarks.speed.face_crowd import Embedding
from benchmarks.speed.face_losses import Enrolled, exhaustive
from benchmarks.speed.face_peers import GRAPH, SEARCHES, face_peers
from matcher.domain import Modality, Template
from matcher.face import template
from matcher.gallery.faces import FaceSegments
from matcher.gallery.local import LocalGallery
from matcher.parameters import SHORTLIST_PERSONS

K: Final = 5
A_TURN: Final = 10  # of our searches; the others are slower and have one
GRAPH_UP_TO: Final = 20_000  # persons: building usearch's graph of more takes minutes
WHOLE_UP_TO: Final = (
    100_000  # persons: what the service does after the segments' search does not grow with them
)
FEWER_TURNS: Final = 4  # of larger galleries
DELETIONS: Final = 40
ADDITIONS: Final = 4096  # one by one, so that one of them seals the waiting ones

Asked = Callable[[int], tuple[float, int]]  # number of a probe -> milliseconds, nearest row


def built(enrolled: Enrolled) -> tuple[FaceSegments, dict[str, object]]:
    """All of them entered at once, what that took, and the memory it stays in."""
    people, embeddings = enrolled.people, enrolled.embeddings
    before, start = _resident(), time.thread_time()
    segments = FaceSegments().with_faces(list(zip(people, embeddings, strict=True)))
    seconds = time.thread_time() - start
    return segments, {
        "enrolled_together_rows_per_s": round(len(people) / seconds),
        "memory_octets_per_person": round((_resident() - before) / len(people)),
        "embedding_octets": 4 * embeddings.shape[1],
    }


def changes(enrolled: Enrolled, segments: FaceSegments) -> dict[str, object]:
    """Persons a second, one by one, into and out of the whole gallery; each change publishes a new state."""
    grown, start = segments, time.thread_time()
    for number in range(ADDITIONS):
        newcomer = UUID(int=2**64 + number)
        grown = grown.with_faces([(newcomer, enrolled.embeddings[number % len(enrolled.people)])])
    added = time.thread_time() - start
    leaving = [enrolled.people[n] for n in np.linspace(0, len(enrolled.people) - 1, DELETIONS).astype(int)]
    start = time.thread_time()
    for person in leaving:
        segments = segments.without(person)
    deleted = time.thread_time() - start
    return {
        "enrolled_one_by_one_rows_per_s": round(ADDITIONS / added),
        "deleted_rows_per_s": round(len(leaving) / deleted, 1),
        "delete_ms": round(1e3 * deleted / len(leaving), 2),
    }


def in_turns(enrolled: Enrolled, segments: FaceSegments, peer: Path | None, turns: int) -> dict[str, Any]:
    """Medians of everybody's milliseconds, and the ratios that are asked about."""
    probes = enrolled.mates
    ours: dict[str, Callable[[int], object]] = {
        "search": lambda row: segments.nearest(probes[row], SHORTLIST_PERSONS)
    }
    if len(enrolled.people) <= WHOLE_UP_TO:
        ours["gallery"] = _whole(enrolled)
    else:
        turns = min(turns, FEWER_TURNS)
    with ExitStack() as stack:
        theirs: dict[str, Asked] = _in_this_process(enrolled)
        peers = stack.enter_context(face_peers(peer, enrolled.embeddings, probes)) if peer else None
        if peers:
            small = len(enrolled.people) <= GRAPH_UP_TO
            theirs |= {name: partial(peers.search, name) for name in (*SEARCHES, *([GRAPH] if small else []))}
            for name in SEARCHES:
                theirs[name](0)  # what only the first call costs
        spent: dict[str, list[float]] = {name: [] for name in (*ours, *theirs)}
        for turn in range(turns):
            for name, ask in theirs.items():
                spent[name].append(ask(turn % len(probes))[0])
            for name, search in ours.items():
                spent[name] += [
                    _milliseconds(partial(search, row % len(probes)))
                    for row in range(turn * A_TURN, (turn + 1) * A_TURN)
                ]
        found = _ratios(spent) | {"peers": peers.versions if peers else {}}
        if GRAPH in theirs:
            found["usearch_hnsw_mates_lost"] = _mates_lost(theirs[GRAPH], enrolled)
    return found


def _in_this_process(enrolled: Enrolled) -> dict[str, Asked]:
    """The floor, and two that compare everybody."""
    embeddings, probes = enrolled.embeddings, enrolled.mates
    words = embeddings.reshape(-1).view(np.uint64)
    flat = faiss.IndexFlatIP(embeddings.shape[1])
    flat.add(embeddings)
    searches: dict[str, Callable[[int], object]] = {
        "read_once": lambda _: words.sum(),
        "numpy": lambda row: int((embeddings @ probes[row]).argmax()),
        "faiss_flat": lambda row: flat.search(probes[row][np.newaxis], 1),
    }
    return {
        name: lambda row, search=search: (_milliseconds(partial(search, row)), 0)  # type: ignore[misc] # mypy knows no such default
        for name, search in searches.items()
    }


def _whole(enrolled: Enrolled) -> Callable[[int], object]:
    """The service's search, from a probe's stored form to its candidates."""
    gallery = LocalGallery(enrolled.extractor)
    gallery.upsert_all(
        (person, [_template(row, enrolled.extractor)])
        for person, row in zip(enrolled.people, enrolled.embeddings, strict=True)
    )
    templates = [_template(row, enrolled.extractor) for row in enrolled.mates]
    return lambda row: gallery.search([templates[row]], K)


def _template(embedding: Embedding, extractor: str) -> Template:
    return Template(Modality.FACE, extractor, template.encode(embedding, extractor))


def _ratios(spent: Mapping[str, list[float]]) -> dict[str, Any]:
    p50 = {name: float(np.median(times)) for name, times in spent.items()}
    ours = [name for name in ("search", "gallery") if name in spent]
    return {
        "ms_p50": {name: round(each, 3) for name, each in p50.items()},
        "ms_p99": {name: round(float(np.quantile(spent[name], 0.99)), 3) for name in ours},
        **{f"{name}_over_read_once": round(p50[name] / p50["read_once"], 4) for name in ours},
        "search_times_faster_than": {
            name: round(each / p50["search"], 1) for name, each in p50.items() if name not in ours
        },
    }


def _mates_lost(ask: Asked, enrolled: Enrolled) -> int:
    """How many mates whom comparing everybody ranks first somebody else does not find."""
    first = exhaustive(enrolled.embeddings, enrolled.mates).rows == np.arange(len(enrolled.mates))
    return sum(ask(row)[1] != row for row in np.flatnonzero(first).tolist())


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return 1e3 * (time.thread_time() - start)


def _resident() -> int:
    """Octets of this process that lie in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return 4096 * pages
