"""Events of every gate: what its rules have told to particular parties."""

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


TYPES: tuple[type[Facts], ...] = (GateNotice, PassageOverdue)
