"""The service over HTTP, as a process of its own: enrol, identify, verify, read, delete, restart."""

import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.contract.answers import IdentifyRequest, VerifyRequest
from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment, PersonOut
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of, print_png
from tests.support.service import RunningService, running_service

ALMA, BRUNO, STRANGER = 1, 2, 9  # seeds of synthetic people


@pytest.fixture(scope="module")
def alma(client: Client) -> PersonOut:
    samples = [print_of(ALMA, 2), print_of(ALMA, 7)]
    return client.enrol(Enrolment(name="Alma Reyes", gallery="custody", samples=samples))


@pytest.fixture(scope="module")
def bruno(http: httpx.Client) -> PersonOut:
    """Enrolled by a form: one print, one face."""
    files: list[tuple[str, tuple[str | None, bytes | str]]] = [
        ("record", (None, json.dumps({"name": "Bruno Lima", "gallery": "staff"}))),
        ("finger:2@500", ("right.png", print_png(BRUNO, 2, 1))),
        ("face", ("face.jpg", portrait_jpeg())),
    ]
    answer = http.post("/v1/persons", files=files)
    assert answer.status_code == 201, answer.text
    person = PersonOut.model_validate_json(answer.content)
    assert answer.headers["location"] == f"/v1/persons/{person.id}"
    return person


def test_a_record_says_what_was_enrolled(client: Client, alma: PersonOut, bruno: PersonOut) -> None:
    assert client.person(alma.id) == alma
    assert alma.id.version == 7
    assert [(s.modality, s.position, round(s.dpi or 0)) for s in alma.samples] == [
        ("finger", 2, 500),
        ("finger", 7, 500),
    ]
    assert [(s.modality, s.dpi) for s in bruno.samples] == [("finger", 500), ("face", None)]
    held = client.status()
    assert (held.ready, held.persons, held.fingers, held.faces) == (True, 2, 3, 1)


def test_a_later_impression_is_identified(client: Client, alma: PersonOut, bruno: PersonOut) -> None:
    found = client.identify(IdentifyRequest(samples=[print_of(ALMA, 2, 2), print_of(ALMA, 7, 2)]))
    assert found.decision == "match"
    assert "Alma Reyes" in found.sentence
    assert found.candidates[0].person_id == alma.id
    assert found.candidates[0].llr >= found.threshold_llr
    assert {e.reference for e in found.candidates[0].evidence} == {sample.id for sample in alma.samples}
    assert found.gallery_size == 2


def test_a_face_is_identified(http: httpx.Client, bruno: PersonOut) -> None:
    answer = http.post("/v1/identify", files=[("face", ("again.jpg", portrait_jpeg(quality=60)))]).json()
    assert answer["candidates"][0]["person_id"] == str(bruno.id)
    assert answer["candidates"][0]["evidence"][0]["reference"] == str(bruno.samples[1].id)


def test_a_stranger_is_not_a_match(client: Client, alma: PersonOut) -> None:
    answer = client.identify(IdentifyRequest(samples=[print_of(STRANGER, 2), print_of(STRANGER, 7)]))
    assert answer.decision == "no_match"


def test_only_the_named_galleries_are_searched(client: Client, alma: PersonOut, bruno: PersonOut) -> None:
    probe = [print_of(ALMA, 2, 2)]
    among_staff = client.identify(IdentifyRequest(samples=probe, galleries=("staff",)))
    assert among_staff.gallery_size == 1
    assert alma.id not in {candidate.person_id for candidate in among_staff.candidates}
    in_custody = client.identify(IdentifyRequest(samples=probe, galleries=("custody", "visitors")))
    assert in_custody.candidates[0].person_id == alma.id


def test_verification(client: Client, alma: PersonOut, bruno: PersonOut) -> None:
    hers = client.verify(alma.id, VerifyRequest(samples=[print_of(ALMA, 7, 2)]))
    assert (hers.decision, hers.person_id) == ("match", alma.id)
    assert [e.reference for e in hers.evidence] == [alma.samples[1].id]
    his = client.verify(alma.id, VerifyRequest(samples=[print_of(BRUNO, 2, 2)]))
    assert his.decision == "no_match"


def test_why(client: Client, alma: PersonOut) -> None:
    request = IdentifyRequest(samples=[print_of(ALMA, 2, 2)], explain=True)
    explained = client.identify(request).explanation
    assert explained is not None
    assert (explained.probe, explained.reference) == (0, alma.samples[0].id)
    assert explained.svg.lstrip().startswith("<svg")
    assert len(explained.overlay["pairs"]) >= 4


