"""Where a setting comes from, and which ones are refused."""

from pathlib import Path

import pytest

from api.contract.place import default_home
from api.errors import SettingsRefused
from api.loopback import is_loopback
from api.settings import Settings


@pytest.fixture(autouse=True)
def _no_umbral_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "HOST", "PORT", "FPIR", "FMR", "BODY_LIMIT", "DATABASE"):
        monkeypatch.delenv(f"UMBRAL_{name}", raising=False)


def test_defaults(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.fpir, settings.fmr, settings.body_limit) == (0.01, 0.0001, 24 * 1024 * 1024)


def test_flags_beat_the_environment_which_beats_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "umbral.toml").write_text("port = 1\nfpir = 0.2\nfmr = 0.3\n")
    monkeypatch.setenv("UMBRAL_PORT", "2")
    monkeypatch.setenv("UMBRAL_FPIR", "0.25")
    settings = Settings.load(tmp_path, port=3)
    assert (settings.port, settings.fpir, settings.fmr) == (3, 0.25, 0.3)


def test_the_store_lies_in_a_file_unless_a_database_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "umbral.db"
    assert Settings.load(tmp_path).store(file) == file
    monkeypatch.setenv("UMBRAL_DATABASE", "postgresql://umbral:CANARY@db.example/umbral")
    settings = Settings.load(tmp_path)
    assert settings.store(file) == "postgresql://umbral:CANARY@db.example/umbral"
    assert "CANARY" not in repr(settings)


def test_another_kind_of_database_is_refused_without_repeating_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="postgresql://") as refused:
        Settings.load(tmp_path, database="mysql://umbral:CANARY@db.example/umbral")
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "gate.example", ""])  # noqa: S104 - to be refused
def test_an_address_that_others_can_reach_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsRefused, match="other machines"):
        Settings.load(tmp_path, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost"])
def test_loopback_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("prot = 1", "prot"),
        ("port = 70000", "port"),
        ("fpir = 0", "fpir"),
        ("fmr = 2", "fmr"),
        ("port = ", "umbral.toml"),
    ],
)
def test_a_wrong_file_says_which_setting(tmp_path: Path, line: str, names: str) -> None:
    (tmp_path / "umbral.toml").write_text(line)
    with pytest.raises(SettingsRefused, match=names):
        Settings.load(tmp_path)


def test_home_by_variable_then_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_home().name == "var"
    monkeypatch.setenv("UMBRAL_HOME", str(tmp_path))
    assert default_home() == tmp_path
