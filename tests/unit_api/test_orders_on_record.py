"""Courts' orders: each number once, each order used once, however many ask for it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest

from api.registry import orders
from api.registry.errors import AlreadyOnRecord, NotOnRecord, OrderUnusable
from api.registry.ids import uuid7
from api.registry.orders import OrderStatus, OrderText
from api.registry.registry import Registry
from tests.support.registry import HOUR, NOW, add_person, new_order, registered

PARALLEL = 50


def test_an_order_is_read_as_it_was_registered(registry: Registry) -> None:
    order = registered(registry)
    with registry.reading() as view:
        assert orders.one(view, order.id) == order
        assert orders.numbered(view, " juzgado  TERCERO", "77/26") == order
        assert orders.numbered(view, "Juzgado Tercero", "78/26") is None


def test_a_courts_number_comes_once(registry: Registry) -> None:
    registered(registry)
    again = replace(new_order(), text=OrderText("JUZGADO TERCERO", "77/26", NOW))
    with registry.writing(NOW) as unit:
        with pytest.raises(AlreadyOnRecord):
            orders.register(unit, again)
        # the unit lives on: why it was refused can be stored
        assert orders.numbered(unit, "Juzgado Tercero", "77/26") is not None
    elsewhere = replace(new_order(), text=OrderText("Juzgado Cuarto", "77/26", NOW))
    assert registered(registry, elsewhere).status is OrderStatus.OPEN


def test_an_order_is_used_once(registry: Registry) -> None:
    order, decision = registered(registry), uuid7()
    with registry.writing(NOW + HOUR) as unit:
        orders.claim(unit, order.id, decision)
    with registry.writing(NOW + 2 * HOUR) as unit:
        with pytest.raises(OrderUnusable):
            orders.claim(unit, order.id, uuid7())
        with pytest.raises(OrderUnusable):
            orders.revoke(unit, order.id)
        used = orders.one(unit, order.id)
    assert (used.status, used.settled_at, used.decision_id) == (OrderStatus.USED, NOW + HOUR, decision)
    assert used.version == order.version + 1


def test_a_revoked_order_is_not_used(registry: Registry) -> None:
    order = registered(registry)
    with registry.writing(NOW) as unit:
        orders.revoke(unit, order.id)
        with pytest.raises(OrderUnusable):
            orders.claim(unit, order.id, uuid7())


def test_a_use_that_is_undone_leaves_the_order_open(registry: Registry) -> None:
    order = registered(registry)

    def fail_after_the_claim() -> None:
        with registry.writing(NOW) as unit:
            orders.claim(unit, order.id, uuid7())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_the_claim()
    with registry.reading() as view:
        assert orders.one(view, order.id).status is OrderStatus.OPEN


def test_of_fifty_at_once_one_uses_the_order(registry: Registry) -> None:
    order = registered(registry)

    def claim(decision: UUID) -> bool:
        try:
            with registry.writing(NOW) as unit:
                orders.claim(unit, order.id, decision)
        except OrderUnusable:
            return False
        return True

    decisions = [uuid7() for _ in range(PARALLEL)]
    with ThreadPoolExecutor(PARALLEL) as pool:
        outcomes = list(pool.map(claim, decisions))
    assert sum(outcomes) == 1
    with registry.reading() as view:
        assert orders.one(view, order.id).decision_id == decisions[outcomes.index(True)]


def test_an_unknown_order(registry: Registry) -> None:
    with registry.writing(NOW) as unit, pytest.raises(NotOnRecord):
        orders.claim(unit, uuid7(), uuid7())


def test_whom_an_order_names_is_found_out_later(registry: Registry) -> None:
    order, person = registered(registry), add_person(registry)
    with registry.writing(NOW) as unit:
        orders.names(unit, order, person)
    with registry.reading() as view:
        assert [one.id for one in orders.of_person(view, person)] == [order.id]
