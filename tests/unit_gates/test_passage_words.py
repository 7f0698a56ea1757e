"""Every reason of the gates of visits, release, absence has its sentence, and every sentence its reason."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from api.contract import words
from api.gates.absence.departure import DEPARTURE
from api.gates.absence.homecoming import RETURN
from api.gates.decision import Finding, Outcome
from api.gates.release.book import RELEASE
from api.gates.rule import RuleBook
from api.gates.visits.enrolment import ENROLMENT
from api.gates.visits.entry import ENTRY
from api.gates.visits.exit import EXIT
from api.gates.visits.locking import CLOSING
from tests.support.absence_rows import DEPARTURES, RETURNS
from tests.support.at_doors import ABSENCES, RELEASES
from tests.support.closing_rows import CLOSING_ROWS
from tests.support.door_rows import IDENTITY_ROWS, ORDER_ROWS, RELEASE_ROWS, SIGNATURE_ROWS
from tests.support.enrolment_rows import ENROLMENT_ROWS
from tests.support.exit_rows import EXIT_ROWS
from tests.support.permission_rows import PERMISSION_ROWS
from tests.support.rule_rows import Row, codes_of
from tests.support.visiting import VISITS
from tests.support.visitor_rows import VISITOR_ROWS

TABLES: list[tuple[RuleBook[Any, Any], Any, Iterable[Row]]] = [
    (ENROLMENT, VISITS, ENROLMENT_ROWS),
    (ENTRY, VISITS, [*VISITOR_ROWS, *PERMISSION_ROWS]),
    (EXIT, VISITS, EXIT_ROWS),
    (CLOSING, VISITS, CLOSING_ROWS),
    (RELEASE, RELEASES, [*ORDER_ROWS, *IDENTITY_ROWS, *SIGNATURE_ROWS, *RELEASE_ROWS]),
    (DEPARTURE, ABSENCES, DEPARTURES),
    (RETURN, ABSENCES, RETURNS),
]


def findings() -> Iterator[Finding]:
    """Everything that the tables make rules say."""
    for book, policy, rows in TABLES:
        rules = {rule.name: rule for rule in book.rules}
        for row in rows:
            found = rules[row.rule](row.evidence, row.policy or policy, row.now)
            if found is not None:
                yield found


FOUND = list(findings())
REASONS = [found.reason for found in FOUND]
SAID = {reason.code for reason in REASONS}


def test_every_reason_that_stands_in_a_rule_is_said_in_a_table() -> None:
    written = codes_of("visits", "doors", "release", "absence")
    assert len(written) > 100
    assert written - SAID == set()


def test_every_reason_has_words_and_no_words_are_left_over() -> None:
    told = {key.split(".")[1] for key in words.texts("en") if key.startswith("gate.")}
    assert SAID - told == set()
    assert {code for code in told if not code.startswith("intake-")} == SAID


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_sentence_lacks_a_parameter(language: str) -> None:
    for reason in REASONS:
        said = words.reason(reason.code, reason.parameters, language)
        assert "?" not in said.title + said.advice, reason
        assert not re.search(r"\{\w+\}", said.title + said.advice)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_hold_never_reads_like_an_admission(language: str) -> None:
    outcomes: dict[str, set[Outcome]] = {}
    for found in FOUND:
        said = words.reason(found.reason.code, found.reason.parameters, language)
        assert said.advice.endswith(".")
        outcomes.setdefault(said.title, set()).add(found.outcome)
    assert [title for title, told in outcomes.items() if len(told) > 1] == []


@pytest.mark.parametrize(
    ("language", "finger"), [("en", "fingerprint"), ("es", "huella"), ("fr", "empreinte")]
)
def test_a_modality_reads_in_words(language: str, finger: str) -> None:
    assert finger in words.reason("prisoner-modality-missing", {"modality": "finger"}, language).title


@pytest.mark.parametrize(
    "book", [ENROLMENT, ENTRY, EXIT, CLOSING, RELEASE, DEPARTURE, RETURN], ids=lambda b: b.gate
)
def test_every_rule_has_a_name_of_its_own_and_explains_itself(book: RuleBook[Any, Any]) -> None:
    names = [rule.name for rule in book.rules]
    assert len(set(names)) == len(names)
    for rule in book.rules:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
        assert rule.__doc__
        assert rule.__doc__.strip().endswith(".")
