"""Facilities: where people are held."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from api.contract.absences import AbsenceList, AbsenceOut
from api.contract.client.calls import Calls, Seen
from api.contract.client.parameters import PAGE
from api.contract.facilities import FacilityIn, FacilityOut, FacilityPage

HERE = "/v1/facilities"


class Facilities(Calls):
    """An administrator enters and changes them."""

    def every(self, page_size: int = PAGE) -> Iterator[FacilityOut]:
        """All of them, by their codes."""
        return self._pages(FacilityPage, lambda page: page.facilities, HERE, page_size)

    def one(self, code: str) -> Seen[FacilityOut]:
        """One of them, as `change` wants it."""
        return self._seen(FacilityOut, _at(code))

    def absences(self, code: str) -> Sequence[AbsenceOut]:
        """Whom its gates expect: at court, on leave, or being brought from another facility."""
        return self._read(AbsenceList, "/v1/absences", facility=code).absences

    def enter(self, code: str, facility: FacilityIn, *, key: str | None = None) -> FacilityOut:
        """A facility that is not on record yet."""
        return self._write(FacilityOut, "PUT", _at(code), facility, key=key)

    def change(self, seen: Seen[FacilityOut], facility: FacilityIn, *, key: str | None = None) -> FacilityOut:
        """The one that was read becomes this one."""
        return self._write(FacilityOut, "PUT", _at(seen.record.code), facility, key=key, seen=seen)


def _at(code: str) -> str:
    return f"{HERE}/{quote(code, safe='')}"
