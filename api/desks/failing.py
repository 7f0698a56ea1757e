"""Since when devices are out of order for somebody at a door, as the house itself was told."""

from datetime import datetime, timedelta
from typing import Any, Final

from api.desks.case import Case
from api.registry import decisions, passages
from api.registry.decisions import StoredDecision
from api.registry.passages import Passage, PassageState
from api.registry.unit import View

REPORTED: Final = frozenset({"sensor-failed", "by-hand-unsigned", "custody-search-unsigned"})
"""Reasons of a decision that waited for a device, or for those who stand in for one."""


def failed_at(view: View, case: Case[Any], within: timedelta) -> datetime | None:
    """Since this was first said here of this person at this gate; None where no device failed now.

    An hour that somebody names would be the word of whoever wants to pass without a check. Earlier askings
    are on record, and whoever asks anew, because their signature is stale or another device was tried, does
    not begin to wait anew: each counts that was still held when the next one came, or said it no longer than
    `within` (the gate's limit) before. What was said before somebody passed counts no more, nor what was said
    before a device compared them: that one was not broken.
    """
    if not any(one.reason.of_the_device for one in case.captured.exceptions):
        return None
    since = case.passage.asked_at
    for earlier in passages.earlier(view, case.passage):
        made = [decisions.one(view, one) for one in passages.decisions(view, earlier.id)]
        if earlier.state is PassageState.ADMITTED or any("compared" in one.certainty for one in made):
            break
        said = [one.at for one in made if _reports(one)]
        if said and (_held_at(earlier, since) or since - max(said) <= within):
            since = earlier.asked_at
    return since


def _reports(made: StoredDecision) -> bool:
    return any(found["code"] in REPORTED for found in made.findings)


def _held_at(earlier: Passage, then: datetime) -> bool:
    return earlier.state is PassageState.OPEN or (
        earlier.settled_at is not None and earlier.settled_at >= then
    )
