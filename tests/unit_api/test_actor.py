"""Who acts: read from a header strictly, and held to roles."""

from uuid import UUID

import anyio
import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.responses import Response

from api import problems
from api.auth.actor import Actor, Role, parse
from api.auth.asking import Acting
from api.auth.callers import Believed
from api.auth.right_errors import RoleMissing
from api.errors import ActorUnreadable
from api.middleware.known import KnownCallers
from matcher.errors import UmbralError


def test_an_actor_has_an_id_and_roles() -> None:
    assert parse("a.reyes@site-3; roles=gate-officer,supervisor") == Actor(
        "a.reyes@site-3", frozenset({Role.GATE_OFFICER, Role.SUPERVISOR})
    )


@pytest.mark.parametrize(
    "header",
    [
        "",
        "reyes",
        "reyes;",
        "reyes; roles=",
        "reyes; roles=king",
        "reyes; roles=supervisor,king",
        "reyes; roles=supervisor,supervisor",
        "reyes; role=supervisor",
        "; roles=supervisor",
        "re yes; roles=supervisor",
        "r\x00; roles=supervisor",
        "réyes; roles=supervisor",
        "r" * 65 + "; roles=supervisor",
        "reyes; roles=supervisor" + " " * 1000,
        "reyes; roles=supervisor; roles=administrator",
        "reyes; roles=supervisor; facilities=",
        "reyes; roles=supervisor; facilities=F1,",
        "reyes; roles=supervisor; facilities=F1; facilities=F2",
        "reyes; roles=person; person=reyes",
        "reyes; facilities=F1",
    ],
)
def test_what_does_not_read_so_is_nobody(header: str) -> None:
    with pytest.raises(ActorUnreadable):
        parse(header)


def test_an_actor_may_act_for_some_facilities_or_be_one_of_the_enrolled() -> None:
    themself = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
    assert parse(f"reyes; roles=gate-officer; facilities=F1,F2; person={themself}") == Actor(
        "reyes", frozenset({Role.GATE_OFFICER}), frozenset({"F1", "F2"}), themself
    )


def test_one_of_the_roles_suffices_and_none_does_not() -> None:
    officer = Actor("reyes", frozenset({Role.GATE_OFFICER}))
    officer.require(Role.SUPERVISOR, Role.GATE_OFFICER)
    with pytest.raises(RoleMissing) as refused:
        officer.require(Role.SUPERVISOR, Role.ADJUDICATOR)
    assert refused.value.parameters == {"roles": "adjudicator, supervisor"}


def asked(headers: dict[str, str]) -> httpx.Response:
    app = FastAPI(exception_handlers={UmbralError: refused}, middleware=[Middleware(KnownCallers)])
    app.state.callers = Believed()

    @app.get("/")
    def who(actor: Acting) -> str:
        actor.require(Role.SUPERVISOR)
        return actor.id

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/", headers=headers)

    return anyio.run(ask)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, UmbralError)
    return problems.response(error, request.scope)


def test_a_route_is_given_the_actor_of_the_header() -> None:
    answer = asked({"Umbral-Actor": "reyes; roles=supervisor"})
    assert (answer.status_code, answer.json()) == (200, "reyes")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "actor-missing"),
        ({"Umbral-Actor": "reyes"}, 401, "actor-unreadable"),
        ({"Umbral-Actor": "reyes; roles=gate-officer"}, 403, "role-missing"),
    ],
)
def test_without_an_actor_or_the_role_there_is_no_answer(
    headers: dict[str, str], status: int, code: str
) -> None:
    answer = asked(headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("www-authenticate" in answer.headers) is (status == 401)
