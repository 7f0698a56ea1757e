"""Every reason of the intake gate has its sentence, every sentence its reason; every rule explains itself."""

import re
from pathlib import Path

import pytest

from api.contract import words
from api.gates.clock.detention import ClockState
from api.gates.decision import Outcome
from api.gates.intake.book import INTAKE
from api.gates.orders import OrderDefect
from tests.support.newcomer_rows import NEWCOMER_ROWS
from tests.support.receiving import STRICT
from tests.support.reception_rows import RECEPTION_ROWS

RULES = {rule.name: rule for rule in INTAKE.rules}
FOUND = [
    found
    for row in (*RECEPTION_ROWS, *NEWCOMER_ROWS)
    if (found := RULES[row.rule](row.evidence, row.policy or STRICT, row.now))
]
SAID = {found.reason.code for found in FOUND}
SOURCES = "\n".join(
    path.read_text("utf-8") for path in (Path(__file__).parents[2] / "api/gates/intake").glob("*.py")
)


def test_every_reason_that_stands_in_a_rule_is_said_in_a_table() -> None:
    written = set(re.findall(r'"(intake-[a-z-]+)"', SOURCES))
    assert len(written) > 60
    assert written | {f"intake-order-{defect}" for defect in OrderDefect} == SAID


def test_every_reason_has_words_and_no_words_are_left_over() -> None:
    told = {key.split(".")[1] for key in words.texts("en") if key.startswith("gate.intake-")}
    assert told == SAID


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_is_whole(language: str) -> None:
    for found in FOUND:
        said = words.reason(found.reason.code, found.reason.parameters, language)
        assert "?" not in said.title + said.advice, found.reason
        assert not re.search(r"\{\w+\}", said.title + said.advice)
        assert said.advice.endswith(".")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_hold_never_reads_like_an_admission(language: str) -> None:
    titles: dict[str, set[Outcome]] = {}
    for found in FOUND:
        said = words.reason(found.reason.code, found.reason.parameters, language)
        titles.setdefault(said.title, set()).add(found.outcome)
    assert [title for title, outcomes in titles.items() if len(outcomes) > 1] == []


@pytest.mark.parametrize("rule", INTAKE.rules, ids=lambda rule: rule.name)
def test_every_rule_has_a_name_of_its_own_and_explains_itself(rule: object) -> None:
    name = vars(type(rule))["name"]
    assert [one.name for one in INTAKE.rules].count(name) == 1
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert type(rule).__doc__
    assert str(type(rule).__doc__).strip()[-1] in ".)"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_state_of_the_clock_has_words(language: str) -> None:
    shown = {"days": 12, "limit": 30, "left": 18}
    for state in (*ClockState, "unlimited"):
        said = words.text(f"clock.{state}", language, shown)
        assert "12" in said
        assert "?" not in said
