"""A repeat is answered as the first was, carried out once, and never mistaken for another request."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from api.registry import facilities, idempotency
from api.registry.errors import RepeatDiffers
from api.registry.facilities import Facility
from api.registry.idempotency import Answer, Asked
from api.registry.ids import uuid7
from api.registry.registry import Registry
from api.registry.unit import Unit
from tests.support.registry import DAY, NOW

ASKED = Asked("case-system", "POST /v1/orders", "7f3a", "digest-of-the-body")


def _carry_out(unit: Unit, asked: Asked = ASKED) -> Answer:
    """Register one more facility, and answer with its id."""

    def work() -> Answer:
        new = Facility(uuid7(), uuid7().hex[-12:], "San Pedro", "America/La_Paz", 1)
        facilities.add(unit, new)
        return Answer(201, "application/json", json.dumps({"id": str(new.id)}), {"Location": f"/x/{new.id}"})

    return idempotency.once(unit, asked, work)


def _made(registry: Registry) -> int:
    with registry.reading() as view:
        return len(facilities.every(view))


def test_a_repeat_gets_the_first_answer_and_does_nothing(registry: Registry) -> None:
    with registry.reading() as view:
        assert idempotency.answered(view, ASKED) is None
    with registry.writing(NOW) as unit:
        first = _carry_out(unit)
    with registry.writing(NOW) as unit:
        assert _carry_out(unit) == first
        assert idempotency.answered(unit, ASKED) == first
    assert _made(registry) == 1


def test_a_key_serves_one_caller_route_and_request(registry: Registry) -> None:
    with registry.writing(NOW) as unit:
        _carry_out(unit)
        for field in ("caller", "route", "key"):
            _carry_out(unit, replace(ASKED, **{field: "another"}))
        with pytest.raises(RepeatDiffers):
            _carry_out(unit, replace(ASKED, request="another-digest"))
        with pytest.raises(RepeatDiffers):
            idempotency.answered(unit, replace(ASKED, request="another-digest"))
    assert _made(registry) == 4


def test_of_many_repeats_at_once_one_is_carried_out_and_all_get_its_answer(registry: Registry) -> None:
    def ask(_: int) -> Answer:
        with registry.writing(NOW) as unit:
            return _carry_out(unit)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(16)))
    assert len({answer.body for answer in answers}) == 1
    assert _made(registry) == 1


def test_what_failed_is_carried_out_when_it_comes_again(registry: Registry) -> None:
    def fail_after_writing() -> None:
        with registry.writing(NOW) as unit:
            _carry_out(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert _made(registry) == 0
    with registry.writing(NOW) as unit:
        _carry_out(unit)
    assert _made(registry) == 1


def test_old_answers_are_forgotten(registry: Registry) -> None:
    with registry.writing(NOW) as unit:
        first = _carry_out(unit)
    with registry.writing(NOW + DAY) as unit:
        assert idempotency.forget(unit, NOW) == 0
        assert idempotency.forget(unit, NOW + DAY) == 1
        assert _carry_out(unit) != first
