"""Every asking of a gate takes the same way, whatever the gate:

    read        what was captured becomes templates
    gather      the desk reads the store and compares
    decide      the gate's rules, pure
    write       decision, consequences and, if the gate admits, what it admits to: in one transaction

Reading and comparing take most of the time and no lock. So the store may have changed when it is written to:
what depends on it (an order that is used once, one visit at a time) is claimed there by conditions of the
store itself, and where one fails the asking is weighed anew.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from api.audit.act import told
from api.auth.actor import Actor, Role
from api.clock import Clock
from api.contract.gates import Presented
from api.desks.breaking_off import break_off
from api.desks.capture import captured_of
from api.desks.case import Case, Decided
from api.desks.desk import Desk
from api.desks.policies import PolicyShelf
from api.desks.writing import Weighed, write
from api.gates.decision import Deadline, Gate
from api.gates.evidence import Attendance, Signed
from api.registry import adjudication, deadlines, decisions, facilities, idempotency, passages
from api.registry.errors import Conflict, RepeatDiffers
from api.registry.idempotency import Answer, Asked
from api.registry.ids import uuid7
from api.registry.passages import Ending, Passage, PassageState
from api.registry.store import Store
from api.registry.unit import Unit, View
from api.sampling import captured
from api.serving import Sight
from api.stages import spent, stage
from api.stations.taking_up import take_up, unpacked
from matcher.domain import Sample

ATTEMPTS = 3
"""Whoever loses a race so often in a row has met something else than a race."""

Render = Callable[[Decided], Answer]
AnyDesk = Desk[Any, Any, Any]


class Eyes(Protocol):
    """What makes templates of samples, and what compares them: `api.service.IdentityService`."""

    def see(self, samples: Sequence[Sample]) -> Sight:
        """What samples give. Raises NotReady, and the errors of extraction."""

    def writing(self, sight: Sight) -> AbstractContextManager[Callable[[Collection[UUID]], None]]:
        """Lends the order of writes, and what tells searches of whom was written. Raises ServingChanged."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer, and what it was rendered from; None where a repeat was answered and nothing done."""

    answer: Answer
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class Held:
    """A passage, the code of the facility where it was asked for, and by when who must settle what."""

    passage: Passage
    facility: str
    deadlines: Sequence[Deadline]
    read: datetime


