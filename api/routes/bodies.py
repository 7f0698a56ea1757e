"""A request's body as its wire type: JSON with base64, or a multipart form with files.

Both are parsed in memory and by parsers that bound their depth and number of parts. A form has one
part a sample, named by what it shows, and a part `record` with the JSON of everything else:

    face               a face
    face:principal     the face that the picture is about, where it shows several
    finger             a print of an unknown finger; the file tells its resolution
    finger:2           right index (ISO/IEC 19794-2 position)
    finger:2@500       ... captured at 500 dpi
    finger:13          four fingers of the right hand on one image (14: left hand, 15: both thumbs)
"""

import re
from base64 import b64encode
from collections.abc import AsyncGenerator
from typing import Any, TypeVar

import pydantic_core
from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.auth.guard import require_reach
from api.errors import InvalidRequest, JsonTooDeep, UnsupportedBody
from api.invalid import refusal

M = TypeVar("M", bound=BaseModel)

RECORD = "record"
MOST_FILES = 25  # 24 samples and the record
LARGEST_RECORD = 64 * 1024
_PART = re.compile(
    r"""(?P<modality> face | finger )
        (?P<principal> (?<=face) :principal )?
        (?: : (?P<position> \d{1,2} ) )?
        (?: @ (?P<dpi> \d{1,4} (?: \.\d{1,3} )? ) )?""",
    re.ASCII | re.VERBOSE,
)
_TOO_DEEP = "recursion limit exceeded"


class _InMemory(MultiPartParser):
    """Files stay in memory, bounded by the body's limit: nobody's picture goes to a temporary file."""

    spool_max_size = 1 << 30


async def read(request: Request, model: type[M]) -> M:
    """The body as `model`. Raises InvalidRequest, JsonTooDeep, UnsupportedBody, OutOfReach."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        told = await run_in_threadpool(_from_json, model, await request.body())
    elif kind == "multipart/form-data":
        parts = await _parts(request.headers, request.stream())
        told = await run_in_threadpool(_from_parts, model, parts)
    else:
        raise UnsupportedBody("The body is neither JSON nor a multipart form.")
    await require_reach(request, told)
    return told


def _from_json(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error) from None


async def _parts(headers: Headers, stream: AsyncGenerator[bytes, None]) -> list[tuple[str, bytes]]:
    """Name and content of each part, in the order they were sent."""
    parser = _InMemory(headers, stream, max_files=MOST_FILES, max_fields=1, max_part_size=LARGEST_RECORD)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidRequest(f"multipart form: {error.message.rstrip('.')}") from None
    try:
        return [
            (name, value.file.read() if isinstance(value, UploadFile) else value.encode())
            for name, value in form.multi_items()
        ]
    finally:
        await form.close()


def _from_parts(model: type[M], parts: list[tuple[str, bytes]]) -> M:
    records = [content for name, content in parts if name == RECORD]
    if len(records) > 1:
        raise InvalidRequest(f"more than one part `{RECORD}`")
    record = _record(records[0]) if records else {}
    record["samples"] = [_sample(name, content) for name, content in parts if name != RECORD]
    try:
        return model.model_validate(record)
    except ValidationError as error:
        raise _refusal(error) from None


def _record(content: bytes) -> dict[str, Any]:
    try:
        record = pydantic_core.from_json(content)
    except ValueError as error:
        if _TOO_DEEP in str(error):
            raise JsonTooDeep("The request is nested deeper than any real one.") from None
        raise InvalidRequest(f"part `{RECORD}`: not JSON") from None
    if not isinstance(record, dict) or "samples" in record:
        raise InvalidRequest(f"part `{RECORD}`: must be a JSON object without samples")
    return record


def _sample(name: str, content: bytes) -> dict[str, Any]:
    found = _PART.fullmatch(name)
    if found is None:
        names = "face, face:principal, finger, finger:POSITION or finger:POSITION@DPI"
        raise InvalidRequest(f"a part is named {names}")
    return {
        "modality": found["modality"],
        "position": int(found["position"] or 0),
        "dpi": float(found["dpi"]) if found["dpi"] else None,
        "principal": found["principal"] is not None,
        "data": b64encode(content),
    }


def _refusal(error: ValidationError) -> InvalidRequest | JsonTooDeep:
    """What is wrong first; pydantic's `input` is left out, for it repeats what was sent."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid" and _TOO_DEEP in first["msg"]:
        return JsonTooDeep("The request is nested deeper than any real one.")
    return refusal([first])
