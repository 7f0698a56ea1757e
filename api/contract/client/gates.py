"""The gates: may this happen, and why?"""

from api.contract.client.calls import Calls
from api.contract.gates import (
    DecisionOut,
    DepartureRequest,
    IntakeRequest,
    ReleaseRequest,
    ReturnRequest,
    VisitEntryRequest,
    VisitExitRequest,
    VisitorEnrolmentRequest,
)

HERE = "/v1/gates"


class Gates(Calls):
    """Each call asks one gate, and `outcome` of the answer is `admit`, `hold` or `refuse`.

    A hold is no error: `awaited` says what another officer can sign, `deadlines` who settles the matter by
    when, `reviews` that reviewers look at something. Then go on with `passages`, under `passage_id`.
    """

    def intake(self, brought: IntakeRequest, *, key: str | None = None) -> DecisionOut:
        """Somebody was brought. `admit`: they are in custody, and the order is used."""
        return self._write(DecisionOut, "POST", f"{HERE}/intake", brought, key=key)

    def enrol_visitor(self, visitor: VisitorEnrolmentRequest, *, key: str | None = None) -> DecisionOut:
        """Somebody wants to be a visitor. `admit`: they are on record under `person_id`."""
        return self._write(DecisionOut, "POST", f"{HERE}/visits/enrolment", visitor, key=key)

    def enter_visit(self, visitor: VisitEntryRequest, *, key: str | None = None) -> DecisionOut:
        """A visitor wants to come in to a prisoner. `admit`: the visit `visit_id` has begun."""
        return self._write(DecisionOut, "POST", f"{HERE}/visits/entry", visitor, key=key)

    def leave_visit(self, leaving: VisitExitRequest, *, key: str | None = None) -> DecisionOut:
        """Somebody wants to leave under a visit. `admit`: the visit is over."""
        return self._write(DecisionOut, "POST", f"{HERE}/visits/exit", leaving, key=key)

    def release(self, asked: ReleaseRequest, *, key: str | None = None) -> DecisionOut:
        """A prisoner is to be set free. `admit`: they are, and the order is used."""
        return self._write(DecisionOut, "POST", f"{HERE}/release", asked, key=key)

    def depart(self, asked: DepartureRequest, *, key: str | None = None) -> DecisionOut:
        """A prisoner is to leave for a time. `admit`: they are under way, and the order is used."""
        return self._write(DecisionOut, "POST", f"{HERE}/departure", asked, key=key)

    def come_back(self, asked: ReturnRequest, *, key: str | None = None) -> DecisionOut:
        """A prisoner comes back or arrives. `admit`: they are in again."""
        return self._write(DecisionOut, "POST", f"{HERE}/return", asked, key=key)
