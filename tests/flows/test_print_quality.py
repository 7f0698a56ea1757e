"""Quality over HTTP: told at enrolment, at a search and on the record, in words; it refuses nothing."""

import pytest

from api.contract.answers import IdentifyRequest, VerifyRequest
from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.grading import GradingRequest
from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.portraits import portrait_jpeg
from tests.support.prints import dry_png, print_of
from tests.support.service import RunningService

ALMA = 1


def dry() -> SampleIn:
    return SampleIn.holding(dry_png(ALMA), "finger", position=2)


def test_enrolment_says_how_good_each_print_is_and_keeps_it(service: RunningService, client: Client) -> None:
    face = SampleIn.holding(portrait_jpeg(), "face")
    enrolled = client.enrol(Enrolment(name="Alma Reyes", samples=[print_of(ALMA), dry(), face]))
    good, poor, portrait = (sample.quality for sample in enrolled.samples)
    assert portrait is not None
    assert good is not None
    assert good.components == []
    assert poor is not None
    assert not good.poor
    assert good.value > 70 > poor.value
    assert poor.poor
    reasons = {reason.code: reason for reason in poor.reasons}
    assert "too dry" in reasons["dry"].title
    assert "Moisten" in reasons["dry"].advice
    assert 0 < float(reasons["dry"].parameters["ink"]) < 0.25
    assert client.person(enrolled.id) == enrolled
    with service.client("es") as spanish:
        told = spanish.person(enrolled.id).samples[1].quality
        assert told is not None
        assert (told.value, told.reasons[0].title) == (poor.value, "El dedo está demasiado seco")


def test_a_search_with_a_poor_print_says_so_and_answers_all_the_same(client: Client) -> None:
    alma = client.enrol(Enrolment(samples=[print_of(ALMA)]))
    found = client.identify(IdentifyRequest(samples=[print_of(ALMA, 2, 2), dry()]))
    assert found.decision == "match"
    assert [(seen.sample, seen.position, seen.quality and seen.quality.poor) for seen in found.samples] == [
        (0, 2, False),
        (1, 2, True),
    ]
    verified = client.verify(alma.id, VerifyRequest(samples=[dry()]))
    quality = verified.samples[0].quality
    assert quality is not None
    assert "dry" in {reason.code for reason in quality.reasons}


def test_a_picture_is_graded_without_being_compared_with_anybody(client: Client) -> None:
    before = client.status().persons
    graded = client.grade(GradingRequest(samples=[print_of(ALMA, 3), dry()])).samples
    assert [(seen.sample, seen.position, seen.quality and seen.quality.poor) for seen in graded] == [
        (0, 3, False),
        (1, 2, True),
    ]
    assert client.status().persons == before
    with pytest.raises(ServiceRefused) as refused:
        client.grade(GradingRequest(samples=[SampleIn.holding(b"no picture", "finger")]))
    assert refused.value.problem.code == "unknown-image-format"
