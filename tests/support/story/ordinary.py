"""What every rule says of somebody with whom nothing is out of the ordinary, gate by gate."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

Said = Mapping[str, str]
Changed = dict[str, Any]
"""Rule by rule a code that differs from the ordinary; None: the rule is not asked."""

INTAKE: Final[Said] = MappingProxyType(
    {
        "valid-order": "intake-order-valid",
        "case-file": "intake-case-file-present",
        "no-child": "intake-adult",
        "enough-captured": "intake-captured",
        "searched": "intake-searched",
        "not-inside-already": "intake-not-inside",
        "known-before": "intake-not-known",
        "on-watchlist": "intake-on-no-list",
        "banned-visitor": "intake-no-banned-visitor",
        "hurt-before": "intake-unhurt",
        "arrested-in-time": "intake-arrest-in-time",
        "record-complete": "intake-record-complete",
    }
)
ENROLMENT: Final[Said] = MappingProxyType(
    {
        "notice-current": "visitor-notice-current",
        "consent-heard": "visitor-consent-given",
        "age-known": "visitor-age-known",
        "enough-captured": "visitor-modalities-captured",
        "card-of-one": "visitor-card-of-one",
        "not-banned": "visitor-not-banned",
        "not-banned-by-another-name": "visitor-no-ban-found",
        "not-in-custody": "visitor-no-prisoner",
        "known-once": "visitor-known-once",
    }
)
ENTRY: Final[Said] = MappingProxyType(
    {
        "notice-current": "visitor-notice-current",
        "consent-heard": "visitor-consent-given",
        "age-known": "visitor-age-known",
        "visitor-verified": "visitor-verified",
        "enough-compared": "visitor-modalities-compared",
        "not-banned": "visitor-not-banned",
        "not-banned-by-another-name": "visitor-no-ban-found",
        "known-once": "visitor-known-once",
        "authorised": "visit-authorised",
        "appointed": "visit-appointed",
        "visitor-quota": "visit-within-quota",
        "prisoner-quota": "visit-within-quota",
        "no-sanction": "prisoner-visits-allowed",
        "prisoner-here": "prisoner-present",
        "not-inside": "visitor-not-inside",
        "room-at-the-table": "visitors-have-room",
    }
)
EXIT: Final[Said] = MappingProxyType(
    {
        "visit-open": "exit-visit-open",
        "same-as-entered": "exit-same-person",
        "enough-compared": "visitor-modalities-compared",
        "nobody-in-custody": "exit-nobody-in-custody",
    }
)
_PERSON: Final[Said] = MappingProxyType(
    {
        "is-the-person": "prisoner-confirmed",
        "each-modality": "prisoner-modalities-agree",
        "nobody-else-matches": "nobody-else-matches",
        "officers-signed": "officers-signed",
    }
)
_ORDER: Final[Said] = MappingProxyType(
    {
        "order-there": "order-there",
        "order-signed": "order-signed",
        "order-names-person": "order-names-person",
        "order-stands": "order-stands",
        "order-for-here": "order-for-here",
        "order-in-time": "order-in-time",
    }
)
RELEASE: Final[Said] = MappingProxyType(
    {
        **_ORDER,
        **_PERSON,
        "no-other-hold": "release-no-other-hold",
        "over-detention": "release-in-time",
        "papers-due": "release-papers-due",
    }
)
DEPARTURE: Final[Said] = MappingProxyType(
    {**_ORDER, **_PERSON, "not-away": "prisoner-not-away", "due-set": "absence-due-set"}
)
RETURN: Final[Said] = MappingProxyType(
    {**_PERSON, "was-away": "return-was-away", "back-in-time": "return-in-time"}
)
BY_GATE: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "intake": INTAKE,
        "visitor-enrolment": ENROLMENT,
        "visit-entry": ENTRY,
        "visit-exit": EXIT,
        "release": RELEASE,
        "departure": DEPARTURE,
        "return": RETURN,
    }
)

ANY: Final = "*"
"""Whatever a rule says: of a stranger, whom chance makes more or less like a few people on a list."""

EITHER: Final[Said] = MappingProxyType(
    {
        "intake-perhaps-known-later": "intake-not-known",
        "visitor-ban-in-doubt": "visitor-no-ban-found",
    }
)
"""Doubts that stop nobody. Which strangers leave one is the matcher's matter: up to half of all do."""


def with_changes(gate: str, changed: Changed) -> dict[str, str]:
    """Rule by rule what is said; None: the rule is not asked."""
    told = {**BY_GATE[gate], **changed}
    return {rule: EITHER.get(code, code) for rule, code in told.items() if code is not None}
