"""Nobody goes free but on a good order, that serves once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.gates.decision import Notify, Outcome, Party
from api.gates.evidence import OrderKind, Signature
from api.registry import custody, decisions, holds, movements, orders
from api.registry.errors import Conflict, NotInCustody, NotOnRecord
from api.registry.movements import MovementKind
from api.registry.orders import OrderStatus
from tests.support.house import ELSEWHERE, House, person_id, said
from tests.support.releases import (
    FREED,
    GATE,
    LOOKALIKE,
    ask,
    free,
    free_or_refused,
    in_custody,
    ordered,
    placed,
    told,
    with_five,
)


@pytest.fixture
def prison(house: House) -> House:
    """Five are held."""
    return with_five(house)


@pytest.mark.parametrize(
    ("changes", "rule", "code", "outcome"),
    [
        ({"signature": Signature.INVALID}, "order-signed", "order-forged", Outcome.REFUSE),
        ({"signature": Signature.UNKNOWN_KEY}, "order-signed", "order-unsigned", Outcome.HOLD),
        ({"signature": Signature.PAPER}, "order-signed", "order-unsigned", Outcome.HOLD),
        ({"kind": OrderKind.COURT}, "order-there", "order-of-another-kind", Outcome.REFUSE),
        ({"person_id": person_id(LOOKALIKE)}, "order-names-person", "order-for-another", Outcome.REFUSE),
        ({"person_id": None}, "order-names-person", "order-names-nobody-on-record", Outcome.HOLD),
    ],
)
def test_nobody_goes_on_an_order_that_is_not_good(
    prison: House, changes: dict[str, Any], rule: str, code: str, outcome: Outcome
) -> None:
    kept = free_or_refused(prison, ordered(prison, **changes))
    assert said(kept)[rule] == code
    assert kept.decision.outcome is outcome
    assert in_custody(prison)


def test_an_order_for_another_house_waits_for_the_court(prison: House) -> None:
    held = free(prison, ordered(prison, facility_id=prison.elsewhere()))
    assert said(held)["order-for-here"] == "order-elsewhere"
    assert Notify(Party.COURT, "release.order-elsewhere") in held.decision.consequences
    assert in_custody(prison)


def test_without_an_order_nobody_goes(prison: House) -> None:
    refused = ask(prison, None)
    assert said(refused) | {"order-there": "order-missing"} == said(refused)
    assert refused.decision.outcome is Outcome.REFUSE
    with pytest.raises(NotOnRecord):
        ask(prison, UUID(int=99))
    assert told(prison) == ["release.refused"]


def test_an_order_that_expired_in_our_hands_holds_and_is_told(prison: House) -> None:
    order = ordered(prison)
    prison.clock.advance(timedelta(days=8))
    held = free(prison, order)
    assert held.decision.outcome is Outcome.HOLD
    assert said(held)["order-in-time"] == "order-expired"
    parties = {one.party for one in held.decision.consequences if isinstance(one, Notify)}
    assert {Party.COURT, Party.DEFENDER} <= parties
    with prison.registry.reading() as view:
        kept = decisions.one(view, held.decision_id)
    assert set(kept.addressed) == {party.value for party in parties}  # also when the events are forgotten
    assert in_custody(prison)


def test_a_used_order_frees_nobody_again(prison: House) -> None:
    order = ordered(prison)
    assert free(prison, order).decision.outcome is Outcome.ADMIT
    once_more = ask(prison, order)
    assert once_more.decision.outcome is Outcome.REFUSE
    assert said(once_more)["order-stands"] == "order-used"
    held = ask(prison, ordered(prison, "2"))
    with pytest.raises(NotInCustody):
        prison.sign(held.passage.id, GATE)


def test_another_courts_hold_keeps_whom_the_first_sets_free(prison: House) -> None:
    asked = ask(prison, ordered(prison))
    hold = placed(prison)
    refused = prison.sign(asked.passage.id, GATE)
    assert refused.decision.outcome is Outcome.REFUSE
    assert said(refused)["no-other-hold"] == "release-other-hold"
    assert in_custody(prison)
    with prison.registry.writing(prison.clock.now()) as unit:
        holds.lift(unit, hold, by="case-system")
    prison.clock.advance(timedelta(minutes=1))
    freed = free(prison, ordered(prison, "2"))
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)


def committed(house: House, number: str = "9", **changes: Any) -> UUID:
    """Another court commits who is held here already."""
    return house.order(number, person_id=person_id(FREED), **changes)


@pytest.mark.parametrize("signature", [Signature.VALID, Signature.PAPER, Signature.UNKNOWN_KEY])
def test_another_courts_commitment_that_nobody_carried_out_keeps_like_a_hold(
    prison: House, signature: Signature
) -> None:
    order = committed(prison, signature=signature)
    refused = free_or_refused(prison, ordered(prison))
    assert refused.decision.outcome is Outcome.REFUSE
    (found,) = refused.decision.reasons
    assert (found.rule, found.reason.code) == ("no-other-hold", "release-other-hold")
    assert found.reason.parameters["authority"] == "Juzgado Tercero"
    assert Notify(Party.DEFENDER, "release.other-hold") in refused.decision.consequences
    assert in_custody(prison)
    with prison.registry.writing(prison.clock.now()) as unit:
        orders.revoke(unit, order)
    freed = free(prison, ordered(prison, "2"))
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)


@pytest.mark.parametrize(
    "changes",
    [{"signature": Signature.INVALID}, {"kind": OrderKind.COURT}, {"expires": timedelta(hours=1)}],
    ids=["forged", "to court", "expired"],
)
def test_an_order_that_commits_nobody_keeps_nobody(prison: House, changes: dict[str, Any]) -> None:
    if "expires" in changes:
        changes = {"expires": prison.clock.now() + changes["expires"]}
    committed(prison, **changes)
    prison.clock.advance(timedelta(hours=2))
    freed = free(prison, ordered(prison))
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)


def test_the_commitment_on_which_somebody_came_keeps_them_no_longer(prison: House) -> None:
    order = committed(prison)
    with prison.registry.writing(prison.clock.now()) as unit:
        orders.claim(unit, order, UUID(int=1))
    assert free(prison, ordered(prison)).decision.outcome is Outcome.ADMIT


def test_a_house_sets_nobody_free_whom_another_holds(prison: House) -> None:
    there = prison.elsewhere()
    order = ordered(prison, facility_id=there)
    with pytest.raises(NotInCustody):
        ask(prison, order, facility=ELSEWHERE)
    assert in_custody(prison)
    with prison.registry.writing(prison.clock.now()) as unit:
        custody.place(unit, custody.open_of(unit, person_id(FREED)), facility_id=there, wing=None)
    freed = free(prison, order, facility=ELSEWHERE)
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)


@pytest.mark.parametrize("late_one", [placed, committed])
def test_a_hold_that_comes_between_weighing_and_writing_counts(
    prison: House, monkeypatch: pytest.MonkeyPatch, late_one: Callable[[House], UUID]
) -> None:
    desk, late = prison.gates.release, iter([True])
    decide = type(desk).decide

    def overtaken(*weighed: Any) -> Any:
        decision = decide(*weighed)
        if decision.outcome is Outcome.ADMIT and next(late, False):
            ThreadPoolExecutor(1).submit(late_one, prison).result()
        return decision

    asked = ask(prison, ordered(prison))
    monkeypatch.setattr(type(desk), "decide", overtaken)
    refused = prison.sign(asked.passage.id, GATE)
    assert said(refused)["no-other-hold"] == "release-other-hold"
    assert in_custody(prison)


def test_an_order_serves_once_of_fifty_at_once(prison: House) -> None:
    order = ordered(prison)
    asked = [ask(prison, order).passage.id for _ in range(50)]

    def signed(passage: UUID) -> Outcome:
        try:
            return prison.sign(passage, GATE).decision.outcome
        except Conflict:  # the custody ended between the weighing and the writing, again and again
            return Outcome.REFUSE

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(signed, asked))
    with prison.registry.reading() as view:
        (episode,) = custody.of(view, person_id(FREED))
        lines = [one.kind for one in movements.of_episode(view, episode.id)]
        assert orders.one(view, order).status is OrderStatus.USED
        outcomes_stored = [one.outcome for one in decisions.about(view, person_id(FREED))]
    assert lines.count(MovementKind.RELEASE) == 1
    assert outcomes_stored.count("admit") == 1
    assert set(outcomes) <= {Outcome.ADMIT, Outcome.REFUSE}
    assert told(prison).count("release.done") == 1


def test_two_orders_free_one_person_once(prison: House) -> None:
    asked = [ask(prison, ordered(prison, str(n))).passage.id for n in range(2)]

    def signed(passage: UUID) -> str:
        try:
            return prison.sign(passage, GATE).decision.outcome
        except Conflict:  # nobody is held any more, or this one was closed with the release
            return "conflict"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(signed, asked)) == ["admit", "conflict"]
    with prison.registry.reading() as view:
        statuses = [orders.numbered(view, "Juzgado Tercero", str(n)) for n in range(2)]
    assert sorted(one.status for one in statuses if one) == [OrderStatus.OPEN, OrderStatus.USED]
