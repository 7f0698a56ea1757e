"""Whoever offers nothing that could prove who they are costs no thread; all that could is looked at."""

import anyio
import pytest
from starlette.requests import Request

from api.auth.actor import Actor
from api.auth.callers import CREDENTIALS, Believed, Callers, Proven
from api.contract.message_signature import HEADERS as SIGNATURE

SOMEBODY = Actor("somebody", frozenset())


def _found(callers: Callers, *names: str) -> Actor | None:
    raw = [(name.lower().encode(), b"given") for name in names]
    return anyio.run(callers.actor, Request({"type": "http", "headers": raw}))


def _always(_request: Request) -> Actor:
    return SOMEBODY


@pytest.mark.parametrize("name", CREDENTIALS)
def test_where_callers_prove_themselves_everything_that_could_is_looked_at(name: str) -> None:
    assert _found(Proven([_always], []), name) is SOMEBODY


@pytest.mark.parametrize("name", SIGNATURE)
def test_where_they_are_believed_a_signature_is_looked_at(name: str) -> None:
    assert _found(Believed(_always), name) is SOMEBODY


@pytest.mark.parametrize("callers", [Proven([_always], []), Believed(_always)])
def test_without_any_of_it_nobody_is_looked_for(callers: Callers) -> None:
    assert _found(callers, "Host", "Accept") is None
