"""Searches beyond a gate's galleries, and what can be wrong with an order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.gates.evidence import GalleryKind, OrderKind, Signature
from api.gates.galleries import MATTER, Warrant, WarrantDefect, forbids
from api.gates.orders import OrderDefect, defects
from api.policies import shipped
from tests.support.gate_evidence import DAY, HERE, HOUR, NOW, signed
from tests.support.receiving import ORDER

POLICY = shipped("almendra-penal-norte").galleries  # two supervisors or auditors, within 24 hours
OWN = frozenset({GalleryKind.CUSTODY})
VISITORS, STAFF = frozenset({GalleryKind.VISITORS}), frozenset({GalleryKind.STAFF})
WARRANT = Warrant(VISITORS, "2026/77", signed((MATTER, "bea"), (MATTER, "eva"), at=NOW - HOUR))
MISSING, OTHERS, NO_CASE, TOO_FEW, OVER = WarrantDefect


@pytest.mark.parametrize(
    ("asked", "warrant", "wrong"),
    [
        (OWN, None, ()),
        (frozenset[GalleryKind](), None, ()),
        (OWN | VISITORS, None, (MISSING,)),
        (OWN | VISITORS, WARRANT, ()),
        (STAFF, WARRANT, (OTHERS,)),
        (VISITORS | STAFF, WARRANT, (OTHERS,)),
        (VISITORS, replace(WARRANT, case="  "), (NO_CASE,)),
        (VISITORS, replace(WARRANT, signed=WARRANT.signed[:1]), (TOO_FEW,)),
        (VISITORS, replace(WARRANT, signed=WARRANT.signed[:1] * 2), (TOO_FEW,)),  # one officer twice
        (VISITORS, replace(WARRANT, signed=signed((MATTER, "bea"), ("other", "eva"))), (TOO_FEW,)),
        (VISITORS, replace(WARRANT, signed=signed((MATTER, "b"), (MATTER, "e"), role="gate")), (TOO_FEW,)),
        (VISITORS, replace(WARRANT, signed=signed((MATTER, "b"), (MATTER, "e"), at=NOW - DAY)), (TOO_FEW,)),
        (VISITORS, replace(WARRANT, signed=signed((MATTER, "b"), (MATTER, "e"), at=NOW + HOUR)), (TOO_FEW,)),
        (STAFF, Warrant(VISITORS, "", ()), (OTHERS, NO_CASE, TOO_FEW)),
        (VISITORS, replace(WARRANT, ends=NOW + HOUR), ()),
        (VISITORS, replace(WARRANT, ends=NOW), (OVER,)),
    ],
)
def test_any_other_search_needs_a_warrant_of_two(
    asked: frozenset[GalleryKind], warrant: Warrant | None, wrong: tuple[WarrantDefect, ...]
) -> None:
    assert forbids(asked, OWN, warrant, POLICY, NOW) == wrong


def test_all_defects_of_an_order_are_told_the_gravest_first() -> None:
    wreck = replace(
        ORDER,
        signature=Signature.INVALID,
        revoked_at=NOW,
        used_at=NOW,
        kind=OrderKind.RELEASE,
        facility="south",
        expires_at=NOW - DAY,
    )
    wrong = defects(wreck, kind=OrderKind.COMMITMENT, facility=HERE, now=NOW)
    assert wrong == (
        OrderDefect.FORGED,
        OrderDefect.REVOKED,
        OrderDefect.USED,
        OrderDefect.WRONG_KIND,
        OrderDefect.WRONG_FACILITY,
        OrderDefect.EXPIRED,
    )
    assert list(wrong) == [one for one in OrderDefect if one in wrong]


def test_an_order_is_valid_from_its_first_instant_to_before_its_last() -> None:
    order = replace(ORDER, valid_from=NOW, expires_at=NOW + HOUR)
    tick = timedelta(microseconds=1)
    moments = (NOW - tick, NOW, NOW + HOUR - tick, NOW + HOUR)
    assert [defects(order, kind=order.kind, facility=HERE, now=at) for at in moments] == [
        (OrderDefect.NOT_YET_VALID,),
        (),
        (),
        (OrderDefect.EXPIRED,),
    ]
