"""Floods do not stop the gate: refused at once, in bounded memory, while whoever is honest is answered.

`UMBRAL_CAMPAIGN=full UMBRAL_CAMPAIGN_RESULTS=FOLDER python -m pytest tests/attacks/test_floods.py`
measures each of them for minutes; otherwise each lasts for seconds, and bounds on time are wide. A flood goes
on for as long as the gate is asked: each of the gate's answers is one under the flood.
"""

import io
import json
import struct
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import compress
from pathlib import Path
from statistics import median
from uuid import uuid4

import httpx
import pytest

from api.contract.gates import IntakeRequest
from tests.attacks.test_image_bombs import BOMB
from tests.attacks.test_image_lies import jpeg_2000
from tests.support.bombs import GREY
from tests.support.campaigns import FULL, record
from tests.support.floods import POSTED, SOCKETS, Told, flooding, head
from tests.support.pictures import encoded, progressive_scan_bomb
from tests.support.prints import print_of
from tests.support.walking import HERE, Prison, prison
from tests.support.watching import PeakMemory

LOOKS = 0.05
"""Seconds between looks at the service's memory: each holds its pages for a moment."""
MOST_GROWTH = 200 * 10**6
ASKED_CALM, ASKED = (100, 150) if FULL else (2, 3)
"""Times that a gate asks before, and during each flood."""
PARTS = 10_000
OFFICER = {"Umbral-Actor": "officer-1; roles=intake-officer,gate-officer"}


def _graded(image: bytes) -> bytes:
    return json.dumps({"samples": [{"modality": "finger", "data": b64encode(image).decode()}]}).encode()


def _posted(body: bytes, more: str = "") -> bytes:
    return head("POST", "/v1/quality", 1, more + POSTED.format(length=len(body))) + body


def _wsq(side: int) -> bytes:
    honest = encoded(GREY, "WSQ")
    frame = honest.index(b"\xff\xa2") + 6
    return honest[:frame] + struct.pack(">HH", side, side) + honest[frame + 4 :]


def _jpeg(side: int) -> bytes:
    data = bytearray(encoded(GREY, "JPEG"))
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = struct.pack(">HH", side, side)
    return bytes(data)


def _parts() -> bytes:
    body = io.BytesIO()
    for _ in range(PARTS):
        body.write(b'--x\r\nContent-Disposition: form-data; name="finger"; filename="f"\r\n\r\nx\r\n')
    body.write(b"--x--\r\n")
    kind = f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {body.tell()}\r\n\r\n"
    return head("POST", "/v1/quality", 1, kind) + body.getvalue()


REQUESTS: dict[str, tuple[set[str], Callable[[], bytes]]] = {
    "10,000 parts": ({"422"}, _parts),
    "PNG of 30,000 x 30,000": ({"413"}, lambda: _posted(_graded(BOMB))),
    "JPEG of 65,535 x 65,535": ({"413"}, lambda: _posted(_graded(_jpeg(65_535)))),
    "JPEG of 20,000 scans": ({"422"}, lambda: _posted(_graded(progressive_scan_bomb(4_000, 20_000)))),
    "WSQ of 65,535 x 65,535": ({"413"}, lambda: _posted(_graded(_wsq(65_535)))),
    "JPEG 2000 of 60,000 x 60,000": (
        {"413"},
        lambda: _posted(_graded(jpeg_2000(width=60_000, height=60_000))),
    ),
    "gzip of 1 GB": ({"415"}, lambda: _posted(compress(bytes(10**9), 1), "Content-Encoding: gzip\r\n")),
}
"""What is sent again and again, and how it is answered while the caller keeps to its rate."""

