"""Events of every gate: what its rules have told to particular parties."""

from typing import ClassVar

from api.events.facts import Code, Facts, RecordId, Topic


class GateNotice(Facts):
    """A rule of a gate has something told to the parties that it names; `topic` says what, such as
    "intake.order-forged". It addresses those parties alone."""

    type: ClassVar = "gate.notice"
    decision_id: RecordId
    gate: Code
    topic: Topic


TYPES: tuple[type[Facts], ...] = (GateNotice,)
