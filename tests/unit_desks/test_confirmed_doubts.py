"""Somebody passes in spite of a doubt, and reviewers confirm it: who must know is told, and can mend it."""

from uuid import UUID

import pytest

from api.adjudication.errors import NotInDispute
from api.adjudication.judgement import Judgement
from api.desks.case import Decided
from api.gates.decision import Outcome
from api.registry import bans, outbox
from api.registry.outbox import Content
from tests.support.house import House, said, shown
from tests.unit_desks.test_enrolment_desk import ban, enrol

KNOWN, OTHER = 11, 60
ALIKE = 2
"""An impression of a face that leaves a doubt: neither a match nor none."""


def in_doubt(house: House) -> tuple[UUID, Decided]:
    """A visitor with a right finger is banned; another with a left one, not unlike them, is enrolled."""
    known = enrol(house, samples=(shown(KNOWN)[0], shown(KNOWN)[2]), documents=()).passage.person_id
    assert known is not None
    ban(house, known)
    passed = enrol(house, samples=(shown(OTHER)[1], shown(KNOWN, ALIKE)[2]), documents=())
    assert passed.decision.outcome is Outcome.ADMIT
    assert said(passed)["not-banned-by-another-name"] == "visitor-ban-in-doubt"
    return known, passed


def say(house: House, reviewer: str, judgement: Judgement) -> None:
    """A reviewer takes what waits and answers it, twice: the first answer may be lost on its way."""
    desk = house.service.adjudication
    review = desk.next_review(reviewer)
    assert review is not None
    for _ in range(2):
        desk.judge(review.id, reviewer, judgement)


def told(house: House) -> list[Content]:
    """Of confirmed doubts, since the last time."""
    with house.registry.writing(house.clock.now()) as unit:
        numbered = outbox.number(unit, 500)
    return [one.content for one in numbered if one.content.type == "decision.doubt-confirmed"]


@pytest.mark.parametrize("disputed", [False, True])
def test_the_supervisor_is_told_once_with_case_and_both_numbers(house: House, disputed: bool) -> None:
    known, passed = in_doubt(house)
    (case,) = passed.reviews
    say(house, "bea", Judgement.SAME)
    assert told(house) == [], "one reviewer alone confirms nothing"
    say(house, "cleo", Judgement.DIFFERENT if disputed else Judgement.SAME)
    if disputed:
        assert told(house) == []
        house.service.adjudication.rule(case, "chief", Judgement.SAME, "The ears are the same.")
        with pytest.raises(NotInDispute):
            house.service.adjudication.rule(case, "chief", Judgement.SAME, "The ears are the same.")
    (notice,) = told(house)
    assert (notice.facility, notice.parties) == (house.code, ("supervisor",))
    newcomer = passed.passage.person_id
    assert newcomer is not None
    facts = notice.facts
    assert (facts["case_id"], facts["decision_id"]) == (str(case), str(passed.decision_id))
    assert (facts["person_id"], facts["same_as_id"]) == (str(newcomer), str(known))
    house.service.relinking.merge(into=known, source=newcomer, case_id=case, by="chief")
    with house.registry.reading() as view:
        assert bans.is_banned(view, known, house.clock.now()), "the ban binds the one record there is"


@pytest.mark.parametrize("judgement", [Judgement.DIFFERENT, Judgement.CANNOT_TELL])
def test_a_doubt_that_nobody_confirms_is_told_to_nobody(house: House, judgement: Judgement) -> None:
    in_doubt(house)
    for reviewer in ("bea", "cleo"):
        say(house, reviewer, judgement)
    assert told(house) == []


def test_what_a_gate_can_still_heed_is_its_own_matter(house: House) -> None:
    ban(house, house.visitor(KNOWN))
    held = enrol(house, KNOWN)
    assert held.decision.outcome is Outcome.HOLD
    for reviewer in ("bea", "cleo"):
        say(house, reviewer, Judgement.SAME)
    assert told(house) == []
    assert house.again(held.passage.id).decision.outcome is Outcome.REFUSE
