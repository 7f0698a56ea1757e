"""The demo against the real service: whom it enrols, whom it leaves alone, how it starts and ends."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.console.waiting import waiting
from api.contract.answers import IdentifyRequest
from api.contract.client import Umbral
from api.contract.gates import CaptureExceptionIn, VisitEntryRequest
from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from api.desks.orders import CaseKeys
from api.gates.evidence import Signature
from device_drivers.camera.portraits import Absent, portraits
from enrollment_station.demo import seeding
from enrollment_station.demo.cast import Member, cast
from enrollment_station.demo.courthouse import Courthouse
from enrollment_station.demo.prison import HOUSE
from enrollment_station.demo.rules import place_examples
from enrollment_station.demo.seeding import seed
from enrollment_station.demo.service import service
from enrollment_station.errors import PeopleOnRecord, ServiceDidNotStart
from tests.support.prints import print_of
from tests.support.service import RunningService, running_service

PUBLIC_FIGURES = 2 - sum(isinstance(found, Absent) for found in portraits())


@pytest.fixture(scope="module")
def occupied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service with somebody on record whom the demo does not know."""
    with running_service(tmp_path_factory.mktemp("occupied") / "home") as running, running.client() as client:
        client.enrol(Enrolment(name="Somebody", gallery="visitors", samples=[print_of(50)]))
        yield running


def test_the_cast_is_enrolled_once_and_nobody_deleted_comes_back(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with running_service(tmp_path / "home") as running, running.client() as client:
        seed(client, running.home, cast(1), lambda *step: told.append(step))
        persons = {person.name: person for person in client.persons()}
        assert len(persons) == 1 + PUBLIC_FIGURES == len(told)
        assert told[-1] == (len(told), len(told), Member(0).name)
        invented = persons.pop(Member(0).name)
        assert [(sample.modality, sample.position) for sample in invented.samples] == [
            ("finger", 2),
            ("finger", 7),
        ]
        galleries = {gallery for figure in persons.values() for gallery in figure.galleries}
        assert galleries <= {"staff"}, "public figures are no prisoners"

        laid_out = waiting(running.home)
        assert laid_out
        assert laid_out.complete
        assert {"print-0.png", "print-1000000.png"} <= {sample.file for sample in laid_out.samples}

        client.delete(invented.id)
        told.clear()
        seed(client, running.home, cast(1), lambda *step: told.append(step))
        assert told == []
        assert Member(0).name not in {person.name for person in client.persons()}


def test_the_prison_receives_and_expects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "sitters", list)  # the public figures have a test of their own
    home = tmp_path / "home"
    home.mkdir()
    place_examples(home)
    Courthouse(home)
    prisoner, visitor = Member(3), Member(4)
    with running_service(home) as running, running.client() as client:
        seed(client, home, [prisoner, visitor], lambda *_: None)
        officer = Umbral(client, "officer-9; roles=gate-officer")
        (held,) = [person for person in client.persons() if person.name == prisoner.name]
        custody = officer.custody.of(held.id).record
        assert (custody.facility, custody.wing, held.galleries) == (HOUSE, "A", ["custody"])
        laid_out = (home / "demo" / "print-4.png").read_bytes()
        shown = SampleIn.holding(laid_out, "finger", position=2, dpi=500)
        free = client.identify(IdentifyRequest(samples=[shown]))
        assert free.candidates[0].person_id == visitor.id, "in the demo a search needs no purpose"
        entry = VisitEntryRequest(
            facility=HOUSE,
            visitor_id=visitor.id,
            prisoner_id=held.id,
            samples=(shown,),
            exceptions=(CaptureExceptionIn(modality="face", reason="device-failed"),),
        )
        asked = officer.gates.enter_visit(entry)
        assert (asked.outcome, asked.awaited) == ("hold", ["capture-exception"]), asked.reasons
        supervisor = Umbral(client, "supervisor-9; roles=supervisor")
        assert supervisor.passages.sign(asked.passage_id, "capture-exception").outcome == "admit"
        again = [person.name for person in client.persons()]
        seed(client, home, [prisoner, visitor], lambda *_: pytest.fail("nobody is enrolled twice"))
        assert [person.name for person in client.persons()] == again


def test_a_house_with_policies_of_its_own_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "own.toml").touch()
    place_examples(tmp_path)
    assert [path.name for path in (tmp_path / "policies").iterdir()] == ["own.toml"]
    assert not (tmp_path / "umbral.toml").exists(), "and its rule of searches"


def test_the_court_keeps_its_key(tmp_path: Path) -> None:
    made = [Courthouse(tmp_path).order("release", "1/26", HOUSE, named="Somebody") for _ in range(2)]
    keys = CaseKeys.of_folder(tmp_path / "case-keys")
    assert [keys.check(one) for one in made] == [Signature.VALID, Signature.VALID]
    assert (tmp_path / "demo" / "case-system.pem").stat().st_mode & 0o777 == 0o600


def test_invented_people_never_come_among_others(occupied: RunningService) -> None:
    with occupied.client() as client:
        with pytest.raises(PeopleOnRecord, match="1 people are on record"):
            seed(client, occupied.home, cast(1), lambda *_: None)
        assert [person.name for person in client.persons()] == ["Somebody"]


def test_a_service_that_runs_already_is_used_and_left_running(
    occupied: RunningService, tmp_path: Path
) -> None:
    with service(occupied.url, tmp_path, lambda _: None) as ours:
        assert not ours
    with occupied.client() as client:
        assert client.status().ready


def test_a_service_that_cannot_start_is_told_with_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "umbral.toml").write_text("fmr = 2\n")
    with (
        pytest.raises(ServiceDidNotStart, match="Setting fmr"),
        service(f"http://127.0.0.1:{_free_port()}", tmp_path, lambda _: None),
    ):
        pytest.fail("there is no service")


def test_the_command_starts_a_service_and_stops_it_in_the_end(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{_free_port()}"
    demo = _demo(url, tmp_path, "--people", "0", "--once")
    told, _ = demo.communicate(timeout=200)
    assert demo.returncode == 0, told
    assert f"Umbral answers on {url}" in told
    assert f"{PUBLIC_FIGURES} people, all invented or public figures" in told
    _nobody_answers(url)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_both(tmp_path: Path, ending: signal.Signals) -> None:
    url = f"http://127.0.0.1:{_free_port()}"
    demo = _demo(url, tmp_path, "--people", "40")
    assert demo.stdout
    for line in demo.stdout:
        if line.startswith("Umbral answers on"):
            break
    demo.send_signal(ending)
    told, _ = demo.communicate(timeout=120)
    assert demo.returncode == 0, told
    assert told.rstrip().endswith("Stopped.")
    _nobody_answers(url)


def _demo(url: str, home: Path, *options: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _INTERRUPTIBLE, "demo", "--url", url, "--home", str(home), *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


# Where the tests run in a shell's background, Ctrl-C's signal is ignored, and what they start inherits that.
_INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from api.commands import main
main()
"""


def _nobody_answers(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with pytest.raises(ConnectionRefusedError), socket.create_connection((host, int(port)), timeout=5):
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
