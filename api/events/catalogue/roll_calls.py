"""Events of roll-call."""

from typing import ClassVar

from api.events.facts import Count, Facts, RecordId
from api.gates.rollcall.tally import Standing
from api.registry.roll_calls import Extra


class RollCallMissing(Facts):
    """A count was closed without somebody whom it expected."""

    type: ClassVar = "roll-call.missing"
    roll_call_id: RecordId


class RollCallExtra(Facts):
    """A count was closed with somebody whom it did not expect: held elsewhere, recorded as out, or free."""

    type: ClassVar = "roll-call.extra"
    roll_call_id: RecordId
    why: Extra


class RollCallClosed(Facts):
    """A count was closed, and these are its figures; `unknown` are looks at somebody who is like nobody in
    custody, `doubtful` looks that reviewers have not settled yet."""

    type: ClassVar = "roll-call.closed"
    roll_call_id: RecordId
    standing: Standing
    expected: Count
    present: Count
    missing: Count
    extra: Count
    unknown: Count
    doubtful: Count


TYPES: tuple[type[Facts], ...] = (RollCallMissing, RollCallExtra, RollCallClosed)
