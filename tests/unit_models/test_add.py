"""A site's own model: sound ones are known by their name afterwards, others are refused with the reason."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models import registry
from models.add import add
from models.check import check
from models.commands import models
from models.errors import ModelChanged, ModelError, SiteModelRefused, UnknownModel
from models.site import site_model, site_models
from tests.support.site_models import (
    ENTRY,
    embedder,
    that_holds_one_chip_fixed,
    that_mixes_chips,
    with_constant_answer,
    with_custom_operator,
    with_external_data,
    with_loop,
    written,
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder."""
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / "weights"))
    monkeypatch.setattr("models.registry._sessions", {})
    return tmp_path / "weights"


def silent(line: str) -> None:
    """Takes progress and drops it."""


@pytest.mark.parametrize("images", ["N", 1, "batch_size"])
def test_a_sound_model_is_known_by_its_name(place: Path, tmp_path: Path, images: str | int) -> None:
    entry = written(tmp_path / "acme", embedder((images, 3, 112, 112)))
    said: list[str] = []
    added = add(entry.parent / "model.onnx", entry, said.append)
    assert site_models() == (added,)
    assert (added.name, added.dimension, added.mean) == ("acme-face", 192, (127.5, 127.5, 127.5))
    chip = np.random.default_rng(1).uniform(-1, 1, (1, 3, 112, 112)).astype(np.float32)
    (answer,) = registry.open("acme-face").run(None, {"chip": chip})
    patches = chip.reshape(1, 3, 8, 14, 8, 14).mean(axis=(3, 5)).reshape(1, -1)
    np.testing.assert_allclose(answer, patches, atol=1e-5)
    assert any("Acme 4711" in line for line in said)
    assert {path.name for path in (place / "site").iterdir()} == {
        f"acme-face.{s}" for s in ("onnx", "md", "toml")
    }


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a pickle": (lambda: pickle.dumps({"weights": [1.0]}), "pickle"),
    "a PyTorch archive": (lambda: b"PK\x03\x04" + bytes(100), "pickle"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "ONNX"),
    "nothing": (lambda: b"", "no nodes"),
    "external data": (with_external_data, "outside its own file"),
    "a custom operator": (with_custom_operator, r"acme\.Secret"),
    "a loop": (with_loop, "Loop"),
    "another size": (lambda: embedder(("N", 3, 128, 128)), "112, 112"),
    "channels last": (lambda: embedder(("N", 112, 112, 3)), "112, 112"),
    "always two chips": (lambda: embedder((2, 3, 112, 112)), "112, 112"),
    "an answer that never changes": (with_constant_answer, "the same for two"),
    "chips that sway one another": (that_mixes_chips, "otherwise than for each"),
    "one chip in its middle": (that_holds_one_chip_fixed, "Given two, it fails"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plain_embedder_is_refused(place: Path, tmp_path: Path, name: str) -> None:
    make, reason = REFUSED[name]
    entry = written(tmp_path / "acme", make())
    with pytest.raises(SiteModelRefused, match=reason):
        add(entry.parent / "model.onnx", entry, silent)
    assert not place.exists()


def test_another_dimension_than_the_entrys_is_refused(place: Path, tmp_path: Path) -> None:
    entry = written(tmp_path / "acme", embedder(), dimension=512)
    with pytest.raises(SiteModelRefused, match=r"\(1, 192\) for one chip, not \(1, 512\)"):
        add(entry.parent / "model.onnx", entry, silent)


def test_one_changed_byte_is_refused(place: Path, tmp_path: Path) -> None:
    entry = written(tmp_path / "acme", embedder())
    file = entry.parent / "model.onnx"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelChanged):
        add(file, entry, silent)
    assert not place.exists()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "acme-face"', 'name = "../acme"', "name"),
        ('name = "acme-face"', 'name = "dlib-resnet"', "belongs to"),
        ('name = "acme-face"', 'name = "yunet"', "belongs to"),
        ('version = "1"', 'version = "1.2"', "version"),
        ('licence = "Acme 4711"', 'licence = " "', "licence"),
        ('licence = "Acme 4711"', "", "licence"),
        ('sha256 = "', 'sha256 = "0', "sha256"),
        ('colours = "RGB"', 'colours = "GRB"', "GRB"),
        ("deviation = [127.5,", "deviation = [0.0,", "above zero"),
        ("mean = [127.5,", "mean = [inf,", "three numbers"),
        ("mean = [127.5,", "mean = [true,", "three numbers"),
        ("mean = [127.5, 127.5, 127.5]", "mean = 127.5", "three numbers"),
        ("dimension = 192", "dimension = 4", "dimension"),
        ("dimension = 192", 'dimension = "192"', "dimension"),
        ("[output]", "[answer]", "answer"),
        ("[input]", "provider = 1\n[input]", "provider"),
        ('card = "card.md"', 'card = "no.md"', "cannot be read"),
        ("[input]", "[input", "TOML"),
    ],
)
def test_an_entry_that_says_something_wrong_is_refused(
    place: Path, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert old in ENTRY or old in ENTRY.replace("{colours}", "RGB").replace("{dimension}", "192")
    entry = written(tmp_path / "acme", embedder())
    entry.write_text(entry.read_text().replace(old, new))
    with pytest.raises(SiteModelRefused, match=reason):
        add(entry.parent / "model.onnx", entry, silent)
    assert not place.exists()


def test_a_name_and_version_that_are_taken_stay_what_they_are(place: Path, tmp_path: Path) -> None:
    first = written(tmp_path / "acme", embedder())
    add(first.parent / "model.onnx", first, silent)
    add(first.parent / "model.onnx", first, silent)
    other = written(tmp_path / "other", embedder(), colours="BGR")
    with pytest.raises(SiteModelRefused, match="another version"):
        add(other.parent / "model.onnx", other, silent)
    other.write_text(other.read_text().replace('version = "1"', 'version = "2"'))
    add(other.parent / "model.onnx", other, silent)
    assert (site_model("acme-face").version, site_model("acme-face").colours) == ("2", "BGR")


def test_what_was_added_is_checked_and_a_spoilt_file_is_not_opened(place: Path, tmp_path: Path) -> None:
    entry = written(tmp_path / "acme", embedder())
    add(entry.parent / "model.onnx", entry, silent)
    assert {finding.state for finding in check() if finding.name == "acme-face"} == {"ok"}
    with (place / "site" / "acme-face.onnx").open("ab") as file:
        file.write(b"\0")
    assert {finding.state for finding in check() if finding.name == "acme-face"} == {"model.changed"}
    with pytest.raises(ModelChanged):
        registry.open("acme-face")
    (place / "site" / "acme-face.toml").write_text("nonsense")
    with pytest.raises(ModelError):
        registry.open("acme-face")


@pytest.mark.parametrize("name", ["nobody", "../site/acme-face", "", "acme-face\n"])
def test_unknown_names_are_unknown(place: Path, name: str) -> None:
    with pytest.raises(UnknownModel):
        site_model(name)


def test_the_command_says_what_it_did_and_why_it_did_not(place: Path, tmp_path: Path) -> None:
    entry = written(tmp_path / "acme", embedder())
    arguments = ["add", str(entry.parent / "model.onnx"), "--entry", str(entry), "--json"]
    done = CliRunner().invoke(models, arguments)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["added"] == "acme-face"
    assert "acme-face" in CliRunner().invoke(models, ["list"]).stdout
    spoilt = written(tmp_path / "acme", with_custom_operator())
    done = CliRunner().invoke(
        models, ["add", str(spoilt.parent / "model.onnx"), "--entry", str(spoilt), "--json"]
    )
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "model.site-refused"
