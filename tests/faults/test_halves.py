"""The verdict on the story that is killed can fail: a gate writes in two steps, and dies in between."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from api.desks.release import desk
from api.gates.decision import Outcome
from api.registry import orders
from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House, person_id
from tests.support.releases import FREED, ask, free, in_custody, ordered, with_five
from tests.support.story.halves import half_done


@pytest.fixture
def prison(where: Where, tmp_path: Path) -> Iterator[House]:
    registry = Registry.open(where, tmp_path / "keys")
    yield with_five(House(registry, SimulatedClock()))
    registry.close()


def about(where: Where, what: str) -> list[str]:
    """What is told of orders, or of releases. The prisoners here came through no gate: that is told too."""
    return [one for one in half_done(where) if one.startswith(what)]


def test_a_release_is_whole(prison: House, where: Where) -> None:
    assert free(prison, ordered(prison)).decision.outcome is Outcome.ADMIT
    assert about(where, "order") == about(where, "release") == []


def test_a_gate_that_died_before_its_second_step_is_found_out(
    prison: House, where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It commits what it decided, and would have committed what follows from it next."""

    def decided_alone(*_: object) -> UUID:
        return person_id(FREED)

    monkeypatch.setattr(desk, "discharge", decided_alone)
    assert free(prison, ordered(prison)).decision.outcome is Outcome.ADMIT
    assert in_custody(prison)
    (order,), (release,) = about(where, "order"), about(where, "release")
    assert order.endswith("is missing")
    assert release.endswith("is missing")


def test_a_gate_that_began_with_its_second_step_is_found_out(prison: House, where: Where) -> None:
    order = ordered(prison)
    held = ask(prison, order)
    assert about(where, "order") == []
    with prison.registry.writing(prison.clock.now()) as unit:
        orders.claim(unit, order, held.decision_id)
    (told,) = about(where, "order")
    assert told.endswith("came from nowhere")
