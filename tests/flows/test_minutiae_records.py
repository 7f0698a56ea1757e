"""Minutiae records over HTTP: others' compare with our prints, ours are read by others, lies are refused."""

from base64 import b64encode
from typing import get_args
from uuid import uuid4

import httpx
import pytest

from api.contract.answers import IdentifyRequest, VerifyRequest
from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment, PersonOut
from api.contract.samples import RecordFormat, SampleIn
from device_drivers.fingerprint.synthetic import NORMAL, person
from matcher.domain import FingerPosition
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.interchange import (
    View,
    read,
    write_ansi2004,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
)
from tests.support.minutiae_records import ANSI_2004, ANSI_2009, ISO_2005, ISO_2011, parse
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of

ALMA, BRUNO = 1, 2
FORMATS: tuple[RecordFormat, ...] = get_args(RecordFormat)
TABLES = {
    "iso-19794-2:2005": ISO_2005,
    "iso-19794-2:2011": ISO_2011,
    "ansi-378-2004": ANSI_2004,
    "ansi-378-2009": ANSI_2009,
}


@pytest.fixture(scope="module")
def views() -> dict[tuple[int, int], View]:
    """Later impressions of two people's index and middle finger, as another system would hand them over."""
    extractor = MinutiaeExtractor("fast")
    return {
        (seed, position): View.of(
            extractor.extract(person(seed).finger(position).impression(2, NORMAL).image, 500.0),
            FingerPosition(position),
        )
        for seed in (ALMA, BRUNO)
        for position in (2, 3)
    }


@pytest.fixture(scope="module")
def alma(client: Client) -> PersonOut:
    return client.enrol(Enrolment(name="Alma Reyes", samples=[print_of(ALMA, 2), print_of(ALMA, 3)]))


def sample(record: bytes, position: int = 0) -> SampleIn:
    return SampleIn.holding(record, "finger", position=position)


@pytest.mark.parametrize("write", [write_iso2005, write_iso2011, write_ansi2004, write_ansi2009])
def test_a_third_partys_record_finds_a_print_of_ours(
    client: Client, alma: PersonOut, views: dict[tuple[int, int], View], write: object
) -> None:
    assert callable(write)
    record = sample(write([views[ALMA, 2]]))
    found = client.identify(IdentifyRequest(samples=[record], explain=True))
    assert (found.decision, found.candidates[0].person_id) == ("match", alma.id)
    assert [(seen.position, seen.quality) for seen in found.samples] == [(2, None)]
    assert found.explanation is not None
    assert len(found.explanation.overlay["pairs"]) >= 6
    assert client.verify(alma.id, VerifyRequest(samples=[record])).decision == "match"
    stranger = sample(write([views[BRUNO, 2]]))
    assert client.identify(IdentifyRequest(samples=[stranger])).decision == "no_match"
    assert client.verify(alma.id, VerifyRequest(samples=[stranger])).decision == "no_match"


def test_a_card_record_says_no_finger_so_the_caller_does(
    client: Client, alma: PersonOut, views: dict[tuple[int, int], View]
) -> None:
    found = client.identify(IdentifyRequest(samples=[sample(write_compact(views[ALMA, 3]), position=3)]))
    assert (found.decision, found.samples[0].position) == ("match", 3)


def test_enrolled_by_a_record_found_by_a_print(
    client: Client, http: httpx.Client, views: dict[tuple[int, int], View]
) -> None:
    """One record of two fingers becomes two samples, each a record of its own that comes back as it was."""
    record = write_ansi2004([views[BRUNO, 2], views[BRUNO, 3]])
    enrolled = http.post("/v1/persons", files=[("finger", ("bruno.fmr", record))])
    assert enrolled.status_code == 201, enrolled.text
    bruno = PersonOut.model_validate_json(enrolled.content)
    assert [(s.position, s.media_type) for s in bruno.samples] == [
        (2, "application/x-minutiae-record"),
        (3, "application/x-minutiae-record"),
    ]
    kept = http.get(f"/v1/persons/{bruno.id}/samples/{bruno.samples[1].id}")
    assert kept.headers["content-type"] == "application/x-minutiae-record"
    (view,) = read(kept.content)
    assert (view.position, len(view.minutiae)) == (3, len(views[BRUNO, 3].minutiae))
    request = IdentifyRequest(samples=[print_of(BRUNO, 2, 1)], explain=True)
    found = client.identify(request)
    assert (found.decision, found.candidates[0].person_id) == ("match", bruno.id)
    assert found.explanation is not None
    client.delete(bruno.id)


