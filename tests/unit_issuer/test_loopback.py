"""The built-in issuer is for one machine alone."""

from pathlib import Path

import pytest

from api.auth.sessions import Cookie
from api.errors import SettingsRefused
from api.settings import Settings


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "umbral.example"])  # noqa: S104 - refused
def test_it_refuses_to_start_where_others_can_reach_it(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsRefused, match="for one machine alone"):
        Settings.load(tmp_path, host=host)


def test_it_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UMBRAL_CALLERS", raising=False)
    assert Settings.load(tmp_path).callers == "built-in"


def test_a_cookie_over_tls_is_bound_to_its_host() -> None:
    assert Cookie.of("https://umbral.example") == Cookie("__Host-umbral", secure=True)
    assert Cookie.of("http://127.0.0.1:8000").name != Cookie.of("http://127.0.0.1:8001").name
