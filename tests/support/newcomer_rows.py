"""What the rules of intake say of who somebody is: named, known before, inside already, on a list."""

from dataclasses import replace

from api.gates.decision import Outcome
from api.gates.evidence import ExceptionReason, GalleryKind
from matcher.domain import Decision
from tests.support.gate_evidence import HOUR, NOW, OTHER, PRISONER, attended, compared, same, search
from tests.support.receiving import (
    ARRIVING,
    EVERYWHERE,
    LENIENT,
    ORDER,
    arriving,
    former,
    found,
    inside,
    listed,
)
from tests.support.rule_rows import Row

ADMIT, HOLD, REFUSE = Outcome
MATCH, DOUBTFUL, NO_MATCH = Decision
NAMED = replace(ORDER, person_id=PRISONER)
WATCHED, BANNED = GalleryKind.WATCHLISTS, GalleryKind.BANNED_VISITORS
FAILED, BANDAGED = ExceptionReason.DEVICE_FAILED, ExceptionReason.BANDAGED
STALE = attended(("intake.no-case-file", "bea"), at=NOW - 3 * HOUR)

IDENTITY = [
    Row("person-named", ARRIVING, None, None),
    Row("person-named", arriving(order=None), None, None),
    Row("person-named", arriving(order=NAMED, named=compared(PRISONER)), ADMIT, "intake-person-named"),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, DOUBTFUL)),
        HOLD,
        "intake-person-named-doubtful",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, contradicted=True)),
        HOLD,
        "intake-person-named-doubtful",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, NO_MATCH)),
        HOLD,
        "intake-not-person-named",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, NO_MATCH), verdicts=same(PRISONER, False)),
        REFUSE,
        "intake-not-person-named-confirmed",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER), verdicts=same(PRISONER, False)),
        REFUSE,
        "intake-not-person-named-confirmed",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, NO_MATCH), verdicts=same(PRISONER)),
        ADMIT,
        "intake-person-named",
    ),
    Row("person-named", arriving(order=NAMED), HOLD, "intake-person-named-not-compared"),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(OTHER)),  # somebody else was compared
        HOLD,
        "intake-person-named-not-compared",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, DOUBTFUL, finger=None, face=None)),
        HOLD,
        "intake-person-named-not-compared",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, attendance=attended(("intake.named-not-compared", "bea"))),
        ADMIT,
        "intake-person-named-comparison-owed",
    ),
    Row(
        "person-named",
        found(former(PRISONER), order=NAMED, received_as=PRISONER, bearing_name=frozenset({PRISONER})),
        HOLD,
        "intake-person-named-not-compared",  # a search is no comparison with the one whom the order names
    ),
    Row("one-identity", ARRIVING, None, None),
    Row("one-identity", arriving(order=NAMED, received_as=PRISONER), ADMIT, "intake-identity-agrees"),
    Row("one-identity", arriving(order=NAMED, received_as=OTHER), HOLD, "intake-identity-differs"),
    Row("one-identity", arriving(order=NAMED, named=compared(PRISONER)), HOLD, "intake-identity-differs"),
]

