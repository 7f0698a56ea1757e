"""The command line: through a running service, and alone with the data directory; exit codes for scripts."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from api.cli.folders import sources
from api.commands import umbral
from tests.support.portraits import portrait_jpeg
from tests.support.prints import dry_png, print_png, slap_png
from tests.support.service import UMBRAL, RunningService, running_service

NOBODY = str(UUID(int=7))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("cli") / "home", command=UMBRAL) as running:
        yield running


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prints of two synthetic people (PERSON-IMPRESSION.png), a portrait and a file that is no image."""
    folder = tmp_path_factory.mktemp("images")
    for person, impression in ((1, 1), (1, 2), (2, 1), (2, 2)):
        (folder / f"{person}-{impression}.png").write_bytes(print_png(person, 2, impression))
    (folder / "face.jpg").write_bytes(portrait_jpeg())
    (folder / "text.png").write_text("not an image")
    return folder


def run(*arguments: object, home: Path) -> Result:
    command, *rest = (str(argument) for argument in arguments)
    words = [
        command,
        *([rest.pop(0)] if command in ("people", "template") else []),
        "--home",
        str(home),
        *rest,
    ]
    return CliRunner().invoke(umbral(), words)


def answer(result: Result, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def alma(service: RunningService, images: Path) -> str:
    """Enrolled by a command; her id."""
    enrolled = run(
        "enrol", "--name", "Alma", "--finger", f"2={images / '1-1.png'}", "--json", home=service.home
    )
    return str(answer(enrolled)["id"])


def test_a_command_finds_the_service_that_holds_the_directory(service: RunningService, alma: str) -> None:
    listed = answer(run("people", "list", "--json", home=service.home))
    assert [person["id"] for person in listed] == [alma]
    shown = run("people", "show", alma, home=service.home)
    assert "Alma" in shown.output
    assert "leader-1" in shown.output


def test_a_match_ends_with_0(service: RunningService, images: Path, alma: str, tmp_path: Path) -> None:
    picture = tmp_path / "why.svg"
    arguments = ("--finger", f"2={images / '1-2.png'}", "--json", "--explain", picture)
    found = answer(run("identify", *arguments, home=service.home))
    assert found["candidates"][0]["person_id"] == alma
    assert picture.read_text().lstrip().startswith("<svg")
    assert run("verify", alma, "--finger", f"2={images / '1-2.png'}", home=service.home).exit_code == 0


def test_no_match_ends_with_1(service: RunningService, images: Path, alma: str) -> None:
    stranger = ("--finger", f"2={images / '2-2.png'}")
    assert answer(run("identify", *stranger, "--json", home=service.home), 1)["decision"] == "no_match"
    assert run("verify", alma, *stranger, home=service.home).exit_code == 1


def test_nothing_to_compare_is_doubtful_and_ends_with_3(
    service: RunningService, images: Path, alma: str
) -> None:
    assert run("verify", alma, "--face", images / "face.jpg", home=service.home).exit_code == 3


def test_not_on_record_ends_with_1(service: RunningService) -> None:
    result = run("people", "show", NOBODY, "--json", home=service.home)
    assert answer(result, 1)["type"] == "urn:umbral:problem:unknown-person"
    assert "Nobody is enrolled" in result.stderr


def test_a_refused_image_ends_with_4(service: RunningService, images: Path) -> None:
    result = run("identify", "--finger", images / "text.png", "--language", "fr", home=service.home)
    assert result.exit_code == 4
    assert "image" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("identify",),
        ("identify", "--finger", "/no/such/file.png"),
        ("people", "show", "seven"),
        ("serve", "--host", "192.0.2.7"),
        ("enrol", "--gallery", "moon"),
    ],
)
def test_usage_ends_with_2(arguments: tuple[str, ...], service: RunningService) -> None:
    assert run(*arguments, home=service.home).exit_code == 2


def test_no_service_at_an_address_ends_with_5(tmp_path: Path) -> None:
    result = run("people", "list", "--url", "http://127.0.0.1:9", "--json", home=tmp_path)
    assert answer(result, 5)["code"] == "service-unreachable"


def test_a_record_goes_out_and_comes_back_as_a_probe(
    service: RunningService, alma: str, tmp_path: Path
) -> None:
    record = tmp_path / "alma.fmr"
    for wanted in ("iso-19794-2:2005", "iso-19794-2:2011", "ansi-378-2004", "ansi-378-2009"):
        written = run(
            "template", "export", alma, "--format", wanted, "-o", record, "--json", home=service.home
        )
        assert answer(written)["octets"] == record.stat().st_size
        found = answer(run("identify", record, "--json", home=service.home))
        assert found["candidates"][0]["person_id"] == alma
    assert run("verify", alma, record, home=service.home).exit_code == 0
    copied = answer(run("enrol", "--name", "Copy", record, "--json", home=service.home))
    assert [sample["position"] for sample in copied["samples"]] == [2]
    run("people", "delete", copied["id"], "--yes", home=service.home)
    record.write_bytes(record.read_bytes()[:40])
    assert run("identify", record, home=service.home).exit_code == 4