TOO_MUCH = {"429", "503"}
QUICK = ("10,000 parts", "PNG of 30,000 x 30,000", "gzip of 1 GB")
"""Of those, what every run sends; the others cost less, or a decoder's time (`test_image_bombs.py`)."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prison]:
    """A running service with a facility under its policy; it has worked before, and described itself."""
    with prison(tmp_path_factory.mktemp("flooded") / "home") as made:
        with _at_the_gate(made) as http:
            _gate(http, 2)
            assert http.get("/v1/openapi.json").status_code == 200
        yield made


FIGURES: dict[str, object] = {}


@contextmanager
def _at_the_gate(house: Prison) -> Iterator[httpx.Client]:
    """An officer's connection, which stays."""
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False, headers=OFFICER) as http:
        yield http


def _gate(http: httpx.Client, times: int) -> list[float]:
    """Seconds of each answer of the gate: somebody is brought without an order, with two prints."""
    asked = IntakeRequest(
        facility=HERE, samples=(print_of(1, 2), print_of(1, 7)), name="N. N.", legal_status="pre-trial"
    )
    took = []
    for _ in range(times):
        began = time.perf_counter()
        answer = http.post(
            "/v1/gates/intake",
            content=asked.model_dump_json(),
            headers={"Content-Type": "application/json", "Idempotency-Key": str(uuid4())},
        )
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return took


def _flooded(house: Prison, name: str, kind: str, file: Path | None = None) -> Told:
    """Let a flood come, ask the gate before and meanwhile, and keep what is measured."""
    with _at_the_gate(house) as http:
        with PeakMemory(house.service, LOOKS):  # which looks at the service while it is measured, in calm too
            calm = _gate(http, ASKED_CALM)
        with PeakMemory(house.service, LOOKS) as peak, flooding(kind, house.url, file) as flood:
            busy = _gate(http, ASKED)
            told = flood.end()
    both = (calm, busy)
    FIGURES[name] = {
        **vars(told),
        "growth_mb": round(peak.growth / 1e6, 1),
        "gate_asked": [len(one) for one in both],
        "gate_p50_s": [round(median(one), 3) for one in both],
        "gate_p99_s": [round(_p99(one), 3) for one in both],
        "gate_slowest_s": [round(max(one), 3) for one in both],
        "gate_p99_ratio": round(_p99(busy) / _p99(calm), 2),
    }
    record("floods", "tests/attacks/test_floods.py", {"floods": FIGURES})
    assert peak.growth < MOST_GROWTH
    assert median(busy) < 10 * median(calm)
    return told


def _p99(took: list[float]) -> float:
    return sorted(took)[-1 - len(took) // 100]


@pytest.mark.campaign
@pytest.mark.parametrize("kind", ["headers", "bodies", "reading"])
def test_a_thousand_slow_sockets_are_ended(house: Prison, kind: str) -> None:
    told = _flooded(house, f"{SOCKETS:,} slow sockets: {kind}", kind)
    assert (told.attempts % SOCKETS, told.left) == (0, 0)
    assert set(told.statuses) <= {"408", "429", "503", "reset", "closed", "200"}


@pytest.mark.campaign
@pytest.mark.parametrize("kind", ["announced", "chunked"])
def test_bodies_of_ten_gigabytes_are_refused(house: Prison, kind: str) -> None:
    told = _flooded(house, f"bodies of 10 GB: {kind}", kind)
    assert told.attempts
    assert set(told.statuses) <= {"413", "reset", *TOO_MUCH}


@pytest.mark.campaign
@pytest.mark.parametrize("name", REQUESTS if FULL else QUICK)
def test_requests_made_to_exhaust_are_refused(house: Prison, name: str, tmp_path: Path) -> None:
    expected, made = REQUESTS[name]
    file = tmp_path / "request"
    file.write_bytes(made())
    told = _flooded(house, name, "requests", file)
    assert expected & set(told.statuses), told.statuses
    assert set(told.statuses) <= expected | TOO_MUCH | {"reset"}


def test_the_service_works_on(house: Prison) -> None:
    with _at_the_gate(house) as http:
        assert len(_gate(http, 3)) == 3
