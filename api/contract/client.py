"""The typed client of the service: what commands, stations and case systems call it with."""

import time
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import Self, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from api.contract.answers import (
    Identification,
    IdentifyRequest,
    Problem,
    Status,
    Verification,
    VerifyRequest,
)
from api.contract.errors import ServiceRefused, ServiceUnreachable
from api.contract.grading import Graded, GradingRequest
from api.contract.liveness import LivenessHints, LivenessRequest
from api.contract.persons import Enrolment, PersonOut, PersonPage
from api.contract.reembedding import Reembedding, ReembeddingRequest
from api.contract.samples import RecordFormat

M = TypeVar("M", bound=BaseModel)

PATIENCE = httpx.Timeout(120.0, connect=5.0)  # seconds; an enrolment may carry 24 images to a busy machine
POLL = 0.1  # seconds between two looks at a service that is loading


class Client:
    """Calls one service. Thread-safe. Every method raises ServiceRefused or ServiceUnreachable.

    language: of sentences in answers and problems. transport: how requests travel, by default over HTTP.
    """

    def __init__(
        self, url: str, *, language: str = "en", transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Accept-Language": language},
            timeout=PATIENCE,
            transport=transport,
            trust_env=False,  # a proxy of the environment must not see what is sent to a loopback service
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def status(self) -> Status:
        """What the service holds."""
        return parsed(Status, self._ask("GET", "/v1/status"))

    def wait_until_ready(
        self, seconds: float, progress: Callable[[Status], None] = lambda _status: None
    ) -> Status:
        """Return when the gallery is loaded; ServiceUnreachable if that takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not (status := self.status()).ready:
            if time.monotonic() > deadline:
                raise ServiceUnreachable("The service is still loading its gallery.")
            progress(status)
            time.sleep(POLL)
        return status

    def enrol(self, enrolment: Enrolment) -> PersonOut:
        """Enrol a person. When it returns, the record is durable and can be found."""
        return parsed(PersonOut, self._ask("POST", "/v1/persons", enrolment))

    def person(self, person_id: UUID) -> PersonOut:
        """One person."""
        return parsed(PersonOut, self._ask("GET", f"/v1/persons/{person_id}"))

    def persons(self, page_size: int = 200) -> Iterator[PersonOut]:
        """Everybody, in the order of their ids, page by page."""
        after = ""
        while True:
            answer = self._ask("GET", f"/v1/persons?limit={page_size}{after}")
            page = parsed(PersonPage, answer)
            yield from page.persons
            if page.next is None:
                return
            after = f"&after={page.next}"

    def delete(self, person_id: UUID) -> None:
        """Destroy a person's record."""
        self._ask("DELETE", f"/v1/persons/{person_id}")

    def image(self, person_id: UUID, sample_id: UUID) -> bytes:
        """A stored image or record, byte for byte."""
        return self._ask("GET", f"/v1/persons/{person_id}/samples/{sample_id}").content

    def minutiae(self, person_id: UUID, sample_id: UUID | None = None, *, format: RecordFormat) -> bytes:  # noqa: A002
        """All of a person's prints, or one, as a minutiae record."""
        of = "" if sample_id is None else f"/samples/{sample_id}"
        return self._ask("GET", f"/v1/persons/{person_id}{of}/minutiae?format={format}").content

    def identify(self, request: IdentifyRequest) -> Identification:
        """1:N."""
        return parsed(Identification, self._ask("POST", "/v1/identify", request))

    def verify(self, person_id: UUID, request: VerifyRequest) -> Verification:
        """1:1."""
        return parsed(Verification, self._ask("POST", f"/v1/persons/{person_id}/verify", request))

    def reembed(self, request: ReembeddingRequest) -> Reembedding:
        """Begin to move all faces to other models, go on with it, or accept losses."""
        return parsed(Reembedding, self._ask("POST", "/v1/reembedding", request))

    def reembedding(self) -> Reembedding:
        """Where that is."""
        return parsed(Reembedding, self._ask("GET", "/v1/reembedding"))

    def cancel_reembedding(self) -> Reembedding:
        """Give it up."""
        return parsed(Reembedding, self._ask("DELETE", "/v1/reembedding"))

    def grade(self, request: GradingRequest) -> Graded:
        """What prints and pictures are worth; compared with nobody, kept nowhere."""
        return parsed(Graded, self._ask("POST", "/v1/quality", request))

    def liveness(self, request: LivenessRequest) -> LivenessHints:
        """What an officer should look at in a short sequence of pictures; never a pass, nothing is kept."""
        return parsed(LivenessHints, self._ask("POST", "/v1/liveness", request))

    def send(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        actor: str,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> httpx.Response:
        """Any request of the contract, by somebody: actor reads `ID; roles=a,b`; more: further headers."""
        return self._ask(method, path, body, {**more, "Umbral-Actor": actor})

    def _ask(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json", **more} if body else dict(more)
        content = body.model_dump_json() if body else None
        try:
            answer = self._http.request(method, path, content=content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceUnreachable(
                f"The service at {self._http.base_url} does not answer: {error}."
            ) from error
        if answer.is_success:
            return answer
        raise ServiceRefused(parsed(Problem, answer))


def parsed(model: type[M], answer: httpx.Response) -> M:
    """An answer as its wire type. Raises ServiceUnreachable where it is none."""
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise ServiceUnreachable(
            f"The answer of {answer.url} (status {answer.status_code}) is not one of this service."
        ) from error
