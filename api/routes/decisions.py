"""A gate's decision as a wire type, with every reason in the reader's language."""

from api.contract import words
from api.contract.gates import DeadlineOut, DecisionOut, FindingOut
from api.desks.case import Decided
from api.gates.decision import Countersign, Deadline, Finding
from api.reasons import reason_out
from api.registry.idempotency import Answer

JSON = "application/json"


def decision_out(decided: Decided, language: str) -> DecisionOut:
    """All that a gate said, and what it waits for."""
    decision, follows = decided.decision, decided.decision.consequences
    return DecisionOut(
        passage_id=decided.passage.id,
        decision_id=decided.decision_id,
        gate=decision.gate.value,
        outcome=decision.outcome.value,
        sentence=words.text(f"decision.{decision.gate}.{decision.outcome}", language),
        person_id=decided.passage.person_id,
        reasons=[finding_out(found, language) for found in decision.reasons],
        findings=[finding_out(found, language) for found in decision.findings],
        awaited=list(dict.fromkeys(one.matter for one in follows if isinstance(one, Countersign))),
        deadlines=[
            DeadlineOut(matter=one.matter, decider=one.decider, due=one.due)
            for one in follows
            if isinstance(one, Deadline)
        ],
        reviews=list(decided.reviews),
        papers=list(decided.papers),
        policy=decision.policy,
        at=decision.at,
    )


def decision_answer(decided: Decided, language: str) -> Answer:
    """The same as it is kept for a repeat of the request."""
    return Answer(200, JSON, decision_out(decided, language).model_dump_json())


def finding_out(found: Finding, language: str) -> FindingOut:
    """What one rule found, in words."""
    said = reason_out(found.reason, language)
    return FindingOut(
        rule=found.rule,
        outcome=found.outcome.value,
        code=said.code,
        parameters=said.parameters,
        title=said.title,
        advice=said.advice,
    )
