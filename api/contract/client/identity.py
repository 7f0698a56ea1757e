"""The calls that ask about people's samples alone: enrol, search, compare, and what the service is doing."""

import time
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from api.contract.answers import Identification, IdentifyRequest, Status, Verification, VerifyRequest
from api.contract.client.connection import Connection, parsed
from api.contract.client.parameters import LOADING_LOOK, PAGE
from api.contract.errors import ServiceUnreachable
from api.contract.grading import Graded, GradingRequest
from api.contract.liveness import LivenessHints, LivenessRequest
from api.contract.persons import Enrolment, PersonOut, PersonPage
from api.contract.samples import RecordFormat


class Client(Connection):
    """Calls one service. Thread-safe. Every method raises ServiceRefused or ServiceUnreachable."""

    def status(self) -> Status:
        """What the service holds."""
        return parsed(Status, self.send("GET", "/v1/status"))

    def wait_until_ready(
        self, seconds: float, progress: Callable[[Status], None] = lambda _status: None
    ) -> Status:
        """Return when the gallery is loaded; ServiceUnreachable if that takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not (status := self.status()).ready:
            if time.monotonic() > deadline:
                raise ServiceUnreachable("The service is still loading its gallery.")
            progress(status)
            time.sleep(LOADING_LOOK)
        return status

    def enrol(self, enrolment: Enrolment) -> PersonOut:
        """Enrol a person. When it returns, the record is durable and can be found."""
        return parsed(PersonOut, self.send("POST", "/v1/persons", enrolment))

    def person(self, person_id: UUID) -> PersonOut:
        """One person."""
        return parsed(PersonOut, self.send("GET", f"/v1/persons/{person_id}"))

    def persons(self, page_size: int = PAGE) -> Iterator[PersonOut]:
        """Everybody, in the order of their ids, page by page."""
        after: dict[str, str] = {}
        while True:
            answer = self.send("GET", "/v1/persons", query={"limit": page_size, **after})
            page = parsed(PersonPage, answer)
            yield from page.persons
            if page.next is None:
                return
            after = {"after": str(page.next)}

    def known_as(self, name: str) -> Sequence[PersonOut]:
        """Those with a whole name (case and accents do not matter), or with a number."""
        return parsed(PersonPage, self.send("GET", "/v1/persons", query={"name": name})).persons

    def delete(self, person_id: UUID) -> None:
        """Destroy a person's record."""
        self.send("DELETE", f"/v1/persons/{person_id}")

    def image(self, person_id: UUID, sample_id: UUID) -> bytes:
        """A stored image or record, byte for byte."""
        return self.send("GET", f"/v1/persons/{person_id}/samples/{sample_id}").content

    def minutiae(self, person_id: UUID, sample_id: UUID | None = None, *, format: RecordFormat) -> bytes:  # noqa: A002 - the address' word for it
        """All of a person's prints, or one, as a minutiae record."""
        of = "" if sample_id is None else f"/samples/{sample_id}"
        return self.send("GET", f"/v1/persons/{person_id}{of}/minutiae?format={format}").content

    def identify(self, request: IdentifyRequest, *, actor: str | None = None) -> Identification:
        """1:N. actor: who searches, `ID; roles=a,b`, where the request names a facility."""
        return parsed(Identification, self.send("POST", "/v1/identify", request, actor=actor))

    def verify(self, person_id: UUID, request: VerifyRequest) -> Verification:
        """1:1."""
        return parsed(Verification, self.send("POST", f"/v1/persons/{person_id}/verify", request))

    def grade(self, request: GradingRequest) -> Graded:
        """What prints and pictures are worth; compared with nobody, kept nowhere."""
        return parsed(Graded, self.send("POST", "/v1/quality", request))

    def liveness(self, request: LivenessRequest) -> LivenessHints:
        """What an officer should look at in a short sequence of pictures; never a pass, nothing is kept."""
        return parsed(LivenessHints, self.send("POST", "/v1/liveness", request))
