"""Requests made of an OpenAPI document, and answers held against it and against what a refusal must be."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.contract.encounter import MEDIA_TYPE as PACKET
from tests.support.fuzzed_house import everybody
from tests.support.hostile_values import Place, hostile_cases
from tests.support.offices import LOCAL, Offices
from tests.support.plain_refusals import faults_of_refusal
from tests.support.steering import Pools, dress, fully

Operation = APIOperation[Any, Any, Any, Any]
JSON = "application/json"
SEED = 11

schemathesis.serializer.alias(PACKET, "application/octet-stream")


def plain_refusal(_: CheckContext, response: Response, case: Case[Any]) -> None:
    """A check: a refusal is a problem in the language that was asked for."""
    if response.status_code < 400:
        return
    told = faults_of_refusal(
        response.status_code,
        response.headers.get("content-type", [""])[0],
        response.headers.get("content-language", [""])[0],
        case.headers["Accept-Language"],
        response.content,
    )
    if told:
        raise Failure(operation=case.operation.label, title="Not a plain refusal", message="; ".join(told))


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    plain_refusal,
]


class Asker:
    """Asks, and collects what is wrong with the answers, each fault once with what brought it about.

    document: by which is asked, and which the answers are held against.
    """

    def __init__(self, offices: Offices, document: dict[str, Any]) -> None:
        self.faults: dict[tuple[str, int, str], str] = {}
        self.asked = 0
        self._chance = Random(SEED)
        self._document = document
        self._schema = schemathesis.openapi.from_dict(document)
        self._carrier = _Carrier(offices.transport)
        self._pools = Pools(everybody(), offices.house.code)

    def ask_everything(self, each: int) -> None:
        """So many cases at every operation that its schema allows, and as many that it does not."""
        for operation in self._operations():
            for mode in GenerationMode:
                self._ask_many(operation, mode, each)

    def ask_hostile(self, share: float) -> None:
        """A share of: every value in every documented example once as something parsers stumble over."""
        for operation in self._operations():
            example = self._example(operation)
            for place, value in hostile_cases(example) if example else ():
                if self._chance.random() < share:
                    self._ask_at(operation, example, place, value)

    def _operations(self) -> Iterator[Operation]:
        for found in self._schema.get_all_operations():
            assert isinstance(found, Ok), found  # a document that cannot be read is a fault
            yield found.ok()

    def _ask_many(self, operation: Operation, mode: GenerationMode, count: int) -> None:
        @settings(
            max_examples=count,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: Case[Any]) -> None:
            dress(case, self._pools, self._example(operation), self._chance)
            self._ask(case)

        try:
            ask()
        except Unsatisfiable:  # an operation without parameters and body has nothing that could be wrong
            assert mode is GenerationMode.NEGATIVE, operation.label

    def _ask_at(self, operation: Operation, example: Any, place: Place, value: str) -> None:
        steered = self._pools.steer("", example, self._chance)
        named = self._pools.path(operation.path, self._chance)
        headers = fully(self._chance)
        body = place.put(steered, value)
        self._ask(operation.Case(path_parameters=named, headers=headers, body=body, media_type=JSON))

    def _ask(self, case: Case[Any]) -> None:
        answer = self._carrier.send(case)
        self._pools.learn(case.path, answer)
        self.asked += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for fault in group.exceptions:
                key = (case.operation.label, answer.status_code, fault.title)
                brought = f"{fault.message}\n{case.as_curl_command()[:2000]}\n{answer.text[:1000]}"
                self.faults.setdefault(key, brought)

    def _example(self, operation: Operation) -> Any:
        """The documented JSON body; None where there is none."""
        described = self._document["paths"][operation.path][operation.method.lower()]
        content = described.get("requestBody", {}).get("content", {}).get(JSON, {})
        return content.get("examples", {}).get("one", {}).get("value")


class _Carrier:
    """Sends cases to an application in this process."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._http = httpx.Client(transport=transport)

    def send(self, case: Case[Any]) -> Response:
        """One request as `requests` would put it on the wire; its answer whole."""
        made = requests.Request(**case.as_transport_kwargs(base_url=LOCAL)).prepare()
        headers = [(_bytes(name), _bytes(value)) for name, value in made.headers.items()]
        sent = httpx.Request(str(made.method), str(made.url), headers=headers, content=_bytes(made.body))
        answer = self._http.send(sent)
        answer.elapsed = timedelta()  # nothing was measured, and the reader wants a figure
        return Response.from_any(answer)


def _bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else str(text or "").encode("latin-1", "replace")
