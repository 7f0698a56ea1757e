"""The OpenAPI 3.1 document: FastAPI's, with the bodies that we parse ourselves, problems and examples."""

import json
from collections.abc import Awaitable, Callable
from threading import Lock
from typing import Any, Literal
from uuid import UUID

from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.auth.matrix import is_open
from api.contract import (
    accounts,
    admission,
    bans,
    board,
    closing,
    custody,
    events,
    facilities,
    injuries,
    legal_basis,
    names,
    orders,
    passages,
    retention,
    roll_calls,
    stations,
    visiting,
    visitors,
    warrants,
    watchlists,
)
from api.contract.adjudication import CaseRequest, JudgementIn, KnownRequest, RulingIn
from api.contract.answers import IdentifyRequest, Problem, VerifyRequest
from api.contract.gates import (
    DepartureRequest,
    IntakeRequest,
    ReleaseRequest,
    ReturnRequest,
    VisitEntryRequest,
    VisitExitRequest,
    VisitorEnrolmentRequest,
)
from api.contract.grading import GradingRequest
from api.contract.liveness import LivenessRequest
from api.contract.persons import Enrolment
from api.contract.reembedding import ReembeddingRequest
from api.contract.relinking import MergeRequest, MoveRequest, UndoRequest
from api.examples import add_examples
from api.problems import documented

DESCRIPTION = """\
Biometric identity and enrolment for prisons.

Every score is a log10 likelihood ratio: 6 says that the comparison is a million times likelier if both
samples come from one person than if they come from two. Every error is a problem document (RFC 9457)
whose `detail` and `advice` are in the language of `Accept-Language` (en, es, fr, pt, ro).

Samples come as JSON with base64, or as a multipart form with one file a sample, named by what it shows:
`face`, `face:principal` (of several), `finger`, `finger:2` (ISO/IEC 19794-2 position) or `finger:2@500`
(and the scanner's dpi); the rest of the record is the JSON part `record`.

A finger may also come as a minutiae record (ISO/IEC 19794-2:2005 or :2011, ANSI INCITS 378-2004 or -2009, the
compact card form), known by its content, and several fingers as a slap: `finger:13` is the right hand's four,
`finger:14` the left's, `finger:15` both thumbs. A slap that lacks a finger is refused with its name, unless
`absent_fingers` says that the person cannot lay it down.
"""

_TINY_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
_FINGER = {"modality": "finger", "position": 2, "dpi": 500, "data": _TINY_PNG}
_FACE = {"modality": "face", "data": _TINY_PNG}

EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    Enrolment: {"name": "Alma Reyes", "gallery": "visitors", "samples": [_FINGER, _FACE]},
    IdentifyRequest: {
        "samples": [_FINGER],
        "facility": "penal-norte",
        "purpose": "visits",
        "legal_basis": "art-212",
        "reference": "visit/2026-311",
        "galleries": ["visitors"],
        "k": 5,
        "explain": True,
    },
    VerifyRequest: {"samples": [_FACE], "explain": False},
    IntakeRequest: {
        "facility": "penal-norte",
        "order_id": "0197b3c0-0000-7000-8000-000000000004",
        "name": "Alma Reyes",
        "born": "1990-02-28",
        "nationalities": ["XA"],
        "legal_status": "pre-trial",
        "case_file": "present",
        "injured": False,
        "ill_treated": False,
        "record": {"gender": "woman", "grounds": "art. 200"},
        "samples": [_FINGER, _FACE],
    },
    VisitorEnrolmentRequest: {
        "facility": "penal-norte",
        "name": "Carla Quispe",
        "kind": "family",
        "born": "1980-05-01",
        "consent": "given",
        "notice": {"version": "2026-1", "language": "es"},
        "documents": [
            {
                "kind": "identity-card",
                "issuer": "XA",
                "number": "4411223",
                "holder": "Carla Quispe Mamani",
                "chip": "authentic",
                "genuine": True,
                "agrees": True,
            }
        ],
        "samples": [_FINGER, _FACE],
    },
    VisitEntryRequest: {
        "facility": "penal-norte",
        "visitor_id": "0197b3c0-0000-7000-8000-000000000001",
        "prisoner_id": "0197b3c0-0000-7000-8000-000000000002",
        "samples": [_FINGER, _FACE],
    },
    VisitExitRequest: {
        "facility": "penal-norte",
        "visit_id": "0197b3c0-0000-7000-8000-000000000003",
        "samples": [_FINGER, _FACE],
    },
    ReleaseRequest: {
        "facility": "penal-norte",
        "person_id": f"{UUID(int=2)}",
        "order_id": f"{UUID(int=5)}",
        "samples": [_FINGER, _FACE],
    },
    DepartureRequest: {
        "facility": "penal-norte",
        "person_id": f"{UUID(int=2)}",
        "kind": "court",
        "order_id": f"{UUID(int=6)}",
        "due": "2026-03-02T17:00:00Z",
        "samples": [_FINGER, _FACE],
    },
    ReturnRequest: {"facility": "penal-norte", "person_id": f"{UUID(int=2)}", "samples": [_FINGER, _FACE]},
    **events.EXAMPLES,
    **accounts.EXAMPLES,
    **admission.EXAMPLES,
    **facilities.EXAMPLES,
    **board.EXAMPLES,
    **orders.EXAMPLES,
    **passages.EXAMPLES,
    **visitors.EXAMPLES,
    **visiting.EXAMPLES,
    **closing.EXAMPLES,
    **bans.EXAMPLES,
    **custody.EXAMPLES,
    **legal_basis.EXAMPLES,
    **names.EXAMPLES,
    **injuries.EXAMPLES,
    **warrants.EXAMPLES,
    **watchlists.EXAMPLES,
    **roll_calls.EXAMPLES,
    **retention.EXAMPLES,
    **stations.EXAMPLES,
    GradingRequest: {"samples": [_FINGER, _FACE]},
    LivenessRequest: {"samples": [_FACE, _FACE], "turn": "left", "milliseconds_between": 200},
    ReembeddingRequest: {"to": "recommended"},
    CaseRequest: {
        "person_id": f"{UUID(int=1)}",
        "encounter_id": f"{UUID(int=2)}",
        "captured_by": ["officer-7"],
    },
    JudgementIn: {"judgement": "different"},
    RulingIn: {"judgement": "same", "grounds": "Twelve minutiae agree, and none speaks against it."},
    MergeRequest: {"source": f"{UUID(int=1)}", "case_id": f"{UUID(int=2)}"},
    MoveRequest: {"encounters": [f"{UUID(int=1)}"], "to": None, "case_id": f"{UUID(int=2)}"},
    UndoRequest: {"case_id": f"{UUID(int=1)}"},
    KnownRequest: {"mated": True, "first": [_FINGER], "second": [_FINGER]},
}


