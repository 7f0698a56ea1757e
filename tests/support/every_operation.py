"""Every operation of an application as a request about whatever is wanted: from its OpenAPI document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from api.auth.subjects import BROUGHT_UP, CODES, NUMBERS
from api.openapi import EXAMPLES
from api.registry.belonging import Kind
from tests.support.house import shown
from tests.support.two_houses import Prison

OF_VISITORS = frozenset(
    {"visitor_id", "guardian_id", "source", "to", "companions", "leaving_with", "enrolled_as"}
)
"""Words that name a visitor where others name a prisoner."""

LISTED = frozenset({"persons", "companions", "leaving_with", "encounters", "facilities"})
SAMPLES = [one.model_dump(mode="json") for one in shown(9)]
FACES = [one for one in SAMPLES if one["modality"] == "face"] * 2
CAPTURED = frozenset({"samples", "absent_fingers", "exceptions"})
PACKET = frozenset({"packet_id"})
FITTING: Mapping[str, dict[str, Any]] = {
    "impose_ban": {"kind": "ban"},
    "add_known_pair": {"first": SAMPLES[:1], "second": SAMPLES[:1]},
}
"""What an example needs beside what it is about."""
UNFIT: Mapping[str, frozenset[str]] = {"open_roll_call": frozenset({"wing"})}
"""What it cannot have beside it."""
MODELS = {model.__name__: model for model in EXAMPLES}
Values = Mapping[str, str]


@dataclass(frozen=True)
class Operation:
    """words: under which it names what it is about; in_body: those of them that stand in the body.

    path: with `{word}` for what it takes. query: what it names there or needs; needed: the latter alone.
    model: of its body; None: it has none.
    """

    name: str
    method: str
    path: str
    query: tuple[str, ...]
    needed: tuple[str, ...]
    words: tuple[str, ...]
    in_body: tuple[str, ...]
    model: str | None

    def target(self, values: Values) -> tuple[str, str]:
        """Path and query about these."""
        path = self.path.format_map(_Filled(values))
        return path, "&".join(f"{word}={_Filled(values)[word]}" for word in self.query)

    def body(self, values: Values) -> dict[str, Any] | None:
        """A body about these: its example otherwise."""
        if self.model is None:
            return None
        told = EXAMPLES[MODELS[self.model]] | FITTING.get(self.name, {})
        for word in self.in_body:
            told[word] = [values[word]] if word in LISTED else values[word]
        if told.get("prisoner_id", 0) == told.get("person_id"):  # nobody is banned from themselves
            told["person_id"] = values["visitor_id"]
        if "samples" in told:
            told["samples"] = FACES if self.name == "watch" else SAMPLES
        if values.get("bringing") == "packet":  # it brings its own captures
            return {word: value for word, value in told.items() if word not in CAPTURED}
        return {word: value for word, value in told.items() if word not in UNFIT.get(self.name, PACKET)}


class _Filled(dict[str, str]):
    """What is about nothing: a number of nobody, or a value that reads."""

    def __missing__(self, word: str) -> str:
        return {
            "number": "AAAA-0000",
            "table": "visits",
            "pair": "0",
            "shown": "left",
            "name": "gate-1",
            "account": "defender-9",
            "begins": "2026-03-01T00:00:00Z",
            "ends": "2026-03-02T00:00:00Z",
            "older": "0",
            "newer": "0",
        }.get(word, str(UUID(int=99)))


def operations(app: FastAPI) -> Iterator[Operation]:
    """All of the interface."""
    document = app.openapi()
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            given = [one for one in described.get("parameters", ()) if one["in"] in {"path", "query"}]
            about = [one["name"] for one in given if names_something(one["name"])]
            query = [one["name"] for one in given if one["in"] == "query"]
            needed = [one["name"] for one in given if one["in"] == "query" and one.get("required")]
            model = _model(described)
            fields = MODELS[model].model_fields if model else ()
            in_body = tuple(word for word in fields if names_something(word) and _a_number(model, word))
            yield Operation(
                described["operationId"],
                method.upper(),
                path,
                tuple(dict.fromkeys([*needed, *(word for word in query if names_something(word))])),
                tuple(needed),
                tuple(dict.fromkeys([*about, *in_body])),
                in_body,
                model,
            )


def names_something(word: str) -> bool:
    """Whether a word names something on record."""
    return word in NUMBERS or word in CODES or word in BROUGHT_UP


def about(prison: Prison) -> dict[str, str]:
    """What every word stands for in a prison."""
    values = {word: str(prison.records[kind]) for word, kind in NUMBERS.items()}
    values |= dict.fromkeys(OF_VISITORS, str(prison.visitor)) | dict.fromkeys(CODES, prison.code)
    return values | {"received_as": str(prison.prisoner), "sample_id": str(prison.sample)}


def about_nothing() -> dict[str, str]:
    """Numbers and codes of nothing."""
    nobody = str(UUID(int=987_654_321))
    return dict.fromkeys([*NUMBERS, *BROUGHT_UP], nobody) | dict.fromkeys(CODES, "no-such-house")


def kinds(operation: Operation) -> frozenset[Kind | None]:
    """What an operation is about; None stands for a facility."""
    return frozenset(
        None if word in CODES else Kind.PERSON if word in BROUGHT_UP else NUMBERS[word]
        for word in operation.words
    )


def unasked(operation: Operation) -> Operation:
    """The same, saying no more in its query than it must: a list of everything."""
    return replace(operation, query=operation.needed)


def _model(described: Mapping[str, Any]) -> str | None:
    content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2] or None


def _a_number(model: str | None, word: str) -> bool:
    """Whether a field names something: `to` does in a move of encounters, not in one of faces."""
    return model is not None and (word in CODES or "UUID" in str(MODELS[model].model_fields[word].annotation))
