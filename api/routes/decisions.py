"""A gate's decision as a wire type, with every reason in the reader's language."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.contract import words
from api.contract.gates import DeadlineOut, DecisionOut, FindingOut, LikenessOut
from api.desks.case import Decided
from api.desks.standing import Standing
from api.gates.decision import Countersign, Deadline, Finding, Gate, Outcome
from api.reasons import reason_out
from api.registry.idempotency import Answer
from api.routes.answers import calibration_note, caution
from matcher.calibration import band
from matcher.errors import Remark

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
        visit_id=_begun(decision.gate, decision.outcome, decided.passage.id),
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
        **_certainty(decided.certainty, language),
        policy=decision.policy,
        at=decision.at,
    )


def standing_out(found: Standing, language: str) -> DecisionOut:
    """The same of a decision as it was stored, which tells no papers: those were given when it was made."""
    stored = found.decision
    findings = [_stored_finding(one, language) for one in stored.findings]
    told = {
        "passage_id": found.passage.id,
        "decision_id": stored.id,
        "gate": stored.gate,
        "outcome": stored.outcome,
        "sentence": words.text(f"decision.{stored.gate}.{stored.outcome}", language),
        "person_id": found.passage.person_id,
        "visit_id": _begun(stored.gate, stored.outcome, found.passage.id),
        "reasons": [one for one in findings if one.outcome == stored.outcome],
        "findings": findings,
        "awaited": stored.waits.get("awaited", []),
        "deadlines": stored.waits.get("deadlines", []),
        "reviews": list(found.reviews),
        "papers": [],
        **_certainty(stored.certainty, language),
        "policy": stored.policy,
        "at": stored.at,
    }
    return DecisionOut.model_validate(told)


def decision_answer(decided: Decided, language: str) -> Answer:
    """The same as it is kept for a repeat of the request."""
    return Answer(200, JSON, decision_out(decided, language).model_dump_json())


def _certainty(kept: Mapping[str, Any], language: str) -> dict[str, Any]:
    """How sure the matcher was, in words."""
    sources = kept.get("calibration", {})
    return {
        "compared": likeness_out(kept.get("compared"), False, language),
        "nearest": likeness_out(kept.get("nearest"), True, language),
        "searched": kept.get("searched"),
        "calibration": sources,
        "calibration_note": calibration_note(sources, language),
    }


def likeness_out(one: Mapping[str, Any] | None, searched: bool, language: str) -> LikenessOut | None:
    """A comparison as `api.desks.certainty` keeps it, in words. searched: it is a search's best."""
    if one is None:
        return None
    return LikenessOut(
        llr=one["llr"],
        band=band(one["llr"]),
        sentence=words.likelihood(one["llr"], language),
        chance=one["chance"],
        chance_sentence=words.chance(one["chance"], searched, language),
        needed_llr=one["needed"],
        warning=caution(one["contradicted"], one.get("face_alone", False), language),
    )


def _begun(gate: str, outcome: str, passage_id: UUID) -> UUID | None:
    """The visit that an entry begins bears the passage's number."""
    return passage_id if (gate, outcome) == (Gate.VISIT_ENTRY, Outcome.ADMIT) else None


def _stored_finding(found: Mapping[str, Any], language: str) -> FindingOut:
    said = reason_out(Remark(found["code"], found["parameters"]), language)
    return FindingOut(
        rule=found["rule"],
        outcome=found["outcome"],
        code=said.code,
        parameters=said.parameters,
        title=said.title,
        advice=said.advice,
    )


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
