"""Every error has a status that fits its family, and a problem in the reader's language."""

import json
from uuid import UUID

import pytest

from api import errors, problems
from matcher.decoding.errors import EmptyFile, TooManyPixels, UnknownFormat
from matcher.errors import IntegrityError, UmbralError
from matcher.face.errors import SeveralFaces
from models.errors import ModelChanged, ModelError


def _all(root: type[Exception]) -> set[type[Exception]]:
    below = {cls for child in root.__subclasses__() for cls in _all(child)}
    return {root} | below


def test_no_family_is_without_status() -> None:
    for error in _all(UmbralError) | _all(ModelError):
        assert any(issubclass(error, family) for family, _ in problems.STATUS), error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EmptyFile(), 422),
        (UnknownFormat("text"), 415),
        (errors.UnknownPerson("x"), 404),
        (errors.PersonExists("x"), 409),
        (errors.JsonTooDeep("x"), 400),
        (errors.NotReady("x"), 503),
        (errors.SealBroken("x"), 500),
        (ModelChanged("f", "a", "b"), 500),
        (problems.Unexpected(), 500),
    ],
)
def test_status(error: UmbralError | ModelError, status: int) -> None:
    assert problems.status_of(error) == status


def test_the_document_in_the_asked_language() -> None:
    error = SeveralFaces(3)
    english, spanish = (problems.problem(error, language, UUID(int=1)) for language in ("en", "es"))
    assert english.type == spanish.type == "urn:umbral:problem:several-faces"
    assert "3" in english.detail
    assert "3" in spanish.detail
    assert english.detail != spanish.detail
    assert english.instance == UUID(int=1).urn


def test_a_code_without_words_is_told_by_its_own_sentence() -> None:
    class Odd(errors.InvalidRequest):
        code = "odd"
        advice = "Do otherwise."

    told = problems.problem(Odd("too odd"), "fr", None)
    assert (told.title, told.advice) == ("Odd", "Do otherwise.")
    assert "too odd" in told.detail


def test_what_is_broken_on_our_side_tells_no_details() -> None:
    class Broken(IntegrityError):
        code = "broken"

    told = problems.problem(Broken("/var/secret is gone", path="/var/secret"), "en", None)
    assert told.code == "broken"
    assert "secret" not in told.model_dump_json()


def test_a_response_says_its_language_and_when_to_come_back() -> None:
    scope = {"type": "http", "headers": [(b"accept-language", b"ro, en;q=0.5")]}
    answer = problems.response(errors.NotReady("x"), scope)
    assert answer.media_type == "application/problem+json"
    assert answer.headers["content-language"] == "ro"
    assert answer.headers["retry-after"] == "2"
    assert json.loads(bytes(answer.body))["status"] == answer.status_code == 503


def test_sizes_are_413() -> None:
    assert problems.status_of(TooManyPixels(30_000, 30_000, 1, 1)) == 413
