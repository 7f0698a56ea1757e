"""Forms as browsers and programs post them: small, each field once."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from api.issuer.errors import ProtocolError

KIND = "application/x-www-form-urlencoded"
LARGEST = 16 * 1024
FIELDS = 20


async def form(request: Request) -> dict[str, str]:
    """Its fields. Raises ProtocolError."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != KIND:
        raise ProtocolError("invalid_request", f"A form comes as {KIND}.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise ProtocolError("invalid_request", "The form is too large.")
    try:
        given = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError as error:
        raise ProtocolError("invalid_request", "The form cannot be read.") from error
    if len(dict(given)) != len(given):
        raise ProtocolError("invalid_request", "A field comes twice.")
    return dict(given)
