"""Who may do what: right by right the roles that have it; `api/auth/matrix.py` has the routes."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from api.auth.actor import Actor, Caller, Role
from api.auth.errors import StepUpNeeded
from api.auth.right_errors import CallerRefused, RoleMissing, StationNeeded

AT_GATES = (Role.INTAKE_OFFICER, Role.GATE_OFFICER, Role.SUPERVISOR)
OF_THE_CASE = (Role.DEFENDER, Role.PERSON)
"""Whoever sees what there is about one person: a defender about clients, a person about themselves."""
AT_WORK = tuple(role for role in Role if role is not Role.OBSERVER)
"""All but observers, who see aggregates and rules alone."""


class Right(StrEnum):
    """What can be granted."""

    ASK_GATES = "ask-gates"
    OPEN_CASES = "open-cases"
    READ_CASES = "read-cases"
    SETTLE_CASES = "settle-cases"
    REVIEW_CASES = "review-cases"
    ENTER_KNOWN_PAIRS = "enter-known-pairs"
    READ_REVIEWERS = "read-reviewers"
    READ_ORIGINS = "read-origins"
    RELINK_RECORDS = "relink-records"
    CHANGE_SUBSCRIPTIONS = "change-subscriptions"
    READ_SUBSCRIPTIONS = "read-subscriptions"
    MOVE_FACES = "move-faces"
    READ_FACE_MOVES = "read-face-moves"
    CHANGE_FACILITIES = "change-facilities"
    READ_FACILITIES = "read-facilities"
    READ_BOARD = "read-board"
    REPORT_PRESENCE = "report-presence"
    RETIRE_GATES = "retire-gates"
    READ_STATISTICS = "read-statistics"
    READ_POLICIES = "read-policies"
    REGISTER_ORDERS = "register-orders"
    READ_ORDERS = "read-orders"
    ENROL_VISITORS = "enrol-visitors"
    AUTHORISE_VISITS = "authorise-visits"
    BOOK_VISITS = "book-visits"
    READ_VISITS = "read-visits"
    CLOSE_VISITS = "close-visits"
    RECONCILE_VISITS = "reconcile-visits"
    IMPOSE_BANS = "impose-bans"
    PLACE_HOLDS = "place-holds"
    LINK_CASES = "link-cases"
    READ_CUSTODY = "read-custody"
    READ_PAPERS = "read-papers"
    SEARCH_GALLERIES = "search-galleries"
    ASK_WARRANTS = "ask-warrants"
    SIGN_WARRANTS = "sign-warrants"
    READ_WARRANTS = "read-warrants"
    ENTER_NAMES = "enter-names"
    READ_NAMES = "read-names"
    COUNT_PRISONERS = "count-prisoners"
    KEEP_CLOCKS = "keep-clocks"
    PLACE_PRISONERS = "place-prisoners"
    READ_ROLL_CALLS = "read-roll-calls"
    READ_AUDIT_HEADS = "read-audit-heads"
    READ_AUDIT_LOG = "read-audit-log"
    READ_ACCOUNT = "read-account"
    NAME_DEFENDERS = "name-defenders"
    ROTATE_KEYS = "rotate-keys"
    KEEP_STATIONS = "keep-stations"
    READ_STATIONS = "read-stations"
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_ACCOUNTS = "read-accounts"
    SEND_PACKETS = "send-packets"
    READ_PACKETS = "read-packets"
    ENROL_PERSONS = "enrol-persons"
    LIST_PERSONS = "list-persons"
    READ_PERSONS = "read-persons"
    SEE_CAPTURES = "see-captures"
    EXPORT_CAPTURES = "export-captures"
    COMPARE_PERSONS = "compare-persons"
    ERASE_PERSONS = "erase-persons"
    GRADE_CAPTURES = "grade-captures"
    COUNT_GALLERIES = "count-galleries"
    READ_EVENT_TYPES = "read-event-types"
    LIST_CUSTODY = "list-custody"
    READ_DECISIONS = "read-decisions"
    SIGN_PASSAGES = "sign-passages"
    READ_OWN = "read-own"
    READ_RETENTION = "read-retention"
    RUN_RETENTION = "run-retention"
    SAY_ENDINGS = "say-endings"
    PLACE_LEGAL_HOLDS = "place-legal-holds"
    READ_ARCHIVE = "read-archive"
    KEEP_ADMISSION_RECORDS = "keep-admission-records"
    READ_ADMISSION_RECORDS = "read-admission-records"
    RECORD_INJURIES = "record-injuries"
    READ_INJURIES = "read-injuries"
    FIND_PRISONERS = "find-prisoners"
    KEEP_WATCHLISTS = "keep-watchlists"
    READ_WATCHLISTS = "read-watchlists"


GRANTED: Mapping[Right, tuple[Role, ...]] = MappingProxyType(
    {
        Right.ASK_GATES: AT_GATES,
        Right.OPEN_CASES: AT_GATES,
        Right.READ_CASES: (*AT_GATES, Role.AUDITOR),
        Right.SETTLE_CASES: (Role.SUPERVISOR,),
        Right.REVIEW_CASES: (Role.ADJUDICATOR,),
        Right.ENTER_KNOWN_PAIRS: (Role.SUPERVISOR,),
        Right.READ_REVIEWERS: (Role.SUPERVISOR, Role.AUDITOR),
        Right.READ_ORIGINS: (*AT_GATES, Role.AUDITOR),
        Right.RELINK_RECORDS: (Role.SUPERVISOR,),
        Right.CHANGE_SUBSCRIPTIONS: (Role.ADMINISTRATOR,),
        Right.READ_SUBSCRIPTIONS: (
            Role.CASE_SYSTEM,
            Role.DEFENDER,  # as a partner: their own subscriptions
            Role.ADMINISTRATOR,
            Role.PARTNER,
            Role.AUDITOR,
        ),
        Right.MOVE_FACES: (Role.ADMINISTRATOR,),
        Right.READ_FACE_MOVES: (Role.ADMINISTRATOR, Role.AUDITOR),
        Right.CHANGE_FACILITIES: (Role.ADMINISTRATOR,),
        Right.READ_FACILITIES: (
            *AT_GATES,
            Role.CASE_SYSTEM,
            Role.ADMINISTRATOR,
            Role.COORDINATOR,
            Role.AUDITOR,
        ),
        Right.READ_BOARD: (*AT_GATES, Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR),
        Right.REPORT_PRESENCE: (*AT_GATES, Role.ADMINISTRATOR),
        Right.RETIRE_GATES: (Role.SUPERVISOR, Role.ADMINISTRATOR),
        Right.READ_STATISTICS: tuple(Role),
        Right.READ_POLICIES: tuple(Role),  # rules that people are held by are no secret
        Right.REGISTER_ORDERS: (Role.CASE_SYSTEM,),
        Right.READ_ORDERS: (*AT_GATES, Role.CASE_SYSTEM, Role.AUDITOR, *OF_THE_CASE),
        Right.ENROL_VISITORS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.AUTHORISE_VISITS: (Role.SUPERVISOR,),
        Right.BOOK_VISITS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.READ_VISITS: (Role.GATE_OFFICER, Role.SUPERVISOR, Role.AUDITOR),
        Right.CLOSE_VISITS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.RECONCILE_VISITS: (Role.SUPERVISOR,),
        Right.IMPOSE_BANS: (Role.SUPERVISOR,),
        Right.PLACE_HOLDS: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.LINK_CASES: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.READ_CUSTODY: (*AT_GATES, Role.CASE_SYSTEM, Role.AUDITOR, *OF_THE_CASE),
        Right.LIST_CUSTODY: (*AT_GATES, Role.CASE_SYSTEM, Role.AUDITOR),
        Right.READ_PAPERS: (*AT_GATES, Role.AUDITOR, *OF_THE_CASE),
        Right.SEARCH_GALLERIES: (*AT_GATES, Role.AUDITOR),
        Right.ASK_WARRANTS: (*AT_GATES, Role.AUDITOR),
        Right.SIGN_WARRANTS: AT_WORK,  # which of them count, the facility's policy says
        Right.READ_WARRANTS: (*AT_GATES, Role.AUDITOR, Role.COORDINATOR),
        Right.ENTER_NAMES: (Role.INTAKE_OFFICER, Role.SUPERVISOR),
        Right.READ_NAMES: (*AT_GATES, Role.AUDITOR, *OF_THE_CASE),
        Right.KEEP_CLOCKS: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.PLACE_PRISONERS: AT_GATES,
        Right.COUNT_PRISONERS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.READ_AUDIT_HEADS: AT_WORK,  # who keeps one can hold the service to it
        Right.READ_AUDIT_LOG: (Role.AUDITOR,),
        Right.READ_ACCOUNT: (Role.AUDITOR, *OF_THE_CASE),
        Right.READ_OWN: (Role.PERSON,),
        Right.NAME_DEFENDERS: (Role.CASE_SYSTEM,),
        Right.ROTATE_KEYS: (Role.ADMINISTRATOR,),
        Right.KEEP_STATIONS: (Role.ADMINISTRATOR,),
        Right.READ_STATIONS: (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR),
        Right.MANAGE_ACCOUNTS: (Role.ADMINISTRATOR,),
        Right.READ_ACCOUNTS: (Role.ADMINISTRATOR, Role.AUDITOR),
        Right.SEND_PACKETS: (),  # stations alone
        Right.READ_PACKETS: AT_GATES,
        Right.READ_ROLL_CALLS: (Role.GATE_OFFICER, Role.SUPERVISOR, Role.AUDITOR),
        Right.ENROL_PERSONS: AT_GATES,
        Right.LIST_PERSONS: (*AT_GATES, Role.AUDITOR),
        Right.READ_PERSONS: (*AT_GATES, Role.CASE_SYSTEM, Role.AUDITOR, *OF_THE_CASE),
        Right.SEE_CAPTURES: (*AT_GATES, Role.PERSON),
        Right.EXPORT_CAPTURES: (*AT_GATES, Role.PERSON),
        Right.COMPARE_PERSONS: AT_GATES,
        Right.ERASE_PERSONS: (Role.SUPERVISOR,),
        Right.GRADE_CAPTURES: AT_GATES,
        Right.COUNT_GALLERIES: (*AT_GATES, Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR),
        Right.READ_EVENT_TYPES: AT_WORK,  # what there is to subscribe to: of nobody
        Right.READ_DECISIONS: (*AT_GATES, Role.AUDITOR, *OF_THE_CASE),
        Right.SIGN_PASSAGES: AT_GATES,
        Right.READ_RETENTION: (Role.SUPERVISOR, Role.AUDITOR, Role.CASE_SYSTEM),
        Right.RUN_RETENTION: (Role.SUPERVISOR, Role.ADMINISTRATOR),
        Right.SAY_ENDINGS: (Role.CASE_SYSTEM,),
        Right.PLACE_LEGAL_HOLDS: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.READ_ARCHIVE: (Role.AUDITOR, *OF_THE_CASE),
        Right.KEEP_ADMISSION_RECORDS: (Role.INTAKE_OFFICER, Role.SUPERVISOR),
        Right.READ_ADMISSION_RECORDS: (Role.INTAKE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, *OF_THE_CASE),
        Right.RECORD_INJURIES: (Role.HEALTH_STAFF,),
        Right.READ_INJURIES: (Role.HEALTH_STAFF, Role.DEFENDER),  # by these two readers' keys
        Right.FIND_PRISONERS: (*AT_GATES, Role.HEALTH_STAFF),
        Right.KEEP_WATCHLISTS: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.READ_WATCHLISTS: (Role.CASE_SYSTEM, Role.SUPERVISOR, Role.AUDITOR),
    }
)


FOR_ALL = frozenset({Right.COUNT_GALLERIES})
"""About all facilities together: of nobody who acts for some of them."""

STATIONS = frozenset(
    {
        Right.GRADE_CAPTURES,
        Right.REPORT_PRESENCE,
        Right.SEND_PACKETS,
        Right.READ_POLICIES,
        Right.READ_EVENT_TYPES,
        Right.READ_AUDIT_HEADS,
    }
)
"""What a station may that acts by itself: it captures, says that it is there, and keeps the log's heads."""

