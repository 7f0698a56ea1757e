"""When a clock crosses a line: each crossing is told once, however often the clock is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.errors import DeploymentError
from api.gates.clock.detention import ClockReading


class Crossing(StrEnum):
    """What somebody must hear of."""

    NEAR = "near"
    OVER = "over"
    EASED = "eased"  # below a line again: a suspension, an extension or a correction was recorded
    LAPSED = "lapsed"  # the court's last day has passed; over comes with it
    CASE_FILE_MISSING = "case-file-missing"
    CASE_FILE_FOUND = "case-file-found"


class ClockWentBack(DeploymentError):
    """The time is earlier than when this clock was last looked at."""

    code = "clock-went-back"
    advice = "An administrator must set the machine's time right; the deadlines are not judged until then."


@dataclass(frozen=True, slots=True)
class Mark:
    """How a clock stood when it was last looked at: what is stored of it between two looks."""

    at: datetime
    near: bool = False
    over: bool = False
    case_file: bool = True
    lapsed: bool = False


def look(last: Mark, reading: ClockReading, now: datetime) -> tuple[Mark, tuple[Crossing, ...]]:
    """The mark to be stored, and what was crossed since the last one. Raises ClockWentBack.

    Whoever was over and is no longer, and is over again, crosses twice. A look that comes late and finds
    somebody over tells that alone: near is past.
    """
    if now < last.at:
        raise ClockWentBack(
            f"It is {now.isoformat()}, but this clock was looked at {last.at.isoformat()}.",
            now=now.isoformat(),
            last=last.at.isoformat(),
        )
    mark = Mark(now, near=reading.near, over=reading.over, case_file=reading.case_file, lapsed=reading.lapsed)
    crossed = []
    if mark.over and not last.over:
        crossed.append(Crossing.OVER)
    elif mark.near and not last.near and not last.over:
        crossed.append(Crossing.NEAR)
    elif (last.over and not mark.over) or (last.near and not mark.near and not mark.over):
        crossed.append(Crossing.EASED)
    if mark.lapsed and not last.lapsed:
        crossed.append(Crossing.LAPSED)
    if last.case_file and not mark.case_file:
        crossed.append(Crossing.CASE_FILE_MISSING)
    if mark.case_file and not last.case_file:
        crossed.append(Crossing.CASE_FILE_FOUND)
    return mark, tuple(crossed)