def test_slaps_with_a_finger_that_is_not_there(service: RunningService, tmp_path: Path) -> None:
    right, thumbs = tmp_path / "right.png", tmp_path / "thumbs.png"
    right.write_bytes(slap_png(2, 13, 0, frozenset({3})))
    thumbs.write_bytes(slap_png(2, 15))
    slaps = ("--slap", f"right4={right}", "--slap", f"thumbs={thumbs}")
    refused = run("enrol", *slaps, home=service.home)
    assert refused.exit_code == 4
    assert "Missing: right middle finger" in refused.stderr
    enrolled = answer(run("enrol", *slaps, "--absent", "3", "--json", home=service.home))
    assert [sample["position"] for sample in enrolled["samples"]] == [2, 4, 5, 6, 1]
    assert run("verify", enrolled["id"], "--slap", f"thumbs={thumbs}", home=service.home).exit_code == 0
    assert run("enrol", "--finger", f"3={right}", "--absent", "3", home=service.home).exit_code == 2
    assert run("enrol", "--slap", f"both={right}", home=service.home).exit_code == 2
    run("people", "delete", enrolled["id"], "--yes", home=service.home)


def test_a_poor_print_is_told_with_what_to_do(service: RunningService, tmp_path: Path) -> None:
    poor = tmp_path / "poor.png"
    poor.write_bytes(dry_png(1))
    told = run("enrol", "--finger", f"2={poor}", "--language", "pt-BR", home=service.home)
    assert told.exit_code == 0
    assert "O dedo está seco demais. Umedeça" in told.stderr
    run("people", "delete", told.stdout.split()[0], "--yes", home=service.home)


def test_import_goes_past_what_cannot_be_used(service: RunningService, images: Path, tmp_path: Path) -> None:
    prints = tmp_path / "fingerprints" / "set_a"
    prints.mkdir(parents=True)
    (prints / "dpi.txt").write_text("500\n")
    for finger, impression, image in (
        (1, 1, "1-1.png"),
        (1, 2, "1-2.png"),
        (2, 1, "text.png"),
        (2, 2, "2-1.png"),
    ):
        (prints / f"{finger}_{impression}.png").write_bytes((images / image).read_bytes())
    identity = tmp_path / "faces" / "set_b" / "Eileen_Collins"
    identity.mkdir(parents=True)
    (identity / "Eileen_Collins_0001.jpg").write_bytes((images / "face.jpg").read_bytes())
    folders = (tmp_path / "fingerprints", tmp_path / "faces")

    report = answer(run("import", *folders, "--json", "--gallery", "staff", home=service.home), 4)
    assert (report["enrolled"], report["images"], report["already"]) == (3, 4, 0)
    assert [Path(refused["file"]).name for refused in report["refused"]] == ["2_1.png"]
    again = answer(run("import", *folders, "--json", home=service.home))
    assert (again["enrolled"], again["already"]) == (0, 3)

    (first, *_) = sources(tmp_path / "fingerprints")
    person = answer(run("people", "show", first.person_id, "--json", home=service.home))
    assert (person["name"], person["galleries"], len(person["samples"])) == ("set_a/1", ["staff"], 2)
    assert {sample["position"] for sample in person["samples"]} == {0}


def test_without_a_service_the_same_commands_work_alone(images: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"

    def alone(*arguments: str, code: int = 0) -> Any:
        done = subprocess.run(
            [*UMBRAL, *arguments, "--json"],
            env={**os.environ, "UMBRAL_HOME": str(home), "UMBRAL_FREE_SEARCHES": "true"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr.decode()
        return json.loads(done.stdout)

    enrolled = alone("enrol", "--name", "Bruno", "--finger", f"2={images / '2-1.png'}")
    found = alone("identify", "--finger", f"2={images / '2-2.png'}")
    assert found["candidates"][0]["person_id"] == enrolled["id"]
    assert alone("people", "delete", enrolled["id"], "--yes") == {"deleted": enrolled["id"]}


def test_help_is_quick_and_names_the_exit_codes() -> None:
    """Loading the models' runtime for `--help` would take seconds, and the store half of one."""
    heavy = (
        "import sys, click, api.commands as c; from click.testing import CliRunner;"
        "assert 'Exit codes' in CliRunner().invoke(c.umbral(), ['--help']).output;"
        "print({'onnxruntime', 'onnx', 'h5py', 'faiss', 'cv2', 'sqlalchemy', 'alembic', 'fastapi'}"
        ".intersection(sys.modules) or [])"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
