"""In this process, with eyes that read names: all decisions are as written, and no rule can be spared."""

import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from api.gates.absence.departure import DEPARTURE
from api.gates.absence.homecoming import RETURN
from api.gates.decision import Gate, Outcome
from api.gates.intake.book import INTAKE
from api.gates.release.book import RELEASE
from api.gates.visits.enrolment import ENROLMENT
from api.gates.visits.entry import ENTRY
from api.gates.visits.exit import EXIT
from tests.support.story.halves import half_done
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


def test_everything_that_the_story_left_is_whole(left_store: Path) -> None:
    assert half_done(left_store) == []


@pytest.mark.parametrize(
    ("spoils", "told"),
    [
        ("DELETE FROM visit WHERE id = (SELECT max(id) FROM visit)", "visit of"),
        ("DELETE FROM episode WHERE id = (SELECT max(id) FROM episode)", "custody of"),
        ("DELETE FROM movement WHERE kind = 'release'", "release of"),
        ("UPDATE passage SET state = 'refused' WHERE state = 'admitted'", "its decision says admit"),
        ("UPDATE court_order SET decision_id = NULL", "order of"),
    ],
)
def test_what_is_there_by_halves_is_found(left_store: Path, tmp_path: Path, spoils: str, told: str) -> None:
    spoilt = Path(shutil.copy(left_store, tmp_path / "umbral.db"))
    with closing(sqlite3.connect(spoilt)) as database, database:
        database.execute(spoils)
    assert any(told in one for one in half_done(spoilt))
