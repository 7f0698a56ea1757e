"""Names, tokens and numbers are sent in every place of a request; the service's log has none of them."""

import json
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from tests.support.portraits import portrait_jpeg
from tests.support.service import RunningService, running_service

CANARY = "Canaria-Pajarito"
CREDENTIAL = "canario.secreto.token"
PERSON = uuid4()
ACTOR = {"Umbral-Actor": "gate-officer-1; roles=gate-officer,intake-officer,supervisor,administrator,auditor"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """Every line that a service wrote which was asked all of this."""
    home = tmp_path_factory.mktemp("logged") / "home"
    with running_service(home) as running:
        statuses = _asked(running)
        assert {200, 201} & statuses
        assert {401, 404, 405, 422} <= statuses
    lines = (home.parent / f"{home.name}.log").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _asked(running: RunningService) -> set[int]:
    name, json_type = quote(CANARY), {"Content-Type": "application/json"}
    body = json.dumps({"name": CANARY, "samples": [{"modality": "face", "data": CANARY}]}).encode()
    record = json.dumps({"name": CANARY}).encode()
    form = {"face": (CANARY, portrait_jpeg(), "image/jpeg"), "record": (CANARY, record, "application/json")}
    with httpx.Client(base_url=running.url, timeout=120, trust_env=False) as http:
        answers = [
            http.get(f"/v1/persons/{PERSON}", params={"name": CANARY}, headers=ACTOR),
            http.get(f"/{name}", headers={**ACTOR, "Referer": CANARY, "User-Agent": CANARY}),
            http.get("/v1/status", headers={"X-Forwarded-For": CANARY, "X-Request-ID": CANARY}),
            http.get("/v1/persons", headers={"Umbral-Actor": f"{CANARY}; roles=none"}),
            http.get("/v1/persons", headers={"Authorization": f"Bearer {CREDENTIAL}"}),
            http.get("/v1/persons", headers={"Cookie": f"session={CREDENTIAL}"}),
            http.request("PROPFIND", f"/{name}", headers=ACTOR),
            http.post("/v1/persons", content=body, headers={**ACTOR, **json_type}),
            http.post("/v1/persons", content=body[:-3], headers={**ACTOR, **json_type}),
            http.post("/v1/persons", files=form, headers=ACTOR),
            http.post(f"/v1/persons/{name}/verify", content=body, headers={**ACTOR, **json_type}),
            http.put(f"/v1/facilities/{name}", json={"name": CANARY}, headers={**ACTOR, "If-Match": CANARY}),
        ]
    assert all("x-request-id" in answer.headers for answer in answers)
    return {answer.status_code for answer in answers}


def test_nothing_that_was_sent_is_in_a_line(log: list[dict[str, object]]) -> None:
    told = json.dumps(log, ensure_ascii=False)
    assert len([line for line in log if line["from"] == "umbral.requests"]) >= 12
    for secret in (CANARY, CREDENTIAL, str(PERSON), "gate-officer-1", "Pajarito"):
        assert secret not in told


def test_every_request_has_a_line_with_its_number(log: list[dict[str, object]]) -> None:
    requests = [line for line in log if "status" in line]
    assert len({line["request"] for line in requests}) == len(requests)
    assert all({"at", "level", "method", "route", "ms"} <= line.keys() for line in requests)
