"""A service behind an issuer elsewhere believes nobody, from its composition on."""

from pathlib import Path

import pytest

from api.app import compose
from api.auth.callers import Proven
from api.home import DataDirectory
from api.settings import Settings
from tests.support.minting import AUDIENCE
from tests.support.plain_http import plain_http


def test_behind_an_issuer_nobody_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRAL_PUBLIC_HOSTS", '["127.0.0.1"]')
    settings = Settings.load(
        tmp_path / "home", callers="issuer", issuer="http://127.0.0.1:9", audience=AUDIENCE
    )
    with DataDirectory(settings.home) as directory:
        app = compose(settings, directory)
        assert isinstance(app.state.callers, Proven)
        with plain_http(app) as http:
            believed = http.get("/v1/persons", headers={"Umbral-Actor": "x; roles=supervisor"})
            assert (believed.status_code, believed.json()["code"]) == (401, "actor-header-refused")
            assert http.get("/v1/persons").json()["code"] == "token-missing"
            unknown = http.get("/v1/persons", headers={"Authorization": "Bearer a.b.c"})
            assert unknown.status_code == 401
        app.state.gates.house.store.close()