def test_whoever_may_not_see_captures_is_shown_none_in_an_explanation(
    service: RunningService, alma: PersonOut
) -> None:
    """An auditor searches, and gets the answer without the stored picture under the overlay."""
    request = IdentifyRequest(samples=[print_of(ALMA, 2, 2)], explain=True)
    with Client(service.url, actor="eva; roles=auditor") as auditor:
        found = auditor.identify(request)
    assert (found.candidates[0].person_id, found.explanation) == (alma.id, None)


def test_the_image_comes_back_byte_for_byte(http: httpx.Client, alma: PersonOut) -> None:
    path = f"/v1/persons/{alma.id}/samples/{alma.samples[0].id}"
    answer = http.get(path)
    assert answer.content == print_png(ALMA, 2, 1)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    again = http.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_sentences_in_the_asked_language(service: RunningService, alma: PersonOut) -> None:
    with service.client("es") as client:
        answer = client.verify(alma.id, VerifyRequest(samples=[print_of(ALMA, 2, 2)]))
    assert answer.sentence.startswith("Sí")


def test_an_answer_says_that_the_site_is_not_calibrated(service: RunningService, alma: PersonOut) -> None:
    prints = [print_of(ALMA, 2, 2)]
    with service.client("es") as client:
        verified = client.verify(alma.id, VerifyRequest(samples=prints))
        identified = client.identify(IdentifyRequest(samples=prints))
        assert client.status().calibration == {"face": "shipped", "finger": "shipped"}
    for answer in (verified, identified):
        assert answer.calibration == {"finger": "shipped"}
        assert answer.calibration_note is not None
        assert "sin calibrar para este lugar" in answer.calibration_note


def test_an_id_of_the_callers_own_is_taken_once(client: Client) -> None:
    own = UUID("0191d3c1-7f00-7000-8000-000000000001")
    enrolment = Enrolment(person_id=own, samples=[print_of(3, 2)])
    assert client.enrol(enrolment).id == own
    with pytest.raises(ServiceRefused) as refused:
        client.enrol(enrolment)
    assert (refused.value.problem.status, refused.value.problem.code) == (409, "person-exists")
    client.delete(own)
    assert client.enrol(enrolment).id == own
    client.delete(own)


def test_pages(client: Client, alma: PersonOut, bruno: PersonOut) -> None:
    everybody = [person.id for person in client.persons(page_size=1)]
    assert everybody == sorted([alma.id, bruno.id])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nowhere", 404, "not-found"),
        ("GET", "/v1/persons/7", 422, "invalid-request"),
        ("GET", "/v1/persons?limit=0", 422, "invalid-request"),
        ("PUT", "/v1/persons", 405, "method-not-allowed"),
        ("GET", f"/v1/persons/{UUID(int=7)}", 404, "unknown-person"),
        ("DELETE", f"/v1/persons/{UUID(int=7)}", 404, "unknown-person"),
        ("GET", f"/v1/persons/{UUID(int=7)}/samples/{UUID(int=7)}", 404, "unknown-person"),
        ("POST", "/v1/identify", 415, "unsupported-body"),
    ],
)
def test_wrong_addresses_are_problems(
    http: httpx.Client, method: str, path: str, status: int, code: str
) -> None:
    answer = http.request(method, path)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["instance"] == UUID(answer.headers["x-request-id"]).urn


def test_only_one_process_holds_the_data(service: RunningService) -> None:
    with pytest.raises(AssertionError, match="status 2"), running_service(service.home):
        pass
    log = (service.home.parent / f"{service.home.name}.log").read_text()
    assert "Another process is using" in log


def test_the_log_names_nobody(service: RunningService, alma: PersonOut) -> None:
    log = (service.home.parent / f"{service.home.name}.log").read_text()
    assert "/v1/persons/{person_id}" in log
    assert "Alma" not in log
    assert str(alma.id) not in log


def test_a_deleted_person_is_never_found_again(tmp_path: Path) -> None:
    stays, goes = print_of(4, 2), print_of(5, 2)
    probe = IdentifyRequest(samples=[print_of(5, 2, 2)])
    with running_service(tmp_path / "home") as service, service.client() as client:
        client.enrol(Enrolment(name="stays", samples=[stays]))
        gone = client.enrol(Enrolment(name="goes", samples=[goes]))
        assert client.identify(probe).candidates[0].person_id == gone.id
        client.delete(gone.id)
        before = client.identify(probe)
        assert service.stop() == 0
    with running_service(tmp_path / "home") as service, service.client() as client:
        after = client.identify(probe)
        assert [person.name for person in client.persons()] == ["stays"]
        with pytest.raises(ServiceRefused, match="Nobody is enrolled"):
            client.verify(gone.id, VerifyRequest(samples=[goes]))
        for answer in (before, after):
            assert answer.decision == "no_match"
            assert answer.gallery_size == 1
            assert gone.id not in {candidate.person_id for candidate in answer.candidates}