KNOWN = [
    Row("searched", ARRIVING, ADMIT, "intake-searched"),
    Row("searched", arriving(search=None), HOLD, "intake-not-searched"),
    Row("searched", found(complete=False), HOLD, "intake-not-searched"),
    Row("searched", arriving(search=search(EVERYWHERE - {WATCHED})), HOLD, "intake-not-searched"),
    Row(
        "searched",
        arriving(search=None, attendance=attended(("intake.unsearched", "bea"))),
        ADMIT,
        "intake-search-owed",
    ),
    Row("not-inside-already", ARRIVING, ADMIT, "intake-not-inside"),
    Row("not-inside-already", arriving(search=None), None, None),
    Row("not-inside-already", found(inside()), HOLD, "intake-inside-already"),
    Row("not-inside-already", found(inside(decision=DOUBTFUL)), ADMIT, "intake-not-inside"),
    Row("not-inside-already", found(replace(inside(), contradicted=True)), ADMIT, "intake-not-inside"),
    Row("not-inside-already", found(inside(), verdicts=same(PRISONER)), HOLD, "intake-inside-confirmed"),
    Row(
        "not-inside-already",
        found(inside(decision=DOUBTFUL), verdicts=same(PRISONER)),
        HOLD,
        "intake-inside-confirmed",
    ),
    Row("not-inside-already", found(inside(), verdicts=same(PRISONER, False)), ADMIT, "intake-not-inside"),
    Row("known-before", ARRIVING, ADMIT, "intake-not-known"),
    Row("known-before", arriving(search=None), None, None),
    Row("known-before", found(former()), HOLD, "intake-likely-known"),
    Row("known-before", found(former(), received_as=OTHER), ADMIT, "intake-not-known"),
    Row("known-before", found(former(), verdicts=same(OTHER)), HOLD, "intake-known-person"),
    Row("known-before", found(former(), verdicts=same(OTHER, False)), ADMIT, "intake-not-known"),
    Row("known-before", found(former(decision=DOUBTFUL)), HOLD, "intake-perhaps-known"),
    Row("known-before", found(replace(former(), contradicted=True)), HOLD, "intake-perhaps-known"),
    Row("known-before", found(inside(decision=DOUBTFUL)), HOLD, "intake-perhaps-known"),
    Row(
        "known-before", found(former(decision=DOUBTFUL)), ADMIT, "intake-perhaps-known-later", policy=LENIENT
    ),
    Row(
        "known-before",
        found(former(), inside(decision=DOUBTFUL), received_as=OTHER),
        ADMIT,
        "intake-not-known",  # their own record is shown: a doubt about another says little
    ),
    Row(
        "known-before",
        found(former(decision=DOUBTFUL), inside(decision=DOUBTFUL), received_as=OTHER),
        HOLD,
        "intake-perhaps-known",
    ),
    Row("own-record", ARRIVING, None, None),
    Row(
        "own-record",
        found(former(), received_as=OTHER, bearing_name=frozenset({OTHER})),
        ADMIT,
        "intake-returning",
    ),
    Row("own-record", found(former(), received_as=OTHER), HOLD, "intake-alias-unconfirmed"),
    Row("own-record", found(former(), received_as=OTHER, verdicts=same(OTHER)), ADMIT, "intake-alias"),
    Row(
        "own-record",
        found(former(), received_as=OTHER, bearing_name=frozenset({OTHER}), verdicts=same(OTHER, False)),
        HOLD,
        "intake-record-of-another",
    ),
    Row(
        "own-record",
        found(former(decision=DOUBTFUL), received_as=OTHER, bearing_name=frozenset({OTHER})),
        HOLD,
        "intake-record-not-shown",
    ),
    Row(
        "own-record",
        arriving(named=compared(PRISONER), received_as=PRISONER, bearing_name=frozenset({PRISONER})),
        ADMIT,
        "intake-returning",
    ),
    Row("own-record", arriving(search=None, received_as=OTHER), HOLD, "intake-record-not-compared"),
    Row(
        "own-record",
        arriving(search=None, received_as=OTHER, attendance=attended(("intake.record-unproven", "bea"))),
        ADMIT,
        "intake-record-comparison-owed",
    ),
    Row("on-watchlist", ARRIVING, ADMIT, "intake-on-no-list"),
    Row("on-watchlist", arriving(search=None), None, None),
    Row("on-watchlist", found(listed(WATCHED)), HOLD, "intake-on-list"),
    Row("on-watchlist", found(listed(WATCHED, DOUBTFUL)), ADMIT, "intake-on-no-list"),
    Row("on-watchlist", found(listed(WATCHED), verdicts=same(OTHER)), ADMIT, "intake-on-list-confirmed"),
    Row("on-watchlist", found(listed(WATCHED), verdicts=same(OTHER, False)), ADMIT, "intake-on-no-list"),
    Row(
        "on-watchlist",
        found(listed(WATCHED), replace(listed(WATCHED), person_id=PRISONER), verdicts=same(OTHER)),
        HOLD,
        "intake-on-list",  # one is certain, and two reviewers have still to look at the other
    ),
    Row("banned-visitor", ARRIVING, ADMIT, "intake-no-banned-visitor"),
    Row("banned-visitor", arriving(search=None), None, None),
    Row("banned-visitor", found(listed(BANNED)), ADMIT, "intake-banned-visitor"),
    Row(
        "banned-visitor",
        found(listed(BANNED), verdicts=same(OTHER)),
        ADMIT,
        "intake-banned-visitor-confirmed",
    ),
    Row(
        "banned-visitor",
        found(former(), listed(BANNED), received_as=OTHER, bearing_name=frozenset({OTHER})),
        ADMIT,
        "intake-banned-visitor-returns",
    ),
    Row("banned-visitor", found(former(), listed(BANNED), received_as=OTHER), ADMIT, "intake-banned-visitor"),
    Row(
        "banned-visitor",
        found(
            listed(BANNED), named=compared(PRISONER), received_as=PRISONER, bearing_name=frozenset({PRISONER})
        ),
        ADMIT,
        "intake-banned-visitor",  # the ban is somebody else's
    ),
]
NEWCOMER_ROWS = [*IDENTITY, *KNOWN]
