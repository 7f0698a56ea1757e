"""In this process, with eyes that read names: all decisions are as written, and no rule can be spared."""

from collections import defaultdict
from itertools import product

import pytest

from api.gates.absence.departure import DEPARTURE
from api.gates.absence.homecoming import RETURN
from api.gates.decision import Gate, Outcome
from api.gates.intake.book import INTAKE
from api.gates.release.book import RELEASE
from api.gates.visits.enrolment import ENROLMENT
from api.gates.visits.entry import ENTRY
from api.gates.visits.exit import EXIT
from tests.support.story.weighing import Weighed

pytestmark = pytest.mark.timeout(900)  # the story itself is told in the first test's set-up

BOOKS = {book.gate: book for book in (INTAKE, ENROLMENT, ENTRY, EXIT, RELEASE, DEPARTURE, RETURN)}


def test_every_gate_admits_holds_and_refuses(weighed: list[Weighed]) -> None:
    """The story itself holds every decision against what is written, while it is told."""
    outcomes = {(one.decision.gate, one.decision.outcome) for one in weighed}
    assert outcomes == set(product(BOOKS, Outcome))


def test_without_any_rule_a_decision_of_the_story_would_be_another(weighed: list[Weighed]) -> None:
    at_gate: dict[Gate, list[Weighed]] = defaultdict(list)
    for one in weighed:
        at_gate[one.decision.gate].append(one)
    spared = [
        f"{gate}: {rule.name}"
        for gate, book in BOOKS.items()
        for rule in book.rules
        if not any(one.changed_without(rule.name) for one in at_gate[gate])
    ]
    assert spared == []