@pytest.mark.parametrize("record_format", FORMATS)
def test_a_persons_prints_are_given_as_a_record_that_others_read(
    client: Client, alma: PersonOut, record_format: RecordFormat
) -> None:
    """Read by the tests' table-driven reader, which shares no code with ours; and it finds her again."""
    record = client.minutiae(alma.id, format=record_format)
    fields = parse(record, TABLES[record_format])
    assert fields["length"] == len(record)
    assert [view["position"] for view in fields["views"]] == [2, 3]
    quality = alma.samples[0].quality
    assert quality is not None
    said = fields["views"][0].get("quality") or fields["views"][0]["qualities"][0]["score"]
    assert said == quality.value
    found = client.identify(IdentifyRequest(samples=[sample(record)]))
    assert (found.decision, found.candidates[0].person_id) == ("match", alma.id)
    assert [seen.position for seen in found.samples] == [2, 3]
    one = client.minutiae(alma.id, alma.samples[1].id, format=record_format)
    assert [view["position"] for view in parse(one, TABLES[record_format])["views"]] == [3]


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"FMR\0", "malformed-minutiae-record"),
        (b"FMR\0 20\0" + bytes(200), "malformed-minutiae-record"),
        (b"FMR\x00030\0" + b"\xff" * 5000, "malformed-minutiae-record"),
        (b"\x7f\x2e\x82\xff\xff\x81", "malformed-minutiae-record"),
        (b"FMR\0 20\0" + bytes(1 << 20), "malformed-minutiae-record"),
    ],
)
def test_octets_that_only_begin_as_a_record_are_a_problem(client: Client, octets: bytes, code: str) -> None:
    with pytest.raises(ServiceRefused) as refused:
        client.identify(IdentifyRequest(samples=[sample(octets)]))
    problem = refused.value.problem
    assert (problem.status, problem.code, problem.parameters["sample"]) == (422, code, 0)
    assert "octet" in problem.detail


def test_a_record_cut_anywhere_is_a_problem(http: httpx.Client, views: dict[tuple[int, int], View]) -> None:
    record = write_iso2011([views[ALMA, 2]])
    for cut in range(4, len(record), 23):
        body = {"samples": [{"modality": "finger", "data": b64encode(record[:cut]).decode()}]}
        answer = http.post("/v1/identify", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed-minutiae-record"), cut


def test_a_record_of_another_finger_than_stated_is_refused(
    client: Client, views: dict[tuple[int, int], View]
) -> None:
    with pytest.raises(ServiceRefused) as refused:
        client.enrol(Enrolment(samples=[sample(write_iso2005([views[BRUNO, 2]]), position=7)]))
    problem = refused.value.problem
    assert (problem.status, problem.code) == (422, "another-finger")
    assert (problem.parameters["stated"], problem.parameters["found"]) == (7, 2)


def test_too_few_minutiae_tell_nobody_apart(client: Client, views: dict[tuple[int, int], View]) -> None:
    few = View.of(views[ALMA, 2].minutiae.take(views[ALMA, 2].minutiae.confidence.argsort()[-5:]))
    with pytest.raises(ServiceRefused) as refused:
        client.enrol(Enrolment(samples=[sample(write_iso2011([few]))]))
    assert refused.value.problem.code == "too-few-minutiae"


def test_more_fingers_than_are_taken_are_refused(client: Client, views: dict[tuple[int, int], View]) -> None:
    hands = [View.of(views[ALMA, 2].minutiae, FingerPosition(code)) for code in range(1, 11)]
    record = sample(write_iso2011(hands))
    with pytest.raises(ServiceRefused) as refused:
        client.enrol(Enrolment(samples=[record] * 5))
    assert refused.value.problem.code == "too-many-fingers"


def test_what_has_no_minutiae_is_no_record(client: Client, http: httpx.Client, alma: PersonOut) -> None:
    face = client.enrol(Enrolment(samples=[SampleIn.holding(portrait_jpeg(), "face")]))
    for path, status, code in (
        (f"{face.id}/minutiae", 422, "no-minutiae"),
        (f"{face.id}/samples/{face.samples[0].id}/minutiae", 422, "no-minutiae"),
        (f"{uuid4()}/minutiae", 404, "unknown-person"),
        (f"{alma.id}/samples/{uuid4()}/minutiae", 404, "unknown-sample"),
        (f"{alma.id}/minutiae?format=iso-19794-4", 422, "invalid-request"),
    ):
        answer = http.get(f"/v1/persons/{path}")
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
    client.delete(face.id)
