"""Quality of face pictures and hints of a screen over HTTP: told at enrolment, at a search, at a check and on
the record, in words; they refuse nothing."""

import cv2
import numpy as np

from api.contract.answers import IdentifyRequest, VerifyRequest
from api.contract.client import Client
from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.captures import on_screen, scene, sitter
from tests.support.faces import Pixels, hopper, resized
from tests.support.service import RunningService

GATING = ["DetectorScore", "HeadPoseYaw", "HeadPosePitch", "InterEyeDistance"]


def face(pixels: Pixels) -> SampleIn:
    written, data = cv2.imencode(".png", pixels[:, :, ::-1])
    assert written
    return SampleIn.holding(data.tobytes(), "face")


def small() -> SampleIn:
    """About ten pixels between the eyes."""
    return face(resized(hopper(), 49, 58))


def shown_on_a_screen() -> SampleIn:
    return face(on_screen(scene(sitter(hopper())), 2.3))


def test_enrolment_says_how_good_a_picture_is_and_keeps_it(service: RunningService, client: Client) -> None:
    enrolled = client.enrol(Enrolment(name="Grace Hopper", samples=[face(hopper()), small()]))
    good, poor = (sample.quality for sample in enrolled.samples)
    assert good is not None
    assert poor is not None
    assert [each.name for each in good.components if each.gating] == GATING
    assert len(good.components) == 19
    assert good.value == min(each.value for each in good.components if each.gating)
    assert not good.poor
    assert poor.poor
    few = {reason.code: reason for reason in poor.reasons}["face-few-pixels"]
    assert "pixels between the eyes" in few.title
    assert 7 < float(few.parameters["native"]) < 12
    assert all(sample.suspicions == [] for sample in enrolled.samples)
    assert client.person(enrolled.id) == enrolled
    with service.client("es") as spanish:
        told = spanish.person(enrolled.id).samples[1].quality
        assert told is not None
        assert told.value == poor.value
        assert "píxeles entre los ojos" in next(r for r in told.reasons if r.code == few.code).title
        assert {each.title for each in told.components} >= {"Nitidez", "Cabeza derecha"}


def test_a_search_and_a_check_with_a_poor_picture_say_so(client: Client) -> None:
    person = client.enrol(Enrolment(samples=[face(hopper())]))
    found = client.identify(IdentifyRequest(samples=[small(), face(hopper())]))
    assert [seen.quality and seen.quality.poor for seen in found.samples] == [True, False]
    verified = client.verify(person.id, VerifyRequest(samples=[small()]))
    quality = verified.samples[0].quality
    assert quality is not None
    assert quality.poor
    assert "InterEyeDistance" in {each.name for each in quality.components if each.reason}


def test_a_screen_before_the_camera_is_a_suspicion_in_every_answer(client: Client) -> None:
    enrolled = client.enrol(Enrolment(samples=[shown_on_a_screen()]))
    found = client.identify(IdentifyRequest(samples=[shown_on_a_screen()]))
    verified = client.verify(enrolled.id, VerifyRequest(samples=[shown_on_a_screen()]))
    kept = client.person(enrolled.id)
    answers = (enrolled.samples[0], found.samples[0], verified.samples[0], kept.samples[0])
    for said in (sample.suspicions for sample in answers):
        assert [each.code for each in said] == ["liveness-screen-pattern"]
        assert "screen" in said[0].title
    assert len({sample.suspicions[0].parameters["strength"] for sample in answers}) == 1
    assert verified.decision == "match"  # a suspicion decides nothing


def test_noise_is_no_screen(client: Client) -> None:
    noise = np.random.default_rng(3).normal(0, 6, hopper().shape)
    grainy = np.asarray(np.clip(hopper() + noise, 0, 255), np.uint8)
    enrolled = client.enrol(Enrolment(samples=[face(grainy)]))
    assert enrolled.samples[0].suspicions == []
