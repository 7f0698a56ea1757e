"""Installing: from a folder and from a server on this machine, whole or not at all."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models import registry
from models.check import check
from models.commands import models
from models.entries import Installable, Published, installables
from models.entries import Result as Made
from models.errors import (
    FetchFailed,
    FileRefused,
    ModelChanged,
    ModelNotInstalled,
    ModelRefused,
    UnknownModel,
)
from models.fetching import Folder, Server
from models.install import MAKERS, bundle, install, missing
from tests.support.listening import listening

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "models"
CONTENTS = {"one.bin": b"first file" * 10_000, "two.bin": b"second"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder."""
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / "weights"))
    monkeypatch.setattr("models.registry._sessions", {})
    return tmp_path / "weights"


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    """A folder with two published files."""
    folder = tmp_path / "offered"
    folder.mkdir()
    for name, data in CONTENTS.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Installable:
    """A model of two files, made by laying one after the other."""
    monkeypatch.setitem(MAKERS, "joined", lambda first, second: first + second)
    files = tuple(
        Published(f"http://127.0.0.1:9/{name}", len(data), hashlib.sha256(data).hexdigest())
        for name, data in CONTENTS.items()
    )
    digest = hashlib.sha256(b"".join(CONTENTS.values())).hexdigest()
    made = Made("joined-1.onnx", digest)
    return Installable("joined", "1", "test", "Two files.", "MIT", "cards/x.md", files, made, "x", "y")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over HTTP on this machine."""
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def silent(line: object) -> None:
    """Takes progress and drops it."""


def test_a_folder_and_a_server_give_the_same_file(place: Path, offered: Path, model: Installable) -> None:
    came: list[int] = []
    install((model,), Folder(offered), silent, came.append)
    first = (place / "joined-1.onnx").read_bytes()
    assert first == b"".join(CONTENTS.values())
    assert sum(came) == len(first)
    (place / "joined-1.onnx").unlink()
    with served(offered) as url:
        install((model,), Server(url + "/"), silent, silent)
    assert (place / "joined-1.onnx").read_bytes() == first
    assert missing((model,)) == ()


def test_a_file_under_another_name_is_known_by_its_size(
    place: Path, offered: Path, model: Installable
) -> None:
    (offered / "one.bin").rename(offered / "renamed")
    install((model,), Folder(offered), silent, silent)
    assert missing((model,)) == ()


@pytest.mark.parametrize("spoilt", ["one.bin", "two.bin"])
@pytest.mark.parametrize("by_http", [False, True])
def test_one_changed_byte_is_refused_and_nothing_kept(
    place: Path, offered: Path, model: Installable, spoilt: str, by_http: bool
) -> None:
    data = bytearray(CONTENTS[spoilt])
    data[-1] ^= 1
    (offered / spoilt).write_bytes(data)
    with served(offered) as url, pytest.raises(FileRefused, match=f"{spoilt} is not the published") as caught:
        install((model,), Server(url) if by_http else Folder(offered), silent, silent)
    assert hashlib.sha256(data).hexdigest() in str(caught.value)
    assert not place.exists()


def test_a_file_that_does_not_end_is_cut_off(place: Path, offered: Path, model: Installable) -> None:
    came: list[int] = []
    (offered / "one.bin").write_bytes(CONTENTS["one.bin"] * 50)
    with served(offered) as url, pytest.raises(FileRefused, match="larger than the published 100000"):
        install((model,), Server(url), silent, came.append)
    assert sum(came) <= 100_000


def test_a_file_that_ends_early_is_refused(place: Path, offered: Path, model: Installable) -> None:
    (offered / "one.bin").write_bytes(CONTENTS["one.bin"][:-1])
    with pytest.raises(FileRefused, match="found 99999 with"):
        install((model,), Folder(offered), silent, silent)


def test_what_is_not_there_is_named(place: Path, offered: Path, model: Installable) -> None:
    (offered / "two.bin").unlink()
    with pytest.raises(FetchFailed, match=r"two\.bin"):
        install((model,), Folder(offered), silent, silent)
    with served(offered) as url, pytest.raises(FetchFailed, match=r"two\.bin answers 404"):
        install((model,), Server(url), silent, silent)
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        install((model,), Server(), silent, silent)  # its official address: a port that nobody listens on
    with pytest.raises(FetchFailed, match="no folder"):
        Folder(offered / "nothing")
    with pytest.raises(FetchFailed, match="no http or https"):
        Server("file:///etc")
    assert not place.exists()


def test_a_model_made_otherwise_than_pinned_is_not_kept(
    place: Path, offered: Path, model: Installable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MAKERS, "joined", lambda first, second: second + first)
    with pytest.raises(ModelChanged, match="made of joined"):
        install((model,), Folder(offered), silent, silent)
    assert not place.exists()


def test_a_fault_in_the_second_model_keeps_the_first_out(
    place: Path, offered: Path, model: Installable
) -> None:
    bad = Installable(
        "joined", "2", "test", "", "MIT", "", model.files, Made("joined-2.onnx", "0" * 64), "x", "y"
    )
    with pytest.raises(ModelChanged):
        install((model, bad), Folder(offered), silent, silent)
    assert not place.exists()


def test_another_licence_is_refused(place: Path, offered: Path, model: Installable) -> None:
    closed = Installable("joined", "1", "test", "", "CC-BY-NC-4.0", "", model.files, model.result, "x", "y")
    with pytest.raises(ModelRefused, match="CC-BY-NC"):
        install((closed,), Folder(offered), silent, silent)


def test_every_installable_is_free_has_a_card_and_a_maker() -> None:
    names = [each.name for each in installables()]
    assert names == ["yunet", "omz-0095"]
    for each in installables():
        assert each.name in MAKERS
        assert each.licence == "Apache-2.0"
        assert each.result.file == f"{each.name}-{each.version}.onnx"
        assert all(file.url.startswith("https://") and len(file.sha256) == 64 for file in each.files)
    with pytest.raises(UnknownModel, match="recommended"):
        bundle("everything")


def test_what_is_not_installed_says_how_to_get_it(place: Path) -> None:
    with pytest.raises(ModelNotInstalled) as caught:
        registry.open("yunet")
    assert "umbral models install recommended" in caught.value.diagnostics()
    states = {(found.name, found.part): found for found in check() if found.name in ("yunet", "omz-0095")}
    assert states["yunet", "result"].state == "model.not-installed"
    assert not any(found.wrong for found in states.values())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(models, ["install", *arguments])


def test_wrong_usage_and_failures_have_their_exit_codes(place: Path, offered: Path) -> None:
    assert run("recommended", "--from", str(offered), "--url", "http://127.0.0.1:9").exit_code == 2
    assert run("recommended", "--from", str(offered / "nothing")).exit_code == 2
    assert run("nonsense", "--from", str(offered)).exit_code == 1
    done = run("recommended", "--from", str(offered), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "model.fetch-failed"


def published() -> Path:
    if not (PUBLISHED / "yunet_n_dynamic.onnx").is_file():
        pytest.skip(f"{PUBLISHED} is not there")
    return PUBLISHED


@pytest.mark.data
def test_the_recommended_models_from_a_folder_and_a_second_time(place: Path) -> None:
    done = run("recommended", "--from", str(published()))
    assert done.exit_code == 0, done.output
    assert "Installed yunet, omz-0095" in done.stdout
    assert "licence Apache-2.0" in done.stderr
    assert "4d8cdfa9447ddd6d8b447f76c6eaaa2c9345c1ee0146b94900ee5267ffcb9307" in done.stderr
    assert [given.name for given in registry.open("yunet").get_inputs()] == ["input"]
    assert registry.open("omz-0095").get_outputs()[0].shape == ["N", 256]
    before = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
    again = run("recommended", "--from", str(published()))
    assert (again.exit_code, again.stderr) == (0, "")
    assert {path.name: path.stat().st_mtime_ns for path in place.iterdir()} == before


@pytest.mark.data
def test_the_recommended_models_from_a_server(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    for path in published().iterdir():
        (folder / path.name.replace(".fp16", "")).symlink_to(path)
    with served(folder) as url:
        done = run("recommended", "--url", url)
    assert done.exit_code == 0, done.output
    assert registry.open("omz-0095").get_outputs()[0].shape == ["N", 256]


@pytest.mark.data
@pytest.mark.parametrize("name", ["yunet_n_dynamic.onnx", "face-reidentification-retail-0095.fp16.xml"])
def test_a_changed_published_file_is_refused(place: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "changed"
    folder.mkdir()
    for path in published().iterdir():
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= path.name == name
        (folder / path.name).write_bytes(data)
    done = run("recommended", "--from", str(folder), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "model.file-refused"
    assert not place.exists()
