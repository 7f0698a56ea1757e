"""Events of every gate: what its rules have told to particular parties, what is overdue, who is silent."""

from typing import ClassVar

from api.events.facts import Code, Facts, Instant, RecordId, Topic


class GateNotice(Facts):
    """A rule of a gate has something told to the parties that it names; `topic` says what, such as
    "intake.order-forged". It addresses those parties alone."""

    type: ClassVar = "gate.notice"
    decision_id: RecordId
    gate: Code
    topic: Topic


class PassageOverdue(Facts):
    """A deadline of what is held at a gate has passed: the decider that the policy names has not settled the
    matter."""

    type: ClassVar = "passage.overdue"
    passage_id: RecordId
    gate: Code
    matter: Code | Topic
    decider: Code
    due: Instant


class GateSilent(Facts):
    """A gate that says that it is there has said nothing for longer than its house allows; `heard_at` is when
    it did last. Which gate it is stands under its number in `GET /v1/facilities/CODE/gates`."""

    type: ClassVar = "gate.silent"
    gate_id: RecordId
    heard_at: Instant


class GateBack(Facts):
    """A gate whose silence was told is heard again."""

    type: ClassVar = "gate.back"
    gate_id: RecordId
    heard_at: Instant


TYPES: tuple[type[Facts], ...] = (GateNotice, PassageOverdue, GateSilent, GateBack)
