"""A crowd of faces searched, in pairs with reading it once and in turns with other libraries; entered, and
changed.

In a turn everybody has the same: one search that is timed apart, since it begins after somebody else's work
(`ms_after_others`: their median and the worst), and ten more, or one more of those that take seconds at a
million persons. What is told of all (`ms_p50`, `ms_p99`, times faster) is of the ten. For the ratio to
reading the gallery once, which no library takes part in, there are many pairs instead (face_pairs.py).
"""

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
from benchmarks.speed.face_pairs import Search, in_pairs
from benchmarks.speed.face_peers import GRAPH, SEARCHES, face_peers
from benchmarks.speed.timing import milliseconds
from matcher.domain import Modality, Template
from matcher.face import template
from matcher.gallery.faces import FaceSegments
from matcher.gallery.local import LocalGallery
from matcher.parameters import SHORTLIST_PERSONS

K: Final = 5
A_TURN: Final = 10  # searches after the first
SLOW: Final = ("face_distance", "face_distance_of_an_array")  # which have one
GRAPH_UP_TO: Final = 20_000  # persons: building usearch's graph of more takes minutes
WHOLE_UP_TO: Final = (
    100_000  # persons: what the service does after the segments' search does not grow with them
)
FEWER_TURNS: Final = 4  # of larger galleries, where a turn takes ten seconds
DELETIONS: Final = 40
ADDITIONS: Final = 4096  # one by one, so that one of them seals the waiting ones

OURS: Final = ("search", "gallery")

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
        segments = segments.without({person})
    deleted = time.thread_time() - start
    return {
        "enrolled_one_by_one_rows_per_s": round(ADDITIONS / added),
        "deleted_rows_per_s": round(len(leaving) / deleted, 1),
        "delete_ms": round(1e3 * deleted / len(leaving), 2),
    }


def timed(enrolled: Enrolled, segments: FaceSegments, peer: Path | None, turns: int) -> dict[str, Any]:
    """Our searches in pairs with a read, before anybody else's library has begun; then everybody in turns."""
    probes = enrolled.mates
    ours: dict[str, Search] = {"search": lambda row: segments.nearest(probes[row], SHORTLIST_PERSONS)}
    if len(enrolled.people) <= WHOLE_UP_TO:
        ours["gallery"] = _whole(enrolled)
    else:
        turns = min(turns, FEWER_TURNS)
    pairs = in_pairs(_read_once(enrolled), ours, len(probes))
    return {
        **{f"{name}_over_read_once": pairs[name]["over_read_once"] for name in ours},
        "in_pairs": pairs,
        **_in_turns(enrolled, ours, peer, turns),
    }


def _in_turns(
    enrolled: Enrolled, ours: Mapping[str, Search], peer: Path | None, turns: int
) -> dict[str, Any]:
    """Medians of everybody's milliseconds, and how much faster ours are."""
    probes = len(enrolled.mates)
    with ExitStack() as stack:
        theirs: dict[str, Asked] = _in_this_process(enrolled)
        peers = stack.enter_context(face_peers(peer, enrolled.embeddings, enrolled.mates)) if peer else None
        if peers:
            small = len(enrolled.people) <= GRAPH_UP_TO
            theirs |= {name: partial(peers.search, name) for name in (*SEARCHES, *([GRAPH] if small else []))}
        everybody = theirs | {name: _asked(search) for name, search in ours.items()}
        for ask in everybody.values():
            ask(0)  # what only the first call costs
        first: dict[str, list[float]] = {name: [] for name in everybody}
        spent: dict[str, list[float]] = {name: [] for name in everybody}
        for turn in range(turns):
            for name, ask in everybody.items():
                rows = range(turn * (1 + A_TURN), (turn + 1) * (1 + A_TURN))
                times = [ask(row % probes)[0] for row in (rows[:2] if name in SLOW else rows)]
                first[name].append(times[0])
                spent[name] += times[1:]
        found = _compared(first, spent) | {"peers": peers.versions if peers else {}}
        if GRAPH in theirs:
            found["usearch_hnsw_mates_lost"] = _mates_lost(theirs[GRAPH], enrolled)
    return found


def _read_once(enrolled: Enrolled) -> Callable[[], object]:
    """The floor of every search that compares everybody: each octet of the embeddings loaded once."""
    words = enrolled.embeddings.reshape(-1).view(np.uint64)
    return words.sum


def _in_this_process(enrolled: Enrolled) -> dict[str, Asked]:
    """The floor, and two that compare everybody."""
    embeddings, probes = enrolled.embeddings, enrolled.mates
    read = _read_once(enrolled)
    flat = faiss.IndexFlatIP(embeddings.shape[1])
    flat.add(embeddings)
    searches: dict[str, Search] = {
        "read_once": lambda _: read(),
        "numpy": lambda row: int((embeddings @ probes[row]).argmax()),
        "faiss_flat": lambda row: flat.search(probes[row][np.newaxis], 1),
    }
    return {name: _asked(search) for name, search in searches.items()}


def _asked(search: Search) -> Asked:
    return lambda row: (milliseconds(partial(search, row)), 0)


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


def _compared(first: Mapping[str, list[float]], spent: Mapping[str, list[float]]) -> dict[str, Any]:
    p50 = {name: float(np.median(times)) for name, times in spent.items()}
    return {
        "ms_p50": {name: round(each, 3) for name, each in p50.items()},
        "ms_p99": {name: round(float(np.quantile(times, 0.99)), 3) for name, times in spent.items()},
        "ms_after_others": {
            name: [round(float(np.median(times)), 3), round(max(times), 3)] for name, times in first.items()
        },
        "search_times_faster_than": {
            name: round(each / p50["search"], 1) for name, each in p50.items() if name not in OURS
        },
    }


def _mates_lost(ask: Asked, enrolled: Enrolled) -> int:
    """How many mates whom comparing everybody ranks first somebody else does not find."""
    first = exhaustive(enrolled.embeddings, enrolled.mates).rows == np.arange(len(enrolled.mates))
    return sum(ask(row)[1] != row for row in np.flatnonzero(first).tolist())


def _resident() -> int:
    """Octets of this process that lie in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return 4096 * pages
