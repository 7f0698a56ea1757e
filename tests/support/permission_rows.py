"""What the rules about a visit say: leave, hour, quota, places, guardians."""

from dataclasses import replace
from uuid import UUID

from api.gates.decision import Outcome
from api.gates.visits.evidence import PrisonerFacts, VisitorKind, Whereabouts
from api.gates.visits.grants import Grantor
from tests.support.gate_evidence import DAY, GUARDIAN, HOUR, NOW, OTHER, PRISONER
from tests.support.rule_rows import Row
from tests.support.visiting import (
    AUTHORISED,
    BAN,
    ENTERING,
    LAWYER,
    MINOR,
    VISITS,
    authorised,
    booked,
    entering,
    minor,
    past,
    visit,
    visitor,
)

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE

PERMISSION_ROWS = [
    Row("authorised", ENTERING, ADMIT, "visit-authorised"),
    Row("authorised", visitor(kind=VisitorKind.LAWYER), ADMIT, "visit-by-office"),
    Row("authorised", entering(authorisations=()), REFUSE, "visit-not-authorised"),
    Row("authorised", authorised(prisoner_id=OTHER), REFUSE, "visit-not-authorised"),
    Row("authorised", authorised(revoked_at=NOW), REFUSE, "visit-authorisation-ended"),
    Row("authorised", authorised(until=NOW), REFUSE, "visit-authorisation-ended"),
    Row("authorised", authorised(relationship="neighbour"), REFUSE, "visit-relationship-not-admitted"),
    Row("authorised", authorised(granted_by=frozenset()), HOLD, "visit-prisoner-has-not-agreed"),
    Row(
        "authorised",
        entering(prisoner=PrisonerFacts(PRISONER, Whereabouts.PRESENT, untried=True)),
        HOLD,
        "visit-judge-has-not-agreed",
    ),
    Row(
        "authorised",
        ENTERING,
        HOLD,
        "visit-facility-has-not-agreed",
        policy=replace(VISITS, grantors=frozenset({Grantor.FACILITY})),
    ),
    Row(
        "authorised",
        entering(
            prisoner=PrisonerFacts(PRISONER, Whereabouts.PRESENT, untried=True),
            authorisations=(replace(AUTHORISED, granted_by=frozenset(Grantor)),),
        ),
        ADMIT,
        "visit-authorised",
    ),
    Row("appointed", ENTERING, ADMIT, "visit-appointed"),
    Row("appointed", entering(appointment=None), REFUSE, "visit-no-appointment"),
    Row("appointed", entering(visitor=LAWYER, appointment=None), None, None),
    Row(
        "appointed",
        entering(appointment=None),
        None,
        None,
        policy=replace(VISITS, appointment_needed=False),
    ),
    Row("appointed", booked(visitor_id=OTHER), REFUSE, "visit-appointment-of-another"),
    Row("appointed", booked(facility="south"), REFUSE, "visit-appointment-of-another"),
    Row("appointed", booked(cancelled_at=NOW - DAY), REFUSE, "visit-appointment-cancelled"),
    Row("appointed", booked(used_at=NOW - HOUR), REFUSE, "visit-appointment-used"),
    Row("appointed", booked(begins=NOW + HOUR, ends=NOW + 2 * HOUR), HOLD, "visit-too-early"),
    Row("appointed", booked(begins=NOW + HOUR / 2, ends=NOW + 2 * HOUR), ADMIT, "visit-appointed"),
    Row("appointed", booked(begins=NOW - 0.75 * HOUR), REFUSE, "visit-too-late"),
    Row("appointed", booked(ends=NOW), REFUSE, "visit-too-late"),
    Row("visitor-quota", ENTERING, ADMIT, "visit-within-quota"),
    Row("visitor-quota", entering(visits=past(2, 3)), REFUSE, "visitor-quota-used"),
    Row("visitor-quota", entering(visits=past(2, 7)), ADMIT, "visit-within-quota"),
    Row("visitor-quota", entering(visitor=LAWYER, visits=past(2, 3)), None, None),
    Row("visitor-quota", minor(visits=past(2, 3)), None, None),
    Row(
        "visitor-quota",
        entering(visits=past(1, 2, 3, kind=VisitorKind.LAWYER)),
        ADMIT,
        "visit-within-quota",
    ),
    Row("prisoner-quota", ENTERING, ADMIT, "visit-within-quota"),
    Row("prisoner-quota", entering(visits=past(1, 2, 3, 4, visitor=OTHER)), REFUSE, "prisoner-quota-used"),
    Row(
        "prisoner-quota",
        entering(visits=past(1, 2, 3, 4, visitor=OTHER, guardian=GUARDIAN)),
        ADMIT,
        "visit-within-quota",
    ),
    Row("no-sanction", ENTERING, ADMIT, "prisoner-visits-allowed"),
    Row(
        "no-sanction",
        entering(sanctions=(replace(BAN, person_id=PRISONER),)),
        REFUSE,
        "prisoner-visits-suspended",
    ),
    Row(
        "no-sanction",
        entering(sanctions=(replace(BAN, person_id=PRISONER, until=NOW + DAY),)),
        REFUSE,
        "prisoner-visits-suspended-until",
    ),
    Row("no-sanction", entering(visitor=LAWYER, sanctions=(replace(BAN, person_id=PRISONER),)), None, None),
    Row("prisoner-here", ENTERING, ADMIT, "prisoner-present"),
    *(
        Row("prisoner-here", entering(prisoner=PrisonerFacts(PRISONER, where)), outcome, code)
        for where, outcome, code in (
            (Whereabouts.AWAY, HOLD, "prisoner-away"),
            (Whereabouts.ELSEWHERE, REFUSE, "prisoner-elsewhere"),
            (Whereabouts.NOT_HELD, REFUSE, "prisoner-not-held"),
        )
    ),
    Row("not-inside", ENTERING, ADMIT, "visitor-not-inside"),
    Row("not-inside", entering(visits=(visit(1, prisoner=OTHER),)), HOLD, "visitor-inside-already"),
    Row("room-at-the-table", ENTERING, ADMIT, "visitors-have-room"),
    Row(
        "room-at-the-table",
        entering(visits=tuple(visit(n, visitor=UUID(int=200 + n)) for n in range(3))),
        HOLD,
        "visitors-too-many",
    ),
    Row(
        "room-at-the-table",
        entering(visits=tuple(visit(n, visitor=UUID(int=200 + n), guardian=OTHER) for n in range(3))),
        ADMIT,
        "visitors-have-room",
    ),
    Row("room-at-the-table", entering(visitor=LAWYER), None, None),
    Row("guarded", ENTERING, None, None),
    Row("guarded", minor(), ADMIT, "minor-with-guardian"),
    Row(
        "guarded",
        minor(companions=frozenset(), visits=(visit(1, visitor=GUARDIAN),)),
        ADMIT,
        "minor-with-guardian",
    ),
    Row("guarded", minor(companions=frozenset({OTHER})), HOLD, "minor-without-guardian"),
    Row(
        "guarded",
        minor(companions=frozenset(), visits=(visit(1, visitor=GUARDIAN, prisoner=OTHER),)),
        HOLD,
        "minor-without-guardian",
    ),
    Row("guarded", minor(replace(MINOR, guardians=frozenset())), HOLD, "minor-guardian-unknown"),
    Row("minimal-record", ENTERING, None, None),
    Row("minimal-record", entering(visitor=LAWYER), ADMIT, "visit-kept-minimal"),
]
