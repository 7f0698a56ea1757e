"""Officers at gates: requests one after the other, with time to think in between or none; their figures."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import numpy as np

OFFICER = "roles=intake-officer,gate-officer"
TIMEOUT = 60.0
_STAGE = re.compile(r"(\w+);dur=([\d.]+)")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. gate: the path under /v1/gates. ms: from POST to decision; stages: of it, by name.

    began: when it was asked, on the clock of `time.perf_counter`, in seconds.
    """

    gate: str
    status: int
    outcome: str
    ms: float
    stages: dict[str, float]
    began: float
    visit: str | None = None


@dataclass(slots=True)
class Officer:
    """One client at a gate. Thread-bound."""

    url: str
    name: str
    answered: list[Answered] = field(default_factory=list)

    def ask(self, client: httpx.Client, gate: str, body: bytes) -> Answered:
        """One request, and what came back; what fails on the way is an answer of status 0."""
        headers = {
            "Umbral-Actor": f"{self.name}; {OFFICER}",
            "Idempotency-Key": str(uuid4()),
            "Content-Type": "application/json",
        }
        began = time.perf_counter()
        try:
            answer = client.post(f"/v1/gates/{gate}", content=body, headers=headers)
        except httpx.HTTPError as error:
            made = Answered(gate, 0, type(error).__name__, 1e3 * (time.perf_counter() - began), {}, began)
        else:
            made = _answered(gate, answer, 1e3 * (time.perf_counter() - began), began)
        self.answered.append(made)
        return made


Shift = Callable[[Officer, httpx.Client, Callable[[], bool]], None]
"""What an officer does. The last argument waits for the next person; False: the shift is over."""


def shifts(url: str, work: Sequence[Shift], seconds: float, think: float) -> tuple[list[Answered], float]:
    """All officers at once, for so many seconds; think: mean of an exponential time between answer and next
    request, in seconds. Also how long it took until the last answer.

    Whoever is inside when the shift is over is let out after as long a thought as ever, and not counted: let
    out all at the same moment they would be a crowd that no time to think makes.
    """
    officers = [Officer(url, f"officer-{number}") for number in range(len(work))]
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_work, args=(officer, shift, began + seconds, think, number))
        for number, (officer, shift) in enumerate(zip(officers, work, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = [one for officer in officers for one in officer.answered if one.began < began + seconds]
    return counted, max(one.began + one.ms / 1e3 for one in counted) - began


def figures(answered: Sequence[Answered]) -> dict[str, object]:
    """Of one gate's answers: quantiles of their time, its shares by stage, what was decided, what failed."""
    good = [one for one in answered if one.status == 200]
    told: dict[str, object] = {
        "requests": len(answered),
        "errors": dict(Counter(f"{one.status} {one.outcome}" for one in answered if one.status != 200)),
        "outcomes": dict(Counter(one.outcome for one in good)),
    }
    if good:
        times = np.array([one.ms for one in good])
        told["ms"] = {
            "p50": round(float(np.quantile(times, 0.5))),
            "p95": round(float(np.quantile(times, 0.95))),
            "max": round(float(times.max())),
        }
        told["share"] = _shares(good)
    return told


def _shares(answered: Sequence[Answered]) -> dict[str, float]:
    """Of the time from POST to decision; `other`: HTTP, reading the body, waiting for a free worker."""
    whole = sum(one.ms for one in answered)
    spent: dict[str, float] = {}
    for one in answered:
        for name, each in one.stages.items():
            spent[name] = spent.get(name, 0.0) + each
    spent["other"] = whole - sum(spent.values())
    return {name: round(each / whole, 3) for name, each in spent.items()}


def _work(officer: Officer, shift: Shift, until: float, think: float, number: int) -> None:
    pause = random.Random(number)

    def next_one() -> bool:
        if think:
            time.sleep(pause.expovariate(1 / think))
        return time.perf_counter() < until

    with httpx.Client(base_url=officer.url, timeout=TIMEOUT) as client:
        shift(officer, client, next_one)


def _answered(gate: str, answer: httpx.Response, ms: float, began: float) -> Answered:
    told = answer.json()
    stages = {name: float(spent) for name, spent in _STAGE.findall(answer.headers.get("Server-Timing", ""))}
    outcome = told["outcome"] if answer.status_code == 200 else told["code"]
    return Answered(gate, answer.status_code, outcome, ms, stages, began, told.get("passage_id"))
