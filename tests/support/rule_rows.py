"""Tables of what rules say, and books with a rule torn out."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from api.gates.decision import GateDecision, Outcome
from api.gates.rule import RuleBook
from tests.support.gate_evidence import NOW

GATES = Path(__file__).parents[2] / "api/gates"


@dataclass(frozen=True)
class Row:
    """What one rule says of some evidence; code None: nothing."""

    rule: str
    evidence: Any
    outcome: Outcome | None
    code: str | None
    policy: Any = None
    now: datetime = NOW

    def __str__(self) -> str:
        return f"{self.rule}-{self.code}"


def decided(book: RuleBook[Any, Any], row: Row, policy: Any) -> GateDecision:
    """The whole book's answer on a row."""
    return book.decide(row.evidence, row.policy or policy, under="made-up@1", now=row.now)


def without(book: RuleBook[Any, Any], rule: str) -> RuleBook[Any, Any]:
    """The book with one rule torn out."""
    left = tuple(one for one in book.rules if one.name != rule)
    assert len(left) == len(book.rules) - 1
    return RuleBook(book.gate, left)


def needed_rules(book: RuleBook[Any, Any], rows: Sequence[Row], policy: Any) -> Iterator[str]:
    """The rules without which somebody would pass whom the book stops."""
    for row in rows:
        stopped = decided(book, row, policy).outcome is not Outcome.ADMIT
        if stopped and decided(without(book, row.rule), row, policy).outcome is Outcome.ADMIT:
            yield row.rule


def codes_of(*folders: str) -> set[str]:
    """Every reason code that stands in the rules of some folders: strings that begin with a known word."""
    found: set[str] = set()
    for folder in folders:
        for path in (GATES / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Said":
                    found |= set(_strings(node.args[1]))
    return found


def _strings(node: ast.expr) -> Iterable[str]:
    """The codes that an expression may become; a code that is put together is left to its own test."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*_strings(node.body), *_strings(node.orelse)]
    return []