_ANYWHERE = (403, 413, 421, 429, 503)
"""Refusals around every route: of the caller, of the body's size, of the host, for its rate, and where the
answer cannot be accounted for."""


def json_body_of(model: type[BaseModel]) -> dict[str, Any]:
    """A route's `openapi_extra`: the body as JSON alone."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {"application/json": {"schema": schema, "examples": {"one": {"value": EXAMPLES[model]}}}}
    return {"requestBody": {"required": True, "content": content}}


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """A route's `openapi_extra`: the body as JSON or as a form."""
    example = EXAMPLES[model]
    record = {name: value for name, value in example.items() if name != "samples"}
    form = {
        "type": "object",
        "properties": {"record": {"type": "object", "description": f"{model.__name__} without samples"}},
        "patternProperties": {
            r"^(face(:principal)?|finger(:\d{1,2})?(@\d{1,4}(\.\d{1,3})?)?)$": {
                "type": "string",
                "contentMediaType": "application/octet-stream",
            }
        },
        "additionalProperties": False,
        "examples": [{"record": record, "finger:2@500": "(file)", "face": "(file)"}],
    }
    content = {
        "application/json": {
            "schema": {"$ref": f"#/components/schemas/{model.__name__}"},
            "examples": {"one": {"value": example}},
        },
        "multipart/form-data": {"schema": form},
    }
    return {"requestBody": {"required": True, "content": content}}


def _refusals(operation: dict[str, Any]) -> dict[str, Any]:
    """Problems that follow from what an operation takes; those of its own work are named at its route."""
    given = {one["name"] for one in operation.get("parameters", ())}
    found = {*_ANYWHERE}
    if not is_open(operation["operationId"]):
        operation.setdefault("security", [{"actor": []}, {"token": []}])
        found |= {401, 404}
    if given:
        found.add(422)
    if "requestBody" in operation:
        found |= {400, 415, 422}
    if "security" in operation:
        found.add(401)
    if "Idempotency-Key" in given:  # another request's
        found.add(409)
    if "If-Match" in given:
        found |= {412, 428}
    return {str(status): answer for status, answer in documented(*sorted(found)).items()}


def _tell_of_tags(responses: dict[str, Any]) -> None:
    """What `api/middleware/tags.py` adds to whatever is read as JSON."""
    whole = responses["200"]
    if "application/json" in whole.get("content", {}):
        said = "Another one whenever the answer is another; of what is changed under If-Match, its version"
        whole["headers"] = {"ETag": {"description": said, "schema": {"type": "string"}}}
        responses.setdefault("304", {"description": "If-None-Match names its ETag: it is as it was"})


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an app, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        models: list[tuple[type[BaseModel], Literal["validation", "serialization"]]]
        models = [(Problem, "serialization"), *((model, "validation") for model in EXAMPLES)]
        _, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
        schemas = made["components"]["schemas"]
        schemas.update(definitions["$defs"])
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path in made["paths"].values():
            for operation in path.values():
                operation["responses"] |= _refusals(operation)
            if "get" in path:
                _tell_of_tags(path["get"]["responses"])
        add_examples(made)
        app.openapi_schema = made
    return app.openapi_schema


def described(app: FastAPI) -> Callable[[Request], Awaitable[Response]]:
    """The route of an app's document: half a megabyte, put in octets once, and nobody waits meanwhile but who
    asks for it: that takes 0.8 s."""
    octets, writing = b"", Lock()

    def written() -> bytes:
        nonlocal octets
        with writing:
            octets = octets or json.dumps(document(app), ensure_ascii=False).encode()
        return octets

    async def openapi(_request: Request) -> Response:
        return Response(octets or await to_thread.run_sync(written), media_type="application/json")

    return openapi
