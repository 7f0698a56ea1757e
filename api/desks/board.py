"""The board of a house, read from the store in one moment of it, under the policy of the day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from api.board.figures import (
    Absent,
    Places,
    Visiting,
    away_figures,
    custody_figures,
    tag_of_board,
    visitor_figures,
    waiting_figures,
)
from api.board.heard import Heard, gate_figures
from api.clock import Clock
from api.contract.board import BoardOut, ClockFigures
from api.desks.detention import clock_counts
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.gates.absence.evidence import AbsenceKind
from api.gates.clock.detention import ClockState
from api.gates.days import legal_day
from api.gates.policy import Policy
from api.registry import facilities, presence, standing
from api.registry.facilities import Facility
from api.registry.presence import PresenceKind
from api.registry.standing import Away, Housed
from api.registry.store import Store
from api.registry.unit import View

Counts = Mapping[ClockState, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A board, as JSON, and the tag of what it says."""

    board: BoardOut
    tag: str

    @property
    def json(self) -> str:
        """As it travels."""
        return self.board.model_dump_json()


@dataclass(frozen=True, slots=True)
class _Counted:
    """Detention clocks as they were counted: when, on which legal day, under which policy."""

    at: datetime
    day: date
    policy: str
    states: Counts


@dataclass(frozen=True, slots=True)
class Boards:
    """Reads boards. Thread-safe; may block.

    clocks_kept: how long detention clocks are not counted again, on the same day and under the same policy:
    they cost nine times what all else does, and change by days.
    """

    store: Store
    clock: Clock
    policies: PolicyShelf
    clocks_kept: timedelta = timedelta(0)
    _counted: dict[str, _Counted] = field(default_factory=dict)

    def read(self, code: str) -> Snapshot:
        """How a house stands now. Raises NotOnRecord."""
        now = self.clock.now()
        policy = self._policy(code, now)
        with self.store.reading() as view:
            house = facilities.coded(view, code)
            states = None if policy is None else self._clocks(view, house, policy, now)
            board = board_of(view, house, policy, now, states)
        return Snapshot(board, tag_of_board(board))

    def _clocks(self, view: View, house: Facility, policy: Policy, now: datetime) -> Counts:
        today, kept = legal_day(now, policy.scope.zone), self._counted.get(house.code)
        if kept and now - kept.at < self.clocks_kept and (kept.day, kept.policy) == (today, policy.sha256):
            return kept.states
        states = clock_counts(view, house.id, policy, now)
        self._counted[house.code] = _Counted(now, today, policy.sha256, states)
        return states

    def _policy(self, code: str, now: datetime) -> Policy | None:
        try:
            return self.policies.of(code, now)
        except NoPolicy:
            return None


def board_of(
    view: View, house: Facility, policy: Policy | None, now: datetime, states: Counts | None
) -> BoardOut:
    """How a house stands at an instant. policy: of the house today; None where it has none.

    states: how many detention clocks stand in each state; None where nobody can tell.
    """
    housed = standing.housed(view, house.id)
    absent = [_absent(one, policy) for one in standing.away(view, house.id)]
    inside = [Visiting(one.visit_id, one.since, one.until) for one in standing.inside(view, house.id)]
    waiting = [(one.gate.value, one.since) for one in standing.waiting(view, house.id)]
    heard = [
        Heard(one.name, one.heard_at, one.ahead) for one in presence.at(view, house.id, PresenceKind.GATE)
    ]
    return BoardOut(
        facility=house.code,
        name=house.name,
        zone=house.zone,
        as_of=now,
        custody=custody_figures(_by_wing(housed), len(absent), _places(house)),
        away=away_figures(absent, standing.arriving(view, house.id), now),
        visitors=visitor_figures(inside, now),
        clock=None if states is None else _clock(states),
        without_case_file=sum(one.no_file for one in housed),
        waiting=waiting_figures(waiting),
        gates=gate_figures(heard, now),
    )


def _absent(one: Away, policy: Policy | None) -> Absent:
    """A line of the ledger without an hour is due when the longest absence of its kind would be over."""
    if policy is None:
        return Absent(one.kind.value, one.due_back, None)
    due = one.due_back or one.left_at + policy.absence.longest[AbsenceKind(one.kind)]
    return Absent(one.kind.value, due, due + policy.absence.grace)


def _by_wing(housed: list[Housed]) -> dict[str | None, int]:
    return {one.wing: one.held for one in housed}


def _places(house: Facility) -> Places:
    return Places(house.capacity, [(one.code, one.name, one.capacity) for one in house.wings])


def _clock(states: Counts) -> ClockFigures:
    return ClockFigures(over=states[ClockState.OVER], near=states[ClockState.NEAR])
