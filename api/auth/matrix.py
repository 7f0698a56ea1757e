"""Every address of the service and the right that it asks for: the one table of it.

Roles have rights (`rights.GRANTED`), and each role has them in one relation (`relations.RELATION`): most
about the facilities that they act for, a defender about clients, a person about themselves. An operation that
stands in no row answers nobody (`api/auth/guard.py`) and fails the tests. `docs/rights.md` is this table
written out.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.auth.rights import Right

OPERATIONS: Final[Mapping[Right, str]] = MappingProxyType(
    {
        # persons and their biometrics
        Right.ENROL_PERSONS: "enrol",
        Right.LIST_PERSONS: "list_persons",
        Right.READ_PERSONS: "read_person",
        Right.ERASE_PERSONS: "delete_person ask_erasure sign_erasure withdraw_erasure",
        Right.SEE_CAPTURES: "read_sample",
        Right.EXPORT_CAPTURES: "export_person export_sample",
        Right.COMPARE_PERSONS: "verify",
        Right.SEARCH_GALLERIES: "identify",
        Right.GRADE_CAPTURES: "grade watch",
        Right.READ_NAMES: "list_names",
        Right.ENTER_NAMES: "add_name",
        Right.READ_OWN: "read_own_record read_own_account",
        Right.KEEP_WATCHLISTS: "place_on_watchlist lift_listing",
        Right.READ_WATCHLISTS: "list_listings read_listing",
        # searches beyond a gate's
        Right.ASK_WARRANTS: "ask_warrant",
        Right.SIGN_WARRANTS: "sign_warrant revoke_warrant",
        Right.READ_WARRANTS: "list_warrants read_warrant",
        # gates
        Right.ASK_GATES: "receive enter_visit leave_visit release depart return_to_custody "
        "list_held read_passage decide_passage abandon_passage",
        Right.SIGN_PASSAGES: "sign_passage",
        Right.READ_DECISIONS: "read_decision",
        Right.READ_PAPERS: "list_papers find_paper read_paper",
        # visits
        Right.ENROL_VISITORS: "enrol_visitor put_visitor withdraw_consent",
        Right.AUTHORISE_VISITS: "authorise_visits revoke_authorisation",
        Right.BOOK_VISITS: "book_visit cancel_appointment",
        Right.READ_VISITS: "read_visitor list_visitors list_authorisations read_authorisation "
        "list_appointments read_appointment list_bans read_ban list_visits "
        "read_visit list_closings read_closing list_inside",
        Right.CLOSE_VISITS: "close_visits look_at_closing",
        Right.RECONCILE_VISITS: "explain_look reconcile_visit",
        Right.IMPOSE_BANS: "impose_ban lift_ban",
        # custody
        Right.REGISTER_ORDERS: "register_order revoke_order",
        Right.READ_ORDERS: "list_orders read_order",
        Right.READ_CUSTODY: "read_custody read_legal_basis list_defenders",
        Right.LIST_CUSTODY: "list_custody list_absences",
        Right.LINK_CASES: "link_case",
        Right.PLACE_PRISONERS: "place_prisoner",
        Right.PLACE_HOLDS: "place_hold lift_hold",
        Right.KEEP_CLOCKS: "begin_legal_basis set_term extend_legal_basis revoke_extension suspend_clock "
        "resume_clock revoke_suspension",
        Right.COUNT_PRISONERS: "open_roll_call observe close_roll_call",
        Right.READ_ROLL_CALLS: "list_roll_calls read_roll_call",
        Right.NAME_DEFENDERS: "name_defender dismiss_defender admit_archive_reader",
        Right.FIND_PRISONERS: "find_prisoners",
        Right.KEEP_ADMISSION_RECORDS: "enter_admission_record",
        Right.READ_ADMISSION_RECORDS: "read_admission_record",
        Right.RECORD_INJURIES: "record_injury",
        Right.READ_INJURIES: "list_injuries read_injury_picture",
        # whose record it is
        Right.OPEN_CASES: "open_case",
        Right.READ_CASES: "list_cases read_case",
        Right.SETTLE_CASES: "withdraw_case read_dispute dispute_picture rule_case keep_case_as_known",
        Right.REVIEW_CASES: "next_review read_review review_picture judge give_back_review",
        Right.ENTER_KNOWN_PAIRS: "add_known_pair",
        Right.READ_REVIEWERS: "count_known_pairs list_reviewers",
        Right.READ_ORIGINS: "read_origins list_relinks",
        Right.RELINK_RECORDS: "merge_persons move_encounters undo_relink",
        # facilities
        Right.CHANGE_FACILITIES: "put_facility",
        Right.READ_FACILITIES: "read_facility list_facilities",
        Right.READ_BOARD: "read_board follow_board list_gates",
        Right.REPORT_PRESENCE: "gate_is_there",
        Right.RETIRE_GATES: "retire_gate",
        # what is kept, and how it goes
        Right.READ_RETENTION: "list_due list_legal_holds list_erasures read_erasure list_erasure_requests",
        Right.RUN_RETENTION: "run_retention",
        Right.SAY_ENDINGS: "say_ending",
        Right.PLACE_LEGAL_HOLDS: "place_legal_hold sign_legal_hold lift_legal_hold",
        Right.READ_ARCHIVE: "read_archive",
        # of nobody, or of hashes alone
        Right.READ_POLICIES: "list_policies",
        Right.READ_STATISTICS: "list_statistics read_statistics",
        Right.READ_EVENT_TYPES: "list_event_types",
        Right.READ_AUDIT_HEADS: "read_log list_heads prove_consistency",
        Right.READ_AUDIT_LOG: "read_leaves",
        Right.READ_ACCOUNT: "read_account",
        # the service itself
        Right.CHANGE_SUBSCRIPTIONS: "subscribe change_subscription unsubscribe renew_secret redeliver "
        "discard",
        Right.READ_SUBSCRIPTIONS: "list_subscriptions read_subscription list_deliveries read_events",
        Right.MOVE_FACES: "start_reembedding cancel_reembedding",
        Right.READ_FACE_MOVES: "reembedding",
        Right.ROTATE_KEYS: "rotate_keys read_rotation rotate_sealing_key",
        Right.KEEP_STATIONS: "invite_station renew_station_code suspend_station resume_station "
        "retire_station",
        Right.READ_STATIONS: "list_stations read_station",
        Right.MANAGE_ACCOUNTS: "make_account renew_account_link remove_account",
        Right.READ_ACCOUNTS: "list_accounts",
        Right.SEND_PACKETS: "send_packet read_own_station replace_station_key",
        Right.READ_PACKETS: "list_packets read_packet list_refused_packets",
    }
)

OPEN: Final = frozenset(("live", "ready", "status", "enrol_station"))
"""Operations that answer whoever reaches them. `status` tells counts to those alone who may have them;
a station enrols by its one-time code."""

OPEN_TO_ISSUERS: Final = frozenset(("end_session",))
"""Open as well, where an issuer says who people are: its word of an ended session is signed."""

_PAGES: Final = (
    "/v1/openapi.json / /people /people/{person} /adjudication /adjudication/cases /gates /web/{name} "
    "/gates/papers/{passage} /gates/intake /gates/enrolment /gates/entry /gates/exit /gates/closing "
    "/gates/release /gates/departure /gates/return /gates/waiting /statistics /statistics/{name}.csv "
    "/board /board/figures /offices /injuries /retention /packets /roll-call /watchlists /clock "
    "/console/waiting /console/waiting/{file}"
)
_SIGNING_IN: Final = (
    "/sign-in /signed-in /sign-out /signed-out /session /.well-known/oauth-protected-resource "
    "/issuer/.well-known/openid-configuration /issuer/keys /issuer/authorize /issuer/token /issuer/end"
)
PAGES: Final = frozenset((*_PAGES.split(), *_SIGNING_IN.split()))
"""Pages and their files. They hold nothing of anybody: what they show, they ask these operations for. On the
way to be known nobody is known yet."""

RIGHTS: Final[Mapping[str, Right]] = MappingProxyType(
    {operation: right for right, named in OPERATIONS.items() for operation in named.split()}
)


def is_open(operation: str) -> bool:
    """Whether an operation, or a page by its path, asks nobody who they are."""
    return operation in OPEN | OPEN_TO_ISSUERS or operation in PAGES
