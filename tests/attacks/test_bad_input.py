"""What is wrong, hostile or not there is answered with a problem that names it, and costs little.

Each case: a 4xx with its own `type` and a sentence, and less than 200 MB beyond what the service held
before, over all of its processes.
"""

import io
import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import httpx
import numpy as np
import pytest
from PIL import Image

from api.contract.answers import Problem
from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.pictures import PNG_SIGNATURE, png_chunk
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of, print_png
from tests.support.service import TESTER, UMBRAL, RunningService, running_service
from tests.support.watching import PeakMemory

MEBIBYTE = 1 << 20
MOST_GROWTH = 200 * 10**6
NOBODY = UUID(int=7)

JSON = "application/json"


@dataclass(frozen=True)
class Case:
    """A request and the problem it must meet. path: where to; body: made when needed."""

    code: str
    status: int
    body: Callable[[], bytes]
    path: str = "/v1/identify"


def _samples(modality: str, image: bytes) -> bytes:
    return json.dumps({"samples": [{"modality": modality, "data": b64encode(image).decode()}]}).encode()


def _finger(image: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: _samples("finger", image())


def _face(image: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: _samples("face", image())


def _saved(picture: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


@cache
def _bomb() -> bytes:
    """A valid PNG of 30,000 x 30,000 black pixels: under a megabyte that would unfold to 900."""
    side = 30_000
    header = side.to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    squeeze = zlib.compressobj(1)
    row = bytes(side + 1)
    data = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return PNG_SIGNATURE + b"".join(png_chunk(kind, content) for kind, content in chunks)


def _blank() -> bytes:
    return _saved(Image.new("L", (400, 500), 255), dpi=(500, 500))


def _without_dpi() -> bytes:
    return _saved(Image.open(io.BytesIO(print_png(1, 2, 1))))


def _no_face() -> bytes:
    return _saved(Image.fromarray(np.linspace(0, 255, 300 * 300).reshape(300, 300).astype(np.uint8)))


def _two_faces() -> bytes:
    portrait = Image.open(io.BytesIO(portrait_jpeg()))
    both = Image.new("RGB", (2 * portrait.width, portrait.height))
    both.paste(portrait, (0, 0))
    both.paste(portrait, (portrait.width, 0))
    return _saved(both)


def _lying_record() -> bytes:
    """ISO/IEC 19794-2:2011 of the right length that promises 65,535 views in a megabyte of ones."""
    length = MEBIBYTE - 64
    return b"FMR\x00030\x00" + length.to_bytes(4, "big") + b"\xff" * (length - 12)


def _slap(image: bytes) -> bytes:
    sample = {"modality": "finger", "position": 13, "data": b64encode(image).decode()}
    return json.dumps({"samples": [sample]}).encode()


CASES = {
    "empty file": Case("empty-file", 422, _finger(lambda: b"")),
    "truncated PNG": Case("truncated-image", 422, _finger(lambda: print_png(1, 2, 1)[:30_000])),
    "text as PNG": Case("unknown-image-format", 415, _finger(lambda: b"I am a fingerprint, honestly.")),
    "30,000 x 30,000 PNG": Case("too-many-pixels", 413, _finger(_bomb)),
    "50 MB body": Case("body-too-large", 413, lambda: bytes(50 * MEBIBYTE)),
    "JSON of depth 100,000": Case("json-too-deep", 400, lambda: b'{"samples":' + b"[" * 100_000),
    "no face": Case("no-face", 422, _face(_no_face)),
    "two faces": Case("several-faces", 422, _face(_two_faces)),
    "blank print": Case("blank-print", 422, _finger(_blank)),
    "print at an unknown dpi": Case("unknown-resolution", 422, _finger(_without_dpi)),
    "record whose counts lie": Case("malformed-minutiae-record", 422, _finger(_lying_record)),
    "one finger as a whole hand": Case("too-few-fingers", 422, lambda: _slap(print_png(1, 2, 1))),
    "unknown person": Case(
        "unknown-person", 404, _finger(lambda: print_png(1, 2, 1)), f"/v1/persons/{NOBODY}/verify"
    ),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that has worked before, so that the models' own memory is not counted as growth."""
    home = tmp_path_factory.mktemp("bad") / "home"
    with running_service(home, command=UMBRAL) as running, running.client() as client:
        face = SampleIn.holding(portrait_jpeg(), "face")
        client.enrol(Enrolment(samples=[print_of(1, 2), face]))
        yield running


def _post(service: RunningService, path: str, body: bytes | Iterator[bytes]) -> httpx.Response:
    with httpx.Client(base_url=service.url, timeout=120, trust_env=False) as http:
        return http.post(path, content=body, headers={"Content-Type": JSON, "Umbral-Actor": TESTER})


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bad_input_is_a_problem_of_its_own_and_cheap(service: RunningService, case: Case) -> None:
    body = case.body()
    with PeakMemory(service) as peak:
        answer = _post(service, case.path, body)
    problem = Problem.model_validate_json(answer.content)
    assert (answer.status_code, problem.code) == (case.status, case.code)
    assert problem.type == f"urn:umbral:problem:{case.code}"
    assert problem.detail.endswith(".")
    assert problem.advice.endswith(".")
    assert peak.growth < MOST_GROWTH


def test_every_case_has_a_type_of_its_own() -> None:
    assert len({case.code for case in CASES.values()}) == len(CASES)


def test_a_streamed_body_without_length_is_cut_off_too(service: RunningService) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield bytes(MEBIBYTE)

    with PeakMemory(service) as peak:
        answer = _post(service, "/v1/persons", endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert peak.growth < MOST_GROWTH


def test_nothing_of_it_was_enrolled_and_the_service_works_on(service: RunningService) -> None:
    with service.client() as client:
        before = client.status().persons
        for name, case in CASES.items():
            if case.path == "/v1/identify" and name != "50 MB body":
                assert _post(service, "/v1/persons", case.body()).status_code == case.status, name
        assert client.status().persons == before
        assert client.enrol(Enrolment(samples=[print_of(2, 2)])).samples


def test_the_bomb_is_one(service: RunningService) -> None:
    """The measure can fail: what the bomb would unfold to is more than is allowed."""
    assert zlib.decompressobj().decompress(_bomb()[41:], MOST_GROWTH + 1).__len__() > MOST_GROWTH