IN_PERSON = frozenset(
    {
        Right.SETTLE_CASES,
        Right.REVIEW_CASES,
        Right.RELINK_RECORDS,
        Right.RECONCILE_VISITS,
        Right.IMPOSE_BANS,
        Right.SIGN_WARRANTS,
        Right.SIGN_PASSAGES,
        Right.ERASE_PERSONS,
        Right.READ_OWN,
        Right.RECORD_INJURIES,
    }
)
"""What somebody answers for by their own name: no program does it."""


SENSITIVE = timedelta(minutes=10)
"""Long enough to read a case through and settle it; too short for whoever finds an officer's screen open."""

AT_A_DESK = timedelta(hours=1)
"""Pictures of people: so long somebody works through comparisons without being asked again. Whoever takes a
session or a token that is older gets none of them."""

_ACTS = (
    "impose-bans sign-warrants sign-passages erase-persons relink-records reconcile-visits register-orders "
    "place-holds keep-clocks say-endings place-legal-holds run-retention name-defenders manage-accounts "
    "rotate-keys change-facilities change-subscriptions keep-stations keep-watchlists export-captures"
)
_PICTURES = "see-captures read-injuries settle-cases review-cases"
STEP_UP: Mapping[Right, timedelta] = MappingProxyType(
    dict.fromkeys(map(Right, _ACTS.split()), SENSITIVE)
    | dict.fromkeys(map(Right, _PICTURES.split()), AT_A_DESK)
)
"""How lately somebody must have signed in for it (RFC 9470).

What sets somebody free or keeps them, what is destroyed or kept from it, who may act from now on, where data
go, and whatever lets captures out: records of prints for ten minutes, pictures that pages show for an hour.
No right that pages read lists by is among them.
"""

