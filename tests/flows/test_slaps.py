"""Slaps over HTTP: ten fingers from three images, each found alone; faults are said finger by finger."""

import json

import httpx
import pytest

from api.contract.answers import IdentifyRequest, VerifyRequest
from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment, PersonOut
from matcher.images import decode
from tests.support.prints import print_of, slap_of, slap_png
from tests.support.service import TESTER, RunningService

ALMA, BRUNO = 1, 2
Parts = list[tuple[str, tuple[str | None, bytes | str]]]


@pytest.fixture(scope="module")
def alma(client: Client) -> PersonOut:
    slaps = [slap_of(ALMA, group) for group in (13, 14, 15)]
    return client.enrol(Enrolment(name="Alma Reyes", gallery="custody", samples=slaps))


def test_three_images_become_ten_samples_of_one_finger_each(client: Client, alma: PersonOut) -> None:
    assert [sample.position for sample in alma.samples] == [2, 3, 4, 5, 10, 9, 8, 7, 6, 1]
    assert all(sample.quality is not None and sample.quality.value > 60 for sample in alma.samples)
    assert client.status().fingers == 10
    for sample in alma.samples[:2]:
        image = decode(client.image(alma.id, sample.id))
        assert image.dpi == pytest.approx(500, abs=0.1)
        height, width = image.pixels.shape
        assert 180 < width < height < 600, "one finger, upright"


@pytest.mark.parametrize("position", [2, 5, 6, 7])
def test_each_finger_is_found_by_a_single_print(client: Client, alma: PersonOut, position: int) -> None:
    found = client.identify(IdentifyRequest(samples=[print_of(ALMA, position, 2)]))
    assert (found.decision, found.candidates[0].person_id) == ("match", alma.id)
    assert [e.position for e in found.candidates[0].evidence] == [position]


def test_a_slap_identifies_and_verifies(client: Client, alma: PersonOut) -> None:
    found = client.identify(IdentifyRequest(samples=[slap_of(ALMA, 13, 1)], explain=True))
    assert (found.decision, found.candidates[0].person_id) == ("match", alma.id)
    assert [(seen.sample, seen.position) for seen in found.samples] == [(0, 2), (0, 3), (0, 4), (0, 5)]
    assert len(found.candidates[0].evidence) == 4
    assert {e.probe for e in found.candidates[0].evidence} == {0, 1, 2, 3}
    assert found.explanation is not None
    assert len(found.explanation.overlay["pairs"]) >= 6
    assert client.verify(alma.id, VerifyRequest(samples=[slap_of(ALMA, 15, 1)])).decision == "match"
    assert client.verify(alma.id, VerifyRequest(samples=[slap_of(BRUNO, 15, 1)])).decision == "no_match"


def test_a_missing_finger_is_named_until_it_is_declared(client: Client) -> None:
    without = frozenset({3})
    with pytest.raises(ServiceRefused) as refused:
        client.enrol(Enrolment(samples=[slap_of(BRUNO, 13, 0, without)]))
    problem = refused.value.problem
    assert (problem.status, problem.code) == (422, "too-few-fingers")
    assert problem.detail == "3 of 4 fingers are on the image."
    assert [(r.code, r.parameters, r.title) for r in problem.reasons] == [
        ("finger-missing", {"position": 3}, "Missing: right middle finger")
    ]
    assert "note that the person does not have it" in problem.reasons[0].advice
    declared = Enrolment(samples=[slap_of(BRUNO, 13, 0, without)], absent_fingers=(3,))
    bruno = client.enrol(declared)
    assert [sample.position for sample in bruno.samples] == [2, 4, 5]
    client.delete(bruno.id)


def test_the_wrong_hand_is_told_in_the_asked_language(service: RunningService, client: Client) -> None:
    held = client.status().persons
    with service.client("fr") as french, pytest.raises(ServiceRefused) as refused:
        french.enrol(Enrolment(samples=[slap_of(ALMA, 13).model_copy(update={"position": 14})]))
    problem = refused.value.problem
    assert (problem.status, problem.code) == (422, "wrong-hand")
    assert problem.title == "C’est l’autre main"
    assert client.status().persons == held


def test_one_finger_where_four_belong(client: Client) -> None:
    """A single print handed in as a slap: nothing is guessed, and every finger that is missing is named."""
    with pytest.raises(ServiceRefused) as refused:
        client.identify(IdentifyRequest(samples=[print_of(ALMA, 2).model_copy(update={"position": 13})]))
    assert refused.value.problem.code in {"too-few-fingers", "wrong-hand", "fingers-unclear"}
    assert refused.value.problem.reasons


def test_a_form_carries_a_slap_and_what_is_absent(service: RunningService) -> None:
    record = json.dumps({"absent_fingers": [5], "name": "Carla"})
    image = slap_png(BRUNO, 13, 1, frozenset({5}))
    headers = {"Umbral-Actor": TESTER}
    with httpx.Client(base_url=service.url, timeout=60, trust_env=False, headers=headers) as http:
        parts: Parts = [("record", (None, record)), ("finger:13@500", ("right.png", image))]
        answer = http.post("/v1/persons", files=parts)
        assert answer.status_code == 201, answer.text
        assert [sample["position"] for sample in answer.json()["samples"]] == [2, 3, 4]
        contradiction = json.dumps({"absent_fingers": [2]})
        parts = [("record", (None, contradiction)), ("finger:2", ("index.png", image))]
        refused = http.post("/v1/identify", files=parts).json()
        assert refused["code"] == "invalid-request"
        assert "absent" in refused["parameters"]["problem"]
        http.delete(f"/v1/persons/{answer.json()['id']}")
