"""A device that fails at a door: whoever asks anew does not begin to wait anew."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.auth.actor import Actor, Role
from api.desks.case import Decided
from api.gates.decision import Deadline, Outcome
from tests.support.house import POLICY, House, person_id, said
from tests.support.releases import BROKEN, FREED, GATE, asking, in_custody, ordered, with_five

RULES = POLICY.release.by_hand
FIRST = Actor("officer-1", frozenset({Role.GATE_OFFICER}))
SECOND = Actor("officer-2", frozenset({Role.GATE_OFFICER, Role.SUPERVISOR}))
QUARTER = timedelta(minutes=15)


@pytest.fixture
def prison(house: House) -> House:
    """Five are held."""
    return with_five(house)


def failing(prison: House, order: UUID, by: Actor = FIRST, freed: int = FREED) -> Decided:
    """An officer asks, and says that nothing captures."""
    request = asking(prison, order, None, exceptions=BROKEN, person_id=person_id(freed))
    return prison.ask(prison.gates.release, request, by=by)


def signed(prison: House, asked: Decided, by: Actor = SECOND) -> Decided:
    """The other officer signs all there is."""
    prison.sign(asked.passage.id, GATE, by)
    return prison.sign(asked.passage.id, "identified-by-hand", by)


@pytest.mark.parametrize("broken_off", [False, True])
def test_two_officers_of_a_night_can_free_somebody_at_the_limit_however_often_they_ask(
    prison: House, broken_off: bool
) -> None:
    """Every quarter of an hour they try another device: no asking ever waits until its own way is open."""
    assert QUARTER < RULES.opens_after < RULES.limit.within
    order, begun = ordered(prison), prison.clock.now()
    asked = failing(prison, order)
    while prison.clock.now() < begun + RULES.limit.within:
        if broken_off:
            prison.gates.house.abandon(asked.passage.id)
        prison.clock.advance(QUARTER)
        asked = failing(prison, order)
    due = [one.due for one in asked.decision.consequences if isinstance(one, Deadline)]
    assert begun + RULES.limit.within in due, "the deadline does not move either"
    freed = signed(prison, asked)
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)
    assert said(freed)["identified-by-hand"] == "by-hand"
    assert not in_custody(prison)


def test_a_signature_that_is_stale_costs_an_asking_and_no_wait(prison: House) -> None:
    """The first officer's word has lapsed when the second one comes, past the limit: they ask once more."""
    order = ordered(prison)
    stale = failing(prison, order)
    prison.clock.advance(POLICY.release.officers.signed_within + timedelta(minutes=1))
    held = signed(prison, stale)
    assert said(held)["officers-signed"] == "officers-missing"
    freed = signed(prison, failing(prison, order))
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)


def test_before_another_device_was_looked_for_no_asking_opens_the_way(prison: House) -> None:
    order = ordered(prison)
    failing(prison, order)
    prison.clock.advance(QUARTER)
    held = signed(prison, failing(prison, order))
    assert said(held)["is-the-person"] == "sensor-failed"


def test_what_was_said_of_somebody_else_counts_for_nobody(prison: House) -> None:
    failing(prison, ordered(prison, "2", freed=FREED + 1), freed=FREED + 1)
    prison.clock.advance(RULES.opens_after)
    held = signed(prison, failing(prison, ordered(prison)))
    assert said(held)["is-the-person"] == "sensor-failed"


def test_what_was_given_up_longer_ago_than_the_limit_counts_no_more(prison: House) -> None:
    order = ordered(prison)
    prison.gates.house.abandon(failing(prison, order).passage.id)
    prison.clock.advance(RULES.limit.within + timedelta(seconds=1))
    held = signed(prison, failing(prison, order))
    assert said(held)["is-the-person"] == "sensor-failed"


def test_a_device_that_compared_them_meanwhile_was_not_broken(prison: House) -> None:
    order = ordered(prison)
    failing(prison, order)
    prison.clock.advance(QUARTER)
    compared = prison.ask(prison.gates.release, asking(prison, order, FREED + 1))
    assert compared.decision.outcome is Outcome.HOLD
    prison.clock.advance(QUARTER)
    held = signed(prison, failing(prison, order))
    assert said(held)["is-the-person"] == "sensor-failed"
