"""One search taken apart: processor time of each stage, one thread."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import numpy as np

from benchmarks.speed.kernels import read_once
from matcher.domain import Template
from matcher.gallery.coding import probe_fingers
from matcher.gallery.entries import open_templates
from matcher.gallery.exact import ready
from matcher.gallery.local import LocalGallery

K = 5

Search = tuple[UUID | None, Sequence[Template]]  # the mate, None where nobody enrolled is; and the probe


def stages(
    gallery: LocalGallery, searches: Sequence[Search], octets: int, *, any_direction: bool = False
) -> dict[str, object]:
    """p50 and p99 in milliseconds: the probe opened, the gallery screened, the shortlist compared, and all.

    octets: what the screen of one such search reads; it is set beside reading as much memory once.
    rank_1: share of the mated searches whose mate came first.
    """
    opened, screened, compared, total = [], [], [], []
    for _, probe in searches:
        ready_in = _timed(partial(_opened, gallery, probe, any_direction=any_direction))
        second = _timed(partial(gallery.shortlist, probe, any_direction=any_direction))
        whole = _timed(partial(gallery.search, probe, K, any_direction=any_direction))
        opened.append(ready_in)
        screened.append(max(second - ready_in, 0.0))
        compared.append(max(whole - second, 0.0))
        total.append(whole)
    mated = [(mate, probe) for mate, probe in searches if mate is not None]
    first = [gallery.search(probe, 1, any_direction=any_direction).candidates[0] for _, probe in mated]
    reading = read_once(octets)
    return {
        "searches": len(total),
        "shortlist": len(gallery.shortlist(searches[0][1], any_direction=any_direction)),
        "rank_1": sum(found.person_id == mate for found, (mate, _) in zip(first, mated, strict=True))
        / len(mated),
        "open_ms": _p(opened),
        "screen_ms": _p(screened),
        "exact_ms": _p(compared),
        "total_ms": _p(total),
        "octets_read": octets,
        "read_once_ms": round(1e3 * reading, 3),
        "screen_over_read_once": round(float(np.median(screened)) / reading, 2),
    }


def milliseconds(work: Callable[[], object]) -> float:
    """Of this thread's processor time."""
    return 1e3 * _timed(work)


def _opened(gallery: LocalGallery, probe: Sequence[Template], *, any_direction: bool) -> object:
    """The probe as the screen takes it."""
    fingers = ready(tuple(open_templates(probe, gallery.face_extractor)))
    return probe_fingers(fingers, any_direction=any_direction)


def _p(seconds: Sequence[float]) -> dict[str, float]:
    return {
        name: round(1e3 * float(np.quantile(seconds, share)), 3)
        for name, share in (("p50", 0.5), ("p99", 0.99))
    }


def _timed(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start
