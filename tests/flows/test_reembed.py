"""`umbral reembed`: through a running service and alone with the data directory; what it tells."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from click.testing import CliRunner, Result

from api import calibrating
from api.cli.exits import Exit
from api.commands import umbral
from api.contract.answers import IdentifyRequest
from api.contract.client import Client, Umbral
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment
from api.contract.reembedding import ReembeddingRequest
from api.contract.samples import SampleIn
from api.inprocess import in_process
from matcher import calibration
from matcher.comparing import Compared
from matcher.face.choice import FaceModels
from matcher.face.parameters import EXTRACTOR
from tests.support.plain_faces import FIRST, NARROW, RECOMMENDED, picture, use_plain_faces
from tests.support.portraits import portrait_jpeg
from tests.support.recommended import installed_recommended
from tests.support.service import UMBRAL, running_service
from tests.support.wired import app_over, wired

OWN = "yunet-1.acme-face-1"


def run(home: Path, *options: str) -> Result:
    return CliRunner().invoke(umbral(), ["reembed", "--home", str(home), *options])


def told(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with one person whose picture the new models read, and one whose they do not."""
    use_plain_faces(monkeypatch)
    (tmp_path / "umbral.toml").write_text("")
    service, _ = wired(tmp_path, faces=FIRST)
    with in_process(app_over(service), actor="tester; roles=intake-officer") as client:
        client.wait_until_ready(30)
        for number, width in ((1, 64), (2, NARROW)):
            sample = SampleIn.holding(picture(number, width=width), "face")
            client.enrol(Enrolment(name=str(number), gallery="staff", samples=[sample]))
    return tmp_path


def test_alone_it_waits_for_a_word_tells_who_is_lost_and_goes_on(home: Path) -> None:
    assert "never moved" in run(home).output
    waiting = run(home, "--to", "recommended")
    assert waiting.exit_code == Exit.DOUBTFUL, waiting.output
    assert "1 persons would be found no more, 0 are accepted" in waiting.output
    assert "No face found - NOT FOUND BY ANYTHING ELSE" in waiting.output
    answer = told(run(home, "--json"))
    assert (answer["state"], answer["in_use"], answer["unfindable"]) == ("waiting", EXTRACTOR, 1)
    done = run(home, "--to", "recommended", "--accept-losses", "1", "--json")
    assert done.exit_code == Exit.OK, done.output
    assert (told(done)["state"], told(done)["in_use"]) == ("done", RECOMMENDED)
    again = run(home, "--to", "recommended")
    assert again.exit_code == Exit.OK
    assert "umbral calibrate" in again.output


@pytest.fixture
def site() -> Iterator[None]:
    """Calibrations of a site that is gone afterwards."""
    yield
    calibration.use_site(None)


@pytest.mark.usefixtures("site")
def test_faces_move_to_a_model_of_the_sites_own_once_it_is_calibrated(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(models: FaceModels) -> FaceModels:
        return replace(models, name="acme-face", extractor=OWN) if models.name == "recommended" else models

    use_plain_faces(monkeypatch, own)
    people, owner = home / "people", np.repeat(np.arange(120), 3)
    for place, person in enumerate(owner):
        (people / f"p{person:03}").mkdir(parents=True, exist_ok=True)
        (people / f"p{person:03}" / f"{place}.png").write_bytes(b"")
    scores = np.triu(np.random.default_rng(1).normal(size=(len(owner),) * 2), 1)
    scores = (0.1 * (scores + scores.T + 4 * (owner[:, None] == owner))).astype(np.float32)
    np.fill_diagonal(scores, -np.inf)
    monkeypatch.setattr(calibrating, "compare_all", lambda *_: Compared(scores, {}, OWN))
    options = ["calibrate", str(people), "--modality", "face", "--home", str(home)]

    refused = run(home, "--to", "recommended")
    assert refused.exit_code != Exit.OK
    assert "umbral calibrate --models recommended" in refused.output
    fitted = CliRunner().invoke(umbral(), [*options, "--models", "recommended"])
    assert fitted.exit_code == Exit.OK, fitted.output
    assert f"{OWN}: fitted on 360 comparisons of mates" in fitted.output
    done = run(home, "--to", "recommended", "--accept-losses", "1", "--json")
    assert done.exit_code == Exit.OK, done.output
    assert (told(done)["state"], told(done)["in_use"]) == ("done", OWN)


def test_it_can_be_given_up(home: Path) -> None:
    run(home, "--to", "recommended")
    cancelled = run(home, "--cancel", "--json")
    assert cancelled.exit_code == Exit.OK
    assert (told(cancelled)["state"], told(cancelled)["in_use"]) == ("cancelled", EXTRACTOR)
    refused = run(home, "--cancel")
    assert refused.exit_code == Exit.REFUSED
    assert "give" in refused.output
    assert run(home, "--to", "recommended", "--cancel").exit_code == Exit.USAGE
    assert run(home, "--to", "nobody").exit_code == Exit.REFUSED


def test_over_http_in_the_readers_language(home: Path) -> None:
    service, _ = wired(home, faces=FIRST)
    with in_process(app_over(service), "es") as client:
        client.wait_until_ready(30)
        faces = Umbral(client, "chief; roles=administrator").face_models
        assert faces.state().state == "none"
        with pytest.raises(ServiceRefused) as refused:
            faces.move(ReembeddingRequest(to="acme-face"))
        assert (refused.value.problem.status, refused.value.problem.code) == (422, "face-models-unavailable")
        with pytest.raises(ServiceRefused) as refused:
            faces.cancel()
        assert (refused.value.problem.status, refused.value.problem.code) == (409, "no-move-under-way")
        assert faces.move(ReembeddingRequest(to="recommended")).target == RECOMMENDED
        waiting = faces.state()
        while waiting.state == "moving":
            waiting = faces.state()
        assert waiting.state == "waiting"
        assert waiting.losses[0].reason.title.startswith("No se ")
        with pytest.raises(ServiceRefused) as refused:
            faces.move(ReembeddingRequest(to="fallback"))
        assert refused.value.problem.code == "move-under-way"


@pytest.mark.data
def test_a_running_service_is_moved_to_the_recommended_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.build import build  # noqa: PLC0415 - only where it is needed

    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / "weights"))
    monkeypatch.setattr("models.registry._sessions", {})
    build(lambda _: None)
    home = tmp_path / "home"
    command = ("env", f"UMBRAL_MODELS={tmp_path / 'weights'}", *UMBRAL)
    with running_service(home, command=command) as service, service.client() as client:
        enrolled = _enrol_portrait(client)
        installed_recommended(tmp_path / "weights")
        done = run(home, "--to", "recommended", "--json")
        assert done.exit_code == Exit.OK, done.output
        assert (told(done)["state"], told(done)["made"]) == ("done", 1)
        assert client.status().face_extractor == RECOMMENDED
        probe = SampleIn.holding(portrait_jpeg(quality=40), "face")
        found = client.identify(IdentifyRequest(samples=[probe])).candidates[0]
        assert (found.person_id, found.band) == (enrolled, "extremely-strong")


def _enrol_portrait(client: Client) -> UUID:
    sample = SampleIn.holding(portrait_jpeg(), "face")
    return client.enrol(Enrolment(name="Eileen Collins", gallery="staff", samples=[sample])).id
