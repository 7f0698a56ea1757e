"""Where model files are looked for, and how they are read."""

from pathlib import Path

import pytest

from models import places
from models.entries import PACKAGE, Source, entry
from models.errors import ModelChanged, ModelRefused, SourceMissing

SOURCE = entry("leader").source


def test_the_folder_that_is_chosen_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path))
    assert places.weights_folder() == tmp_path


def test_a_checkout_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UMBRAL_MODELS", raising=False)
    assert places.weights_folder() == PACKAGE / "weights"


def test_an_installed_package_uses_the_data_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("UMBRAL_MODELS", raising=False)
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "site-packages" / "models")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert places.weights_folder() == tmp_path / "data" / "umbral" / "models"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert places.weights_folder() == tmp_path / "home" / ".local" / "share" / "umbral" / "models"


@pytest.mark.parametrize(
    ("package", "file"), [("no_such_package", "x"), ("pyfing", "models/none.h5"), ("json", "x")]
)
def test_a_source_that_is_not_installed_is_named(package: str, file: str) -> None:
    with pytest.raises(SourceMissing) as caught:
        places.source_path(Source(package, file, SOURCE.sha256))
    assert package in str(caught.value)
    assert file in str(caught.value)


def test_one_changed_byte_in_a_source_refuses_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray(places.read_source(SOURCE))
    data[len(data) // 2] ^= 0x10
    spoilt = tmp_path / "spoilt_package" / SOURCE.file
    spoilt.parent.mkdir(parents=True)
    spoilt.write_bytes(data)
    (tmp_path / "spoilt_package" / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelChanged, match=SOURCE.sha256) as caught:
        places.read_source(Source("spoilt_package", SOURCE.file, SOURCE.sha256))
    assert caught.value.parameters["file"] == str(spoilt)


def test_a_file_out_of_all_proportion_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "BYTES_AT_MOST", 1000)
    (tmp_path / "large").write_bytes(bytes(1001))
    with pytest.raises(ModelRefused, match="larger than 1000 bytes"):
        places.read_pinned(tmp_path / "large", SOURCE.sha256)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="cannot be read"):
        places.read_pinned(tmp_path, SOURCE.sha256)
