"""Whatever is sent, the service answers as its OpenAPI document says: no fault of ours, nothing undocumented.

Every operation is asked with what its schema allows and with what it does not, before a house where there is
something to find. Every refusal is a problem document with its type, a code, and sentences in the language
that was asked for. A seeded share always, all of it with UMBRAL_CAMPAIGN=full (`make fuzz`).
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from api import problems
from api.contract import words
from api.errors import NotFound
from tests.support.campaigns import FULL, record, share
from tests.support.databases import Where
from tests.support.fuzzed_house import fuzzed_house
from tests.support.offices import Offices
from tests.support.openapi_fuzz import Asker
from tests.support.plain_refusals import MEDIA_TYPE, faults_of_refusal

EACH = 40  # requests to an operation of either mode


@pytest.fixture
def offices(where: Where, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Offices]:
    """The prepared house, on each of the two databases."""
    caplog.set_level(logging.ERROR)
    with fuzzed_house(where, tmp_path) as opened:
        yield opened


@pytest.fixture
def document(offices: Offices) -> dict[str, Any]:
    """The OpenAPI document as it is answered."""
    told: dict[str, Any] = offices.get("/v1/openapi.json", "auditor").json()
    return told


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_every_answer_is_documented_and_every_refusal_plain(
    offices: Offices, document: dict[str, Any], where: Where
) -> None:
    asker = Asker(offices, document)
    asker.ask_everything(share(EACH))
    _record("schema", where, asker)
    assert not asker.faults, _told(asker)
    assert asker.asked > share(EACH) * len(document["paths"])


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_hostile_value_anywhere_is_refused_in_plain_words(
    offices: Offices, document: dict[str, Any], where: Where
) -> None:
    asker = Asker(offices, document)
    asker.ask_hostile(1.0 if FULL else 0.05)
    _record("hostile", where, asker)
    assert not asker.faults, _told(asker)
    assert asker.asked > 100


@pytest.mark.parametrize("where", ["sqlite"], indirect=True)
def test_an_answer_that_the_document_leaves_out_is_found(offices: Offices, document: dict[str, Any]) -> None:
    short = deepcopy(document)
    read = short["paths"]["/v1/orders/{order_id}"]["get"]
    del read["responses"]["404"]
    short["paths"] = {"/v1/orders/{order_id}": {"get": read}}
    asker = Asker(offices, short)
    asker.ask_everything(5)
    assert set(asker.faults) == {("GET /v1/orders/{order_id}", 404, "Undocumented status code")}


def test_a_refusal_in_another_language_than_asked_is_found() -> None:
    told = {
        language: problems.problem(NotFound("This address does not exist."), language, None).model_dump_json()
        for language in words.LANGUAGES
    }
    for language, problem in told.items():
        assert faults_of_refusal(404, MEDIA_TYPE, language, language, problem.encode()) == []
    assert len(faults_of_refusal(404, MEDIA_TYPE, "es", "es", told["en"].encode())) == 3
    assert faults_of_refusal(404, "text/html", "en", "en", b"<p>404") == ["it is text/html"]


def _record(kind: str, where: Where, asker: Asker) -> None:
    figures = {"asked": asker.asked, "faults": len(asker.faults)}
    database = "sqlite" if isinstance(where, Path) else "postgresql"
    record(f"openapi_{kind}_{database}", "tests/conformance/test_openapi_fuzz.py", figures)


def _told(asker: Asker) -> str:
    return "\n\n".join(f"{key}: {fault}" for key, fault in asker.faults.items())
