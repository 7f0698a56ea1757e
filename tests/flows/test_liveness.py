"""Liveness hints over HTTP: what was planted is noticed, hostile pictures are refused, nothing is kept."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic

import cv2
import httpx
import numpy as np
import pytest

from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.liveness import LivenessHints, LivenessRequest, Turn
from api.contract.samples import SampleIn
from device_drivers.camera.simulated import SimulatedCamera
from device_drivers.contract import Frame
from tests.support.captures import held, live, on_screen, scene, sheet, sitter
from tests.support.faces import Pixels, collins, hopper, on_canvas
from tests.support.pictures import png
from tests.support.prints import print_of
from tests.support.service import TESTER, RunningService

ACTING = {"Umbral-Actor": TESTER}
SITTER = sitter(hopper(), eyes=56)


def jpeg(pixels: Pixels) -> bytes:
    written, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])
    assert written
    return data.tobytes()


def request(frames: list[bytes], turn: Turn | None = None, between: int | None = None) -> LivenessRequest:
    samples = [SampleIn.holding(frame, "face") for frame in frames]
    return LivenessRequest(samples=samples, turn=turn, milliseconds_between=between)


def codes(hints: LivenessHints) -> list[str]:
    return [reason.code for reason in hints.suspicions]


def held_print(furthest: float) -> list[bytes]:
    return [
        jpeg(each) for each in held(SITTER, [sheet(SITTER, angle) for angle in np.linspace(0, furthest, 6)])
    ]


def test_a_live_head_that_turns_as_asked_raises_nothing_and_that_proves_nothing(client: Client) -> None:
    frames = [jpeg(frame) for frame in live(SITTER, [0, 10, 20, 30, 42])]
    seen = client.liveness(request(frames, "left", 300))
    assert codes(seen) == []
    assert "proves nothing" in seen.sentence
    assert seen.turned[0] == 0
    assert (seen.turned[4] or 0) > 18


def test_what_was_planted_is_told_in_the_readers_language(service: RunningService, client: Client) -> None:
    asked = request(held_print(35), "right")
    seen = client.liveness(asked)
    assert {"liveness-flat", "liveness-wrong-way"} & set(codes(seen))
    assert seen.sentence == "Look before you trust these pictures."
    still = request([jpeg(scene(SITTER))] * 4, "right")
    (reason,) = client.liveness(still).suspicions
    assert reason.code == "liveness-no-turn"
    assert "0 degrees at most" in reason.advice
    with service.client("ro") as romanian:
        (told,) = romanian.liveness(still).suspicions
        assert told.title == "Capul nu s-a întors cum s-a cerut"


def test_a_screen_before_the_camera_is_told(client: Client) -> None:
    shown = jpeg(on_screen(scene(SITTER), 2.3))
    assert "liveness-screen-pattern" in codes(client.liveness(request([shown, shown, shown])))


def test_frames_of_the_simulated_camera(client: Client) -> None:
    """What a driver hands out goes through as it is: a still portrait does not turn."""
    camera = SimulatedCamera()
    assert camera.open() is None
    camera.seat(jpeg(scene(SITTER)))
    frames = [camera.capture(Event(), monotonic() + 10) for _ in range(3)]
    seen = client.liveness(request([frame.data for frame in frames if isinstance(frame, Frame)], "left", 100))
    assert codes(seen) == ["liveness-no-turn"]


def test_a_form_says_the_same_as_json(service: RunningService, client: Client) -> None:
    frame = jpeg(scene(SITTER))
    parts: list[tuple[str, tuple[str | None, bytes]]] = [("record", (None, b'{"turn": "left"}'))]
    parts += [("face", ("f.jpg", frame))] * 3
    answer = httpx.post(f"{service.url}/v1/liveness", headers=ACTING, files=parts, timeout=60)
    assert answer.status_code == 200
    assert LivenessHints.model_validate(answer.json()) == client.liveness(request([frame] * 3, "left"))


def test_nothing_is_stored(service: RunningService, client: Client) -> None:
    """But for a leaf of the audit log that says that it was asked."""

    def kept() -> tuple[set[Path], dict[str, int]]:
        with closing(sqlite3.connect(service.home / "umbral.db")) as store:
            tables = [
                name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            rows = {name: store.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608 - our own names
        others = {name: count for name, count in rows.items() if not name.startswith("audit_")}
        return {path for path in service.home.rglob("*") if path.is_file()}, others

    before = kept()
    client.liveness(request([jpeg(scene(SITTER))] * 2))
    assert kept() == before
    assert client.status().persons == 0


def refused(client: Client, asked: LivenessRequest) -> tuple[str, int, object]:
    with pytest.raises(ServiceRefused) as caught:
        client.liveness(asked)
    problem = caught.value.problem
    return problem.code, problem.status, problem.parameters.get("sample")


GOOD = jpeg(scene(SITTER))
NOBODY = jpeg(np.full((480, 640, 3), 90, np.uint8))
COUPLE = jpeg(np.hstack([on_canvas(hopper()[0:420, 60:460], 420, 480, 0, 20)] * 2))


@pytest.mark.parametrize(
    ("frames", "code", "sample"),
    [
        ([GOOD, png(60_000, 60_000, b"")], "too-many-pixels", 1),
        ([GOOD, b"\xff"], "unknown-image-format", 1),
        ([GOOD, GOOD[:400]], "truncated-image", 1),
        ([GOOD, jpeg(collins())], "frames-differ", 1),
        ([NOBODY, NOBODY], "no-face", None),
        ([COUPLE, COUPLE], "several-faces", 0),
    ],
    ids=["bomb", "one byte", "cut off", "two sizes", "nobody", "two people"],
)
def test_a_hostile_picture_is_refused_by_its_number(
    client: Client, frames: list[bytes], code: str, sample: int | None
) -> None:
    found = refused(client, request(frames))
    assert (found[0], found[2]) == (code, sample)
    assert 400 <= found[1] < 500
    assert client.liveness(request([GOOD, GOOD])).turned == [0, 0]


@pytest.mark.parametrize("count", [0, 1, 25, 500])
def test_too_few_or_too_many_pictures_are_refused(service: RunningService, count: int) -> None:
    tiny = SampleIn.holding(b"\xff\xd8\xff", "face").model_dump(mode="json")
    answer = httpx.post(
        f"{service.url}/v1/liveness", headers=ACTING, json={"samples": [tiny] * count}, timeout=60
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    parts = [("face", ("f.jpg", b"\xff\xd8\xff"))] * count
    if parts:
        form = httpx.post(f"{service.url}/v1/liveness", headers=ACTING, files=parts, timeout=60)
        assert (form.status_code, form.json()["code"]) == (422, "invalid-request")


def test_prints_are_not_watched(service: RunningService) -> None:
    prints = [print_of(1).model_dump(mode="json")] * 2
    answer = httpx.post(f"{service.url}/v1/liveness", headers=ACTING, json={"samples": prints}, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
