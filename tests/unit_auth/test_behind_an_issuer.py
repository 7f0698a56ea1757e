"""Nobody is believed where tokens are asked for: not by a header, not by a page, not under another name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from api.audit.act import job
from tests.support.house import shown
from tests.support.tokened import Tokened

HEADER = {"Umbral-Actor": "reyes; roles=supervisor"}
ANYWHERE = ("/v1/facilities", "/v1/persons", "/v1/identify", "/v1/nowhere", "/console/waiting")
PLAIN = ("/v1/health/live", "/v1/status", "/gates", "/web/umbral.css")


def test_a_token_says_who_acts(service: Tokened) -> None:
    answer = service.get("/v1/facilities", service.token())
    assert answer.status_code == 200
    (began, told) = service.leaves()
    assert (began["act"], began["actor"], began["roles"]) == ("session.began", "officer-7", ["supervisor"])
    assert (told["act"], told["actor"]) == ("list_facilities", "officer-7")


@pytest.mark.parametrize("path", ANYWHERE)
def test_without_one_nothing_answers(service: Tokened, path: str) -> None:
    answer = service.get(path, None)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")
    assert answer.headers["www-authenticate"] == 'Bearer realm="umbral"'
    assert service.leaves() == []


@pytest.mark.parametrize("path", [*ANYWHERE, *PLAIN])
def test_the_header_is_refused_and_not_overlooked(service: Tokened, path: str) -> None:
    alone = service.get(path, None, **HEADER)
    beside = service.get(path, service.token(), **HEADER)
    for answer in (alone, beside):
        assert (answer.status_code, answer.json()["code"]) == (401, "actor-header-refused")


def test_a_page_does_not_take_a_name_from_its_address(service: Tokened) -> None:
    shown = service.get("/board?facility=penal-norte&officer=reyes", None)
    assert shown.status_code in {200, 404}  # without the console's routes there is no page
    assert "tile" not in shown.text


def test_a_stream_is_asked_too(service: Tokened) -> None:
    path = "/v1/facilities/penal-norte/board/events"
    assert service.get(path, None).json()["code"] == "token-missing"
    assert service.get(path, None, **HEADER).json()["code"] == "actor-header-refused"


def test_two_headers_are_refused(service: Tokened) -> None:
    twice = [("Authorization", f"Bearer {service.token()}")] * 2
    answer = service.http.get("/v1/facilities", headers=twice)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-unreadable")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.example", "umbral.example.evil.example"])
def test_the_service_answers_under_its_own_name_alone(service: Tokened, host: str) -> None:
    answer = service.get("/v1/facilities", service.token(), Host=host)
    assert (answer.status_code, answer.json()["code"]) == (421, "foreign-host")
    assert service.get("/v1/facilities", service.token(), Host="UMBRAL.example:443").status_code == 200


def test_who_has_no_role_here_is_told_so(service: Tokened) -> None:
    answer = service.get("/v1/facilities", service.token(umbral_roles=["offline_access"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "role-missing")


def test_an_issuer_that_is_down_is_told_as_such(service: Tokened) -> None:
    service.issuer.down = True
    answer = service.get("/v1/facilities", service.token())
    assert (answer.status_code, answer.json()["code"]) == (503, "issuer-unreachable")
    assert int(answer.headers["retry-after"]) > 0
    assert service.get("/v1/facilities", None).status_code == 401


# a fresh presence


def banned(service: Tokened, **changes: object) -> tuple[int, str, str]:
    path = "/v1/bans"
    answer = service.send("POST", path, service.token(**changes), {})
    return answer.status_code, answer.json()["code"], answer.headers.get("www-authenticate", "")


def test_a_sensitive_act_asks_for_a_fresh_presence(service: Tokened) -> None:
    status, code, challenge = banned(service, auth_time=service.now() - 601)
    assert (status, code) == (401, "step-up-needed")
    assert challenge == (
        'Bearer realm="umbral", error="insufficient_user_authentication", max_age="600", acr_values="strong"'
    )
    assert service.get("/v1/facilities", service.token(auth_time=service.now() - 601)).status_code == 200


NOBODY = UUID(int=1)
LET_IN_NOT = {"step-up-needed", "role-missing", "route-unlisted", "not-found"}


@dataclass
class Asked:
    """One operation, asked under tokens whose instants lie so many seconds back."""

    service: Tokened
    method: str
    path: str
    role: str
    challenge: str = ""

    def told(self, **changes: Any) -> str:
        now = self.service.now()
        since = {name: now - changes[name] for name in ("iat", "auth_time") if changes.get(name) is not None}
        token = self.service.token(umbral_roles=[self.role], **(changes | since))
        answer = self.service.send(self.method, self.path, token, {})
        self.challenge = answer.headers.get("www-authenticate", "").rpartition(", ")[2]
        return str(answer.json().get("code", answer.status_code)) if answer.content else "done"


SENSITIVE = [
    ("POST", "/v1/legal-holds", "supervisor"),
    ("POST", f"/v1/legal-holds/{NOBODY}/sign", "supervisor"),
    ("POST", f"/v1/legal-holds/{NOBODY}/lift", "supervisor"),
    ("PUT", f"/v1/persons/{NOBODY}/defenders/defender-1", "case-system"),
    ("DELETE", f"/v1/persons/{NOBODY}/defenders/defender-1", "case-system"),
    ("POST", "/v1/stations", "administrator"),
    ("POST", f"/v1/stations/{NOBODY}/code", "administrator"),
    ("POST", f"/v1/stations/{NOBODY}/suspend", "administrator"),
    ("POST", f"/v1/stations/{NOBODY}/retire", "administrator"),
    ("POST", "/v1/accounts", "administrator"),
    ("POST", "/v1/orders", "case-system"),
    ("POST", "/v1/retention/runs", "supervisor"),
    ("GET", f"/v1/persons/{NOBODY}/minutiae", "supervisor"),
    ("GET", f"/v1/persons/{NOBODY}/samples/{NOBODY}/minutiae", "gate-officer"),
]
SHOWN = [
    ("GET", f"/v1/persons/{NOBODY}/samples/{NOBODY}", "gate-officer"),
    ("GET", f"/v1/persons/{NOBODY}/injuries/{NOBODY}/pictures/{NOBODY}", "health-staff"),
    ("GET", f"/v1/adjudication/cases/{NOBODY}/dispute", "supervisor"),
    ("POST", "/v1/adjudication/reviews", "adjudicator"),
]


@pytest.mark.parametrize(("method", "path", "role"), SENSITIVE)
def test_what_is_sensitive_asks_before_it_looks(service: Tokened, method: str, path: str, role: str) -> None:
    asked = Asked(service, method, path, role)
    assert asked.told(auth_time=601) == "step-up-needed"
    assert asked.told(auth_time=599) not in LET_IN_NOT


@pytest.mark.parametrize(("method", "path", "role"), SHOWN)
def test_pictures_of_people_ask_within_the_hour(service: Tokened, method: str, path: str, role: str) -> None:
    asked = Asked(service, method, path, role)
    assert asked.told(auth_time=3601) == asked.told(auth_time=0, acr="weak") == "step-up-needed"
    assert asked.told(auth_time=3599) not in LET_IN_NOT


@pytest.mark.parametrize(("method", "path", "role"), [*SENSITIVE[-2:], *SHOWN[:1]])
def test_a_program_lets_captures_out_by_a_young_token_alone(
    service: Tokened, method: str, path: str, role: str
) -> None:
    """Its key makes it another; levels of authentication are people's."""
    within = 3600 if (method, path, role) in SHOWN else 600
    asked = Asked(service, method, path, role)
    program: dict[str, Any] = {"client_id": "officer-7", "acr": None, "auth_time": None}
    assert asked.told(iat=within + 1, **program) == "step-up-needed"
    assert asked.challenge == f'max_age="{within}"'
    assert asked.told(iat=within - 1, **program) not in LET_IN_NOT


