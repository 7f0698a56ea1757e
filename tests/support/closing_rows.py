"""What rules say at closing time: the area against the record, one thing at a time."""

from datetime import timedelta
from uuid import UUID

from api.gates.decision import Outcome
from api.gates.evidence import GalleryKind
from api.gates.rollcall.observations import Observation, Round
from api.gates.visits.closing import reconcile
from api.gates.visits.evidence import VisitFacts
from api.gates.visits.locking import Locking
from matcher.domain import Decision
from tests.support.gate_evidence import CHILD, GUARDIAN, HOUR, NOW, OTHER, VISITOR, candidate
from tests.support.rule_rows import Row
from tests.support.visiting import visit


def seen(number: int, person: UUID | None, decision: Decision = Decision.MATCH) -> Observation:
    """A look at somebody in the visiting area."""
    who = candidate(person, decision, gallery=GalleryKind.VISITORS) if person else None
    return Observation(UUID(int=300 + number), NOW, "ana", who)


def rounds(*looks: Observation, ended: bool = True) -> Round:
    """A walk through the area."""
    return Round(frozenset(looks), NOW if ended else None)


def locking(*visits: VisitFacts, looks: tuple[Observation, ...] = (), ended: bool = True) -> Locking:
    """What is weighed when the area is to be locked."""
    return Locking(reconcile(visits, rounds(*looks, ended=ended)), NOW - timedelta(minutes=5))


HERE = visit(1)
GONE = visit(2, left=NOW - HOUR / 4)
ALONE = visit(3, CHILD, guardian=GUARDIAN)
ADMIT, HOLD = Outcome.ADMIT, Outcome.HOLD
EMPTY = locking(GONE)

CLOSING_ROWS = [
    Row("searched", EMPTY, ADMIT, "closing-searched"),
    Row("searched", locking(GONE, ended=False), HOLD, "closing-search-under-way"),
    Row("area-empty", EMPTY, ADMIT, "closing-area-empty"),
    Row("area-empty", locking(HERE, looks=(seen(1, VISITOR),)), HOLD, "closing-still-inside"),
    Row("exits-recorded", EMPTY, ADMIT, "closing-exits-recorded"),
    Row("exits-recorded", locking(HERE), HOLD, "closing-left-unseen"),
    Row("exits-recorded", locking(HERE, ended=False), HOLD, "closing-unaccounted"),
    Row("exits-recorded", locking(visit(4, entered=NOW + HOUR)), HOLD, "closing-unaccounted"),
    Row("nobody-after-exit", EMPTY, ADMIT, "closing-nobody-after-exit"),
    Row("nobody-after-exit", locking(GONE, looks=(seen(1, VISITOR),)), HOLD, "closing-inside-after-exit"),
    Row("visits-known", EMPTY, ADMIT, "closing-visits-known"),
    Row("visits-known", locking(looks=(seen(1, OTHER),)), HOLD, "closing-without-visit"),
    Row("visits-known", locking(looks=(seen(1, None),)), HOLD, "closing-without-visit"),
    Row("nobody-in-doubt", EMPTY, ADMIT, "closing-nobody-in-doubt"),
    Row("nobody-in-doubt", locking(looks=(seen(1, OTHER, Decision.DOUBTFUL),)), HOLD, "closing-in-doubt"),
    Row("no-minor-alone", EMPTY, ADMIT, "closing-no-minor-alone"),
    Row("no-minor-alone", locking(ALONE, looks=(seen(1, CHILD),)), HOLD, "closing-minor-alone"),
]
