"""Who may do what: the one table of it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from api.auth.actor import Actor, Role

AT_GATES = (Role.INTAKE_OFFICER, Role.GATE_OFFICER, Role.SUPERVISOR)
AT_COURT = (Role.CASE_SYSTEM, Role.DEFENDER)


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
        Right.READ_SUBSCRIPTIONS: (*AT_COURT, Role.ADMINISTRATOR, Role.PARTNER, Role.AUDITOR),
        Right.MOVE_FACES: (Role.ADMINISTRATOR,),
        Right.READ_FACE_MOVES: (Role.ADMINISTRATOR, Role.AUDITOR),
        Right.CHANGE_FACILITIES: (Role.ADMINISTRATOR,),
        Right.READ_FACILITIES: (*AT_GATES, *AT_COURT, Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR),
        Right.READ_BOARD: (*AT_GATES, Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR),
        Right.REPORT_PRESENCE: (*AT_GATES, Role.ADMINISTRATOR),
        Right.RETIRE_GATES: (Role.SUPERVISOR, Role.ADMINISTRATOR),
        Right.READ_STATISTICS: tuple(Role),
        Right.READ_POLICIES: tuple(Role),  # rules that people are held by are no secret
        Right.REGISTER_ORDERS: (Role.CASE_SYSTEM,),
        Right.READ_ORDERS: (*AT_GATES, Role.CASE_SYSTEM, Role.AUDITOR),
        Right.ENROL_VISITORS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.AUTHORISE_VISITS: (Role.SUPERVISOR,),
        Right.BOOK_VISITS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.READ_VISITS: (Role.GATE_OFFICER, Role.SUPERVISOR, Role.AUDITOR),
        Right.CLOSE_VISITS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.RECONCILE_VISITS: (Role.SUPERVISOR,),
        Right.IMPOSE_BANS: (Role.SUPERVISOR,),
        Right.PLACE_HOLDS: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.LINK_CASES: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.READ_CUSTODY: (*AT_GATES, *AT_COURT, Role.AUDITOR),
        Right.READ_PAPERS: (*AT_GATES, Role.DEFENDER, Role.AUDITOR),
        Right.SEARCH_GALLERIES: (*AT_GATES, Role.AUDITOR),
        Right.ASK_WARRANTS: (*AT_GATES, Role.AUDITOR),
        Right.SIGN_WARRANTS: tuple(Role),  # which of them count, the facility's policy says
        Right.READ_WARRANTS: (*AT_GATES, Role.AUDITOR, Role.COORDINATOR),
        Right.ENTER_NAMES: (Role.INTAKE_OFFICER, Role.SUPERVISOR),
        Right.READ_NAMES: (*AT_GATES, Role.AUDITOR),
        Right.KEEP_CLOCKS: (Role.CASE_SYSTEM, Role.SUPERVISOR),
        Right.PLACE_PRISONERS: AT_GATES,
        Right.COUNT_PRISONERS: (Role.GATE_OFFICER, Role.SUPERVISOR),
        Right.READ_AUDIT_HEADS: tuple(Role),  # who keeps one can hold the service to it
        Right.READ_AUDIT_LOG: (Role.AUDITOR,),
        Right.READ_ACCOUNT: (Role.AUDITOR, Role.DEFENDER),  # of defenders: their clients'
        Right.NAME_DEFENDERS: (Role.CASE_SYSTEM,),
        Right.ROTATE_KEYS: (Role.ADMINISTRATOR,),
        Right.READ_ROLL_CALLS: (Role.GATE_OFFICER, Role.SUPERVISOR, Role.AUDITOR),
    }
)


def require(actor: Actor, right: Right) -> None:
    """Raises RoleMissing for whoever has no role to which the right is granted."""
    actor.require(*GRANTED[right])