LETS_OUT = frozenset(map(Right, f"export-captures {_PICTURES}".split()))
"""By which captures leave the service. A program signs in with every token, by its key: for these its token
must be as young as a person's sign-in, so that one that was stolen does not serve as long as it lives."""


def require(actor: Actor, right: Right) -> None:
    """Raises RoleMissing for whoever has no role to which the right is granted.

    Raises StationNeeded for whoever asks for what stations alone do, CallerRefused for a program or a
    station that asks for what a person does, and StepUpNeeded for
    somebody who signed in too long ago, or too weakly, where that can be known, and for a program whose token
    is too old to let captures out.
    """
    if actor.caller is Caller.STATION:
        if right not in STATIONS:
            raise CallerRefused("A station does not do this by itself.", caller=actor.caller.value)
        return
    if not GRANTED[right]:
        raise StationNeeded(f"{actor.id} is no station, and this is what stations alone do.")
    actor.require(*GRANTED[right])
    if actor.caller is not Caller.PERSON and right in IN_PERSON:
        raise CallerRefused("A program does not do this: somebody does.", caller=actor.caller.value)
    within, presence = STEP_UP.get(right), actor.presence
    if within is None or presence is None:
        return
    if actor.caller is Caller.PERSON and not presence.fresh(within):
        raise StepUpNeeded(within, presence.wanted)
    if actor.caller is Caller.PROGRAM and right in LETS_OUT and not presence.lately(within):
        raise StepUpNeeded(within, ())


def may(actor: Actor, right: Right) -> bool:
    """Whether somebody has a right, where nothing is refused to whoever has not."""
    try:
        require(actor, right)
    except (RoleMissing, StationNeeded, CallerRefused, StepUpNeeded):
        return False
    return actor.facilities is None or right not in FOR_ALL
