"""What is wrong with a request is told in the asked language; the parser's English is beside it."""

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError

from api import problems
from api.contract import words
from api.contract.samples import WireModel
from api.errors import InvalidRequest, Wrong
from api.invalid import refusal


class Inner(WireModel):
    born: date


class Asked(WireModel):
    name: Annotated[str, Field(max_length=3)] = "Ana"
    kind: Literal["ban", "sanction"] = "ban"
    count: Annotated[int, Field(ge=1)] = 1
    inner: Inner | None = None


@pytest.mark.parametrize(
    ("sent", "place", "wrong"),
    [
        ({"name": "Alma"}, "name", Wrong.LENGTH),
        ({"kind": "visit"}, "kind", Wrong.CHOICE),
        ({"count": 0}, "count", Wrong.RANGE),
        ({"count": "x"}, "count", Wrong.FORM),
        ({"inner": {}}, "inner.born", Wrong.MISSING),
        ({"inner": {"born": "2026-02-30"}}, "inner.born", Wrong.FORM),
        ({"nmae": "Ana"}, "nmae", Wrong.UNKNOWN),
    ],
)
def test_the_place_and_what_is_wrong_there(sent: dict[str, Any], place: str, wrong: Wrong) -> None:
    with pytest.raises(ValidationError) as caught:
        Asked.model_validate(sent)
    refused = refusal(caught.value.errors())
    assert (refused.parameters["place"], refused.parameters["wrong"]) == (place, wrong)
    assert str(refused.parameters["problem"]).startswith(f"{place}: ")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_of_the_sentence_is_left_in_english(language: str) -> None:
    refused = InvalidRequest("until: must lie after the beginning", Wrong.RANGE)
    told = problems.problem(refused, language, None)
    assert words.text("wrong.range", language) in told.detail
    assert "until" in told.detail
    assert "must lie" not in told.detail
    assert told.parameters["problem"] == "until: must lie after the beginning"


def test_what_has_no_place_is_said_of_the_body() -> None:
    assert InvalidRequest("Invalid JSON: EOF while parsing").parameters["place"] == "body"