@dataclass(frozen=True, slots=True)
class Gatehouse:
    """Thread-safe; every method may block."""

    store: Store
    eyes: Eyes
    policies: PolicyShelf
    clock: Clock

    def ask(self, desk: AnyDesk, request: Presented, actor: Actor, once: Asked, render: Render) -> Answer:
        """Ask a gate for the first time; once: under which key, so that a repeat is known.

        Raises RepeatDiffers, Conflict, NoPolicy, NotOnRecord, PacketNotWaiting, and the errors of extraction.
        """
        with stage("store"), self.store.reading() as view:
            if (answered := idempotency.answered(view, once)) is not None:
                return answered
            facility = facilities.coded(view, request.facility)
            subject = desk.subject(view, request)
            request, packet_id = unpacked(view, request, facility)
        opened = Passage(
            id=uuid7(),
            gate=desk.book.gate,
            facility_id=facility.id,
            asked_at=self.clock.now(),
            officer=actor.id,
            person_id=subject,
            state=PassageState.OPEN,
            settled_at=None,
            decision_id=None,
            asked=request.model_dump_json().encode(),
        )

        def write_first(unit: Unit, weighed: Weighed) -> Settled:
            done: list[Decided] = []

            def work() -> Answer:
                done.append(write(unit, desk, weighed, passages.begin(unit, opened)))
                if packet_id is not None:
                    take_up(unit, packet_id, opened, facility.code)
                return render(done[0])

            return Settled(idempotency.once(unit, once, work), next(iter(done), None))

        return self._weigh_and_write(desk, opened, request, write_first)

    def held(self, facility: str, after: UUID | None, most: int) -> Sequence[Held]:
        """Up to `most` that wait at a facility, the longest first, after one. Raises NotOnRecord."""
        with self.store.reading() as view:
            here = facilities.coded(view, facility)
            waiting = passages.waiting(view, here.id, after, most)
            due = deadlines.of(view, [one.id for one in waiting])
            now = self.clock.now()
            return [Held(one, here.code, due.get(one.id, ()), now) for one in waiting]

    def passage(self, passage_id: UUID) -> Held:
        """One asking, settled or not. Raises NotOnRecord."""
        with self.store.reading() as view:
            found = passages.one(view, passage_id)
            due = deadlines.of(view, [found.id]).get(found.id, ())
            code = facilities.one(view, found.facility_id).code
            return Held(found, code, due, self.clock.now())

    def abandon(self, passage_id: UUID) -> None:
        """Break a held passage off: what waits with it is destroyed, its reviews are withdrawn.

        Raises NotOnRecord, Conflict for one that is settled.
        """
        with self.store.writing(self.clock.now()) as unit:
            waiting = passages.one(unit, passage_id, locked=True)
            break_off(unit, waiting, Ending.BY_OFFICER)
        self.store.scrub()

    def gate_of(self, passage_id: UUID) -> Gate:
        """At which gate a passage was asked for. Raises NotOnRecord."""
        with self.store.reading() as view:
            return passages.one(view, passage_id).gate

    def again(self, desk: AnyDesk, passage_id: UUID, render: Render) -> Answer:
        """Decide a passage that is held anew: an officer signed, a reviewer looked, an order came.

        desk: that of the passage's gate. Raises NotOnRecord, Conflict for one that is settled, and what `ask`
        raises.
        """
        with self.store.reading() as view:
            waiting = passages.one(view, passage_id)
        passages.require_open(waiting)
        request = desk.asks.model_validate_json(waiting.asked or b"")

        def write_again(unit: Unit, weighed: Weighed) -> Settled:
            decided = write(unit, desk, weighed, passages.one(unit, passage_id, locked=True))
            return Settled(render(decided), decided)

        return self._weigh_and_write(desk, waiting, request, write_again)

    def sign(self, desk: AnyDesk, passage_id: UUID, matter: str, actor: Actor, render: Render) -> Answer:
        """Another officer agrees to a matter; then the passage is decided anew.

        Raises SameOfficer, AlreadyOnRecord, and what `again` raises.
        """
        with self.store.writing(self.clock.now()) as unit:
            waiting = passages.one(unit, passage_id, locked=True)
            passages.require_open(waiting)
            assert waiting.decision_id is not None  # noqa: S101 - it was decided when it was asked
            decisions.countersign(unit, waiting.decision_id, matter, officer=actor.id, role=_signs_as(actor))
        return self.again(desk, passage_id, render)

    def _weigh_and_write(
        self,
        desk: AnyDesk,
        passage: Passage,
        request: Presented,
        put: Callable[[Unit, Weighed], Settled],
    ) -> Answer:
        """See, weigh, write; and once more where the store changed in between."""
        for attempt in range(ATTEMPTS):
            seen = self._see(request)
            weighed = self._weigh(desk, passage, request, seen)
            try:
                with stage("store"), self.eyes.writing(seen) as wrote:
                    with self.store.writing(weighed.case.now) as unit:
                        settled = put(unit, weighed)
                    wrote(settled.decided.written if settled.decided else ())
            except RepeatDiffers:
                raise
            except Conflict:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                if settled.decided is not None and settled.decided.erased:
                    self.store.scrub()
                return settled.answer
        raise AssertionError("unreachable")

    def _see(self, request: Presented) -> Sight:
        seen = self.eyes.see(captured(request.samples, request.absent_fingers))
        spent("decode", sum(one.made.decode_ms for one in seen.read))
        spent("extraction", sum(one.made.extract_ms for one in seen.read))
        return seen

    def _weigh(self, desk: AnyDesk, passage: Passage, request: Presented, seen: Sight) -> Weighed:
        now = self.clock.now()
        with stage("store"), self.store.reading() as view:
            facility = facilities.one(view, passage.facility_id)
            attendance = _attendance(view, passage)
            case = Case(
                passage=passage,
                facility=facility,
                policy=self.policies.of(facility.code, now),
                asked=request,
                seen=seen,
                captured=captured_of(seen.read, request.exceptions, attendance),
                attendance=attendance,
                verdicts=adjudication.verdicts(view, passages.reviews(view, passage.id)),
                now=now,
            )
            evidence = desk.gather(view, case)
        with stage("rules"):
            decision = desk.decide(case, evidence)
        told(
            facility=facility.code,
            outcome=decision.outcome.value,
            purpose=desk.book.gate.value,
            basis=getattr(request, "legal_basis", None) or f"policy/{case.policy.scope.name}",
            reference=f"passage/{passage.id}",
        )
        return Weighed(case, evidence, decision)


def _signs_as(actor: Actor) -> Role:
    """A supervisor who also keeps a gate signs as supervisor: what the lesser role may sign, so may they."""
    return Role.SUPERVISOR if Role.SUPERVISOR in actor.roles else min(actor.roles)


def _attendance(view: View, passage: Passage) -> Attendance:
    """Who asked, and all that others signed on any of its decisions."""
    signed = (
        Signed(one.matter, one.officer, one.role, one.at)
        for decision_id in passages.decisions(view, passage.id)
        for one in decisions.countersigned(view, decision_id)
    )
    return Attendance(passage.officer, tuple(signed))
