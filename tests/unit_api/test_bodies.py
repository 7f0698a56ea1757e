"""Bodies: JSON and forms give the same request; what is neither, wrong or too deep is refused by name."""

import json
from base64 import b64encode

import anyio
import pytest
from starlette.requests import Request
from starlette.types import Message

from api.contract.answers import IdentifyRequest
from api.contract.persons import Enrolment
from api.errors import InvalidRequest, JsonTooDeep, UnsupportedBody
from api.routes.bodies import read
from api.sampling import captured
from matcher.domain import FingerPosition, Modality, Sample, SlapKind
from matcher.errors import UmbralError

IMAGE = bytes(range(256))
Part = tuple[str, str | None, bytes]


def _request(kind: str, body: bytes) -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def enrolment(kind: str, body: bytes) -> Enrolment:
    return anyio.run(read, _request(kind, body), Enrolment)


def form(*parts: Part) -> tuple[str, bytes]:
    """A multipart form of (name, file name, content)."""
    written = b""
    for name, file, content in parts:
        disposition = f'form-data; name="{name}"' + (f'; filename="{file}"' if file else "")
        written += f"--edge\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + content + b"\r\n"
    return "multipart/form-data; boundary=edge", written + b"--edge--\r\n"


def _json(**record: object) -> bytes:
    sample = {"modality": "finger", "position": 2, "dpi": 500, "data": b64encode(IMAGE).decode()}
    return json.dumps({"samples": [sample], **record}).encode()


def test_json_and_form_say_the_same() -> None:
    by_json = enrolment("application/json; charset=utf-8", _json(name="Ana", gallery="staff"))
    record = json.dumps({"name": "Ana", "gallery": "staff"}).encode()
    by_form = enrolment(*form(("record", None, record), ("finger:2@500", "a.png", IMAGE)))
    assert by_json == by_form
    assert captured(by_form.samples) == [Sample(Modality.FINGER, IMAGE, FingerPosition.RIGHT_INDEX, 500.0)]


def test_parts_keep_their_order_and_say_what_they_show() -> None:
    made = enrolment(
        *form(
            ("finger", "1", b"a"), ("face", "2", b"b"), ("finger:10", "3", b"c"), ("finger@508.5", "4", b"d")
        )
    )
    assert [(s.modality, s.position, s.dpi, s.data) for s in made.samples] == [
        ("finger", 0, None, b"a"),
        ("face", 0, None, b"b"),
        ("finger", 10, None, b"c"),
        ("finger", 0, 508.5, b"d"),
    ]


def test_a_slap_and_what_is_absent_become_the_matchers() -> None:
    record = json.dumps({"absent_fingers": [3, 5]}).encode()
    made = enrolment(*form(("record", None, record), ("finger:13@500", "1", b"a"), ("finger:1", "2", b"b")))
    absent = frozenset({FingerPosition.RIGHT_MIDDLE, FingerPosition.RIGHT_LITTLE})
    slap, thumb = captured(made.samples, made.absent_fingers)
    assert (slap.slap, slap.position, slap.dpi, slap.absent) == (
        SlapKind.RIGHT_FOUR,
        FingerPosition.UNKNOWN,
        500,
        absent,
    )
    assert (thumb.slap, thumb.position) == (None, FingerPosition.RIGHT_THUMB)


def test_the_record_may_come_as_a_file() -> None:
    made = enrolment(*form(("record", "record.json", b'{"name": "Ana"}'), ("face", "f", b"x")))
    assert made.name == "Ana"


def test_a_large_file_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def to_disk(*_: object, **__: object) -> None:
        raise AssertionError("a picture went to a temporary file")

    monkeypatch.setattr("tempfile.TemporaryFile", to_disk)
    made = enrolment(*form(("face", "f", bytes(3 << 20))))
    assert len(made.samples[0].data) == 3 << 20


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ([("toe", "t", b"x")], "named"),
        ([("finger:11", "t", b"x")], "position"),
        ([("finger:16", "t", b"x")], "position"),
        ([("face:13", "t", b"x")], "face"),
        ([("record", None, b'{"absent_fingers": [2]}'), ("finger:2", "t", b"x")], "absent"),
        ([("record", None, b'{"absent_fingers": [1, 6]}'), ("finger:15", "t", b"x")], "every finger"),
        ([("record", None, b'{"absent_fingers": [11]}'), ("finger:2", "t", b"x")], "absent_fingers"),
        ([("face:2", "t", b"x")], "face"),
        ([("finger:2@", "t", b"x")], "named"),
        ([("finger@0", "t", b"x")], "dpi"),
        ([("record", None, b"[]"), ("face", "f", b"x")], "object"),
        ([("record", None, b"{"), ("face", "f", b"x")], "JSON"),
        ([("record", None, b'{"samples": []}'), ("face", "f", b"x")], "without samples"),
        ([("record", None, b"{}"), ("record", "2", b"{}"), ("face", "f", b"x")], "more than one"),
        ([("record", None, b'{"nmae": "Ana"}'), ("face", "f", b"x")], "nmae"),
        ([("record", None, b"{}")], "samples"),
        ([("face", str(n), b"x") for n in range(26)], "Too many files"),
        ([("face", "", b"x"), ("other", None, b"x")], "Too many fields"),
        ([("record", None, b"x" * 70_000)], "maximum size"),
    ],
)
def test_a_wrong_form_is_refused(parts: list[Part], says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        enrolment(*form(*parts))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "object"),
        (b'"x"', "object"),
        (b"{}", "samples"),
        (_json(gallery="death-row"), "gallery"),
        (_json(person_id="7"), "person_id"),
        (_json(nmae="Ana"), "nmae"),
        (_json(name="x" * 201), "name"),
    ],
)
def test_wrong_json_is_refused_by_the_name_of_what_is_wrong(body: bytes, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        enrolment("application/json", body)


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(InvalidRequest) as refused:
        enrolment("application/json", _json(gallery="CANARY"))
    assert "CANARY" not in str(refused.value) + str(refused.value.parameters)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"samples":' * 100_000, b'{"name":' + b"[" * 300 + b"]" * 300 + b"}"]
)
def test_json_without_a_bottom(body: bytes) -> None:
    with pytest.raises(JsonTooDeep):
        enrolment("application/json", body)
    with pytest.raises(UmbralError) as refused:
        enrolment(*form(("record", "r", body), ("face", "f", b"x")))
    assert refused.value.code in {"json-too-deep", "invalid-request"}


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_other_kinds_of_body(kind: str) -> None:
    with pytest.raises(UnsupportedBody):
        enrolment(kind, _json())


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_form_without_boundary(kind: str) -> None:
    with pytest.raises(InvalidRequest):
        enrolment(kind, b"")


def test_a_probe_too() -> None:
    request = _request(*form(("record", None, b'{"k": 3, "galleries": ["staff"]}'), ("face", "f", b"x")))
    asked = anyio.run(read, request, IdentifyRequest)
    assert (asked.k, asked.galleries) == (3, ("staff",))