def test_a_program_enters_an_order_by_any_token_that_counts(service: Tokened) -> None:
    asked = Asked(service, "POST", "/v1/orders", "case-system")
    program: dict[str, Any] = {"client_id": "officer-7", "acr": None, "auth_time": None}
    assert asked.told(iat=7200, **program) not in LET_IN_NOT


def test_a_search_of_somebody_who_signed_in_long_ago_shows_no_stored_picture(service: Tokened) -> None:
    """It is answered all the same: who this is comes before who is looking. (These samples are no pictures:
    whoever tries to draw them fails.)"""
    with job("enrolling"):
        who = service.house.visitor(1)
    body = {"samples": [one.model_dump(mode="json") for one in shown(1)], "explain": True}
    stale = service.token(auth_time=service.now() - 3601)
    answer = service.send("POST", f"/v1/persons/{who}/verify", stale, body)
    told = answer.json()
    assert (answer.status_code, told["decision"], told["explanation"]) == (200, "match", None)
    assert service.send("POST", f"/v1/persons/{who}/verify", service.token(), body).status_code != 200


@pytest.mark.parametrize("acr", ["weak", None])
def test_and_for_a_strong_one(service: Tokened, acr: str | None) -> None:
    assert banned(service, acr=acr)[:2] == (401, "step-up-needed")


def test_who_signed_in_just_now_goes_on(service: Tokened) -> None:
    assert banned(service, auth_time=service.now() - 599)[1] not in {"step-up-needed", "role-missing"}
