"""People on record: enrolled, searched for, compared, and the names they are known under."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.contract.answers import Identification, IdentifyRequest, Verification, VerifyRequest
from api.contract.client.calls import Calls
from api.contract.client.connection import parsed
from api.contract.client.parameters import PAGE
from api.contract.names import NameIn, PersonNameOut, PersonNames
from api.contract.persons import Enrolment, PersonOut, PersonPage

HERE = "/v1/persons"


class Persons(Calls):
    """A person is on record once, under as many names as they have."""

    def every(self, page_size: int = PAGE) -> Iterator[PersonOut]:
        """Everybody, in the order of their ids."""
        return self._pages(PersonPage, lambda page: page.persons, HERE, page_size)

    def one(self, person_id: UUID) -> PersonOut:
        """One person."""
        return self._read(PersonOut, f"{HERE}/{person_id}")

    def enrol(self, enrolment: Enrolment, *, key: str | None = None) -> PersonOut:
        """When it returns, the record is durable and can be found."""
        return self._write(PersonOut, "POST", HERE, enrolment, key=key)

    def delete(self, person_id: UUID, *, key: str | None = None) -> None:
        """Destroy a person's record."""
        self._written("DELETE", f"{HERE}/{person_id}", key=key)

    def identify(self, request: IdentifyRequest) -> Identification:
        """Who is this (1:N)?"""
        answer = self._connection.send("POST", "/v1/identify", request, actor=self._actor)
        return parsed(Identification, answer)

    def verify(self, person_id: UUID, request: VerifyRequest) -> Verification:
        """Is this who they say (1:1)?"""
        answer = self._connection.send("POST", f"{HERE}/{person_id}/verify", request, actor=self._actor)
        return parsed(Verification, answer)

    def names(self, person_id: UUID) -> Sequence[PersonNameOut]:
        """All names of a person; the first is the one that is shown."""
        return self._read(PersonNames, f"{HERE}/{person_id}/names").names

    def add_name(self, person_id: UUID, name: NameIn, *, key: str | None = None) -> PersonNameOut:
        """One more name. Names are never changed."""
        return self._write(PersonNameOut, "POST", f"{HERE}/{person_id}/names", name, key=key)
