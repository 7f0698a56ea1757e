"""Errors to problems: the one table of statuses, and RFC 9457 documents in the reader's language."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from api import errors
from api.adjudication import errors as adjudication
from api.auth import right_errors
from api.auth.errors import IssuerUnreachable, LogoutRefused, Unauthorised
from api.board.errors import BoardFull
from api.console.refused import PAGE, language_at, refused_page, wants_a_page
from api.contract import words
from api.contract.answers import Problem
from api.contract.packet import errors as packet
from api.contract.samples import ReasonOut
from api.events import errors as events
from api.gates.rollcall.observations import ObservationsDiffer
from api.middleware import errors as passing
from api.reasons import reason_out
from api.registry import errors as on_record
from api.registry.relinking_errors import PersonCeased
from api.routes.preconditions import VersionMissing, VersionOutdated
from api.stations.errors import StationAtAnotherGate
from matcher.decoding import errors as images
from matcher.errors import DataError, IntegrityError, OperatorError, UmbralError
from matcher.gallery.protocol import ExtractorMismatch
from matcher.gallery.protocol import UnknownPerson as UnknownInGallery
from models.errors import ModelError

MEDIA_TYPE = "application/problem+json"
HEADERS = {
    401: {"WWW-Authenticate": "Umbral-Actor"},  # RFC 9110, section 15.5.2: a 401 names its scheme
    503: {"Retry-After": "2"},
}

# First match wins: the exceptions to a family stand before the family.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (PersonCeased, 410),
    (errors.NotFound, 404),
    (errors.OutOfReach, 404),
    (errors.UnknownPerson, 404),
    (errors.UnknownSample, 404),
    (UnknownInGallery, 404),
    (on_record.NotOnRecord, 404),
    (on_record.StationCodeRefused, 403),
    (packet.PacketForged, 403),
    (packet.PacketForAnother, 409),
    (packet.PacketOutOfOrder, 409),
    (packet.PacketChainBroken, 409),
    (packet.PacketForked, 409),
    (packet.PacketSealBroken, 422),
    (on_record.Conflict, 409),
    (ObservationsDiffer, 409),
    (errors.MethodNotAllowed, 405),
    (errors.PersonExists, 409),
    (events.UnknownSubscription, 404),
    (events.SubscriptionPaused, 409),
    (events.TooManySubscriptions, 409),
    (events.NoReceiver, 409),
    (events.FeedPassed, 410),
    (errors.MoveUnderWay, 409),
    (errors.NoMoveUnderWay, 409),
    (errors.FaceModelsPinned, 409),
    (Unauthorised, 401),
    (LogoutRefused, 400),
    (IssuerUnreachable, 503),
    (errors.ActorMissing, 401),
    (errors.ActorUnreadable, 401),
    (right_errors.RoleMissing, 403),
    (right_errors.StationNeeded, 403),
    (right_errors.CallerRefused, 403),
    (StationAtAnotherGate, 403),
    (errors.SearchForbidden, 403),
    (errors.ForeignOrigin, 403),
    (adjudication.OwnCase, 403),
    (adjudication.UnknownReview, 404),
    (adjudication.UnknownCase, 404),
    (adjudication.ReviewOver, 409),
    (adjudication.AlreadyJudged, 409),
    (adjudication.CaseNotOpen, 409),
    (adjudication.NotInDispute, 409),
    (VersionOutdated, 412),
    (VersionMissing, 428),
    (errors.ForeignHost, 421),
    (errors.TooManyRequests, 429),
    (passing.HeadersTooLarge, 431),
    (passing.AddressUnreadable, 400),
    (passing.AmbiguousLength, 400),
    (passing.BodyEncoded, 415),
    (passing.ServiceBusy, 503),
    (passing.BodyTooLarge, 413),
    (images.ImageFileTooLarge, 413),
    (images.TooManyPixels, 413),
    (errors.UnsupportedBody, 415),
    (images.UnknownFormat, 415),
    (errors.JsonTooDeep, 400),
    (errors.NotReady, 503),
    (errors.StoreUnavailable, 503),
    (BoardFull, 503),
    (ExtractorMismatch, 500),
    (OperatorError, 422),
    (DataError, 422),
    (IntegrityError, 500),
    (ModelError, 500),
    (UmbralError, 500),
)


class Unexpected(IntegrityError):
    """A defect of ours: nothing of it is told to the caller but that it happened."""

    code = "error"
    advice = "Try again. If it happens twice, tell the administrator and note the time."

    def __init__(self) -> None:
        super().__init__("The service could not finish this request.")


def status_of(error: UmbralError | ModelError) -> int:
    """The HTTP status of an error."""
    return next(status for family, status in STATUS if isinstance(error, family))


def problem(error: UmbralError | ModelError, language: str, request_id: UUID | None) -> Problem:
    """The document. A code without words is told by the error's own English sentence, but for what is
    broken on our side: there the code is enough, and the sentence (with paths, perhaps) is for the log."""
    status = status_of(error)
    code = error.code.replace(".", "-")
    told = words.render(code, error.parameters, language)
    if status < 500 and f"problem.{code}.title" not in words.texts(language):
        told = words.Words(code.replace("-", " ").capitalize(), str(error), error.advice)
    return Problem(
        type=f"urn:umbral:problem:{code}",
        title=told.title,
        status=status,
        detail=told.detail,
        code=code,
        advice=told.advice,
        instance=request_id.urn if request_id else None,
        parameters=dict(error.parameters) if status < 500 else {},
        reasons=_reasons(error, language) if status < 500 else [],
    )


def _reasons(error: UmbralError | ModelError, language: str) -> list[ReasonOut]:
    remarks = error.remarks if isinstance(error, UmbralError) else ()
    return [reason_out(remark, language) for remark in remarks]


def response(
    error: UmbralError | ModelError, scope: Scope, headers: Mapping[str, str] | None = None
) -> Response:
    """The problem as an HTTP answer to the request of `scope`: a page, where a person looks at it."""
    seen = wants_a_page(scope)
    language = language_at(scope) if seen else words.language(Headers(scope=scope).get("accept-language"))
    document = problem(error, language, scope.get("state", {}).get("request_id"))
    more = HEADERS.get(document.status, {})
    if isinstance(error, Unauthorised):
        more = {"WWW-Authenticate": error.challenge}
    return Response(
        refused_page(document, scope, language) if seen else document.model_dump_json(),
        document.status,
        {"Content-Language": language, "Vary": "Accept, Accept-Language, Cookie", **more, **(headers or {})},
        PAGE if seen else MEDIA_TYPE,
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI `responses` for the problems that a route may answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _MEANING[status], "content": content} for status in statuses}


_MEANING = {
    400: "The request cannot be read",
    401: "The request does not say who acts, or not so that it can be read",
    403: "The one who acts has none of the roles that this needs, no policy and no warrant allows the "
    "search, or a page of another origin tries it",
    404: "Not on record",
    405: "Not possible at this address",
    409: "Contradicts what is on record; `detail` says how",
    410: "No longer kept, or on record under the number that the parameter `person` tells",
    412: "The record was changed since it was read",
    413: "Too large",
    415: "Not a kind of file or body that is accepted",
    421: "The request names another host",
    422: "The request or the image cannot be used as it is; `detail` says why",
    428: "A change must say, by `If-Match`, which version of the record was read",
    429: "More requests than this caller may send; try again after `Retry-After` seconds",
    500: "Something of ours is broken",
    503: "The gallery is being loaded, or there is no room; try again after `Retry-After` seconds",
}
