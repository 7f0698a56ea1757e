"""Whatever happens at the desks of visits, in whatever order: one inside a visit, nobody inside twice.

A small house, simulated eyes, and a machine of Hypothesis that lets visitors, prisoners and strangers stand
at every door under every visit, with documents, signatures and a closing time. After each step the store is
asked what may never be so.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.adjudication.judgement import Judgement
from api.contract.closing import ClosingRequest
from api.contract.gates import DocumentCheckIn, VisitEntryRequest, VisitExitRequest
from api.desks.case import Decided
from api.gates.decision import Countersign, Outcome
from api.registry import custody, decisions, visitors, visits
from api.registry.closings import Finding
from api.registry.errors import Conflict, SameOfficer
from api.registry.passages import PassageState
from api.registry.registry import Registry
from api.registry.visits import Visit
from tests.support.campaigns import FULL, share
from tests.support.clock import START, SimulatedClock
from tests.support.house import OTHER, House, person_id, shown

PRISONERS, VISITORS, CHILD, STRANGER = (1, 2), (11, 12), 13, 31
PEOPLE = (*PRISONERS, *VISITORS, STRANGER)
MOSTLY = st.sampled_from((True, True, True, False))
DOCUMENT = DocumentCheckIn(document="identity card", genuine=True, agrees=True)


@contextmanager
def small_house(empty: Path) -> Iterator[House]:
    """Two prisoners, two visitors who are expected by both of them, and a child of the first."""
    folder = Path(mkdtemp(prefix="umbral-visits-"))
    registry = Registry.open(Path(shutil.copy(empty, folder / "umbral.db")), folder / "keys")
    try:
        house = House(registry, SimulatedClock())
        for number in PRISONERS:
            house.prisoner(number)
        for number in VISITORS:
            house.visitor(number)
        house.visitor(CHILD, guardian_id=person_id(VISITORS[0]), consented=None)
        with registry.writing(house.clock.now()) as unit:
            child = visitors.one(unit, person_id(CHILD))
            born = date(house.clock.now().year - 6, 1, 1)
            visitors.change(unit, child, details=visitors.VisitorDetails(born=born))
        for visitor in (*VISITORS, CHILD):
            for prisoner in PRISONERS:
                house.authorise(person_id(visitor), person_id(prisoner))
        yield house
    finally:
        registry.close()
        shutil.rmtree(folder)


def all_visits(house: House) -> list[Visit]:
    """Of everybody, past ones too."""
    with house.registry.reading() as view:
        return [one for number in (*VISITORS, CHILD) for one in visits.of_visitor(view, person_id(number))]


class VisitingDays(RuleBasedStateMachine):
    """See above. entered, left: what the desks have admitted, as this machine saw it."""

    held = Bundle("held")

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.opened = small_house(self.empty)
        self.house = self.opened.__enter__()
        self.entered: dict[UUID, int] = {}
        self.left: set[UUID] = set()

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    @initialize()
    def opening_hours(self) -> None:
        """Nobody is inside in the morning; then each visitor comes as they should."""
        assert all_visits(self.house) == []
        for visitor, prisoner in zip(VISITORS, PRISONERS, strict=True):
            self.comes(visitor, prisoner, None, True, None)
        assert len(self.entered) == len(VISITORS)

    @rule(
        target=held,
        visitor=st.sampled_from((*VISITORS, CHILD)),
        prisoner=st.sampled_from(PRISONERS),
        shows=st.sampled_from((None, *PEOPLE)),
        honest=MOSTLY,
        document=st.sampled_from((None, DOCUMENT)),
    )
    def comes(
        self, visitor: int, prisoner: int, shows: int | None, honest: bool, document: DocumentCheckIn | None
    ) -> Decided:
        """Somebody comes as a visitor: themself, somebody else, or with nothing to show."""
        self.house.book(person_id(visitor), person_id(prisoner))
        shows = (None if visitor == CHILD else visitor) if honest else shows
        asked = VisitEntryRequest(
            facility=self.house.code,
            visitor_id=person_id(visitor),
            prisoner_id=person_id(prisoner),
            samples=() if shows is None else shown(shows, 2),
            document=document,
        )
        decided = self.house.ask(self.house.gates.entry, asked)
        if visitor != CHILD and shows not in (None, visitor):
            assert decided.decision.outcome is not Outcome.ADMIT, "a machine took a stranger for the visitor"
        return self._noted(decided)

    @precondition(lambda self: self.entered)
    @rule(
        target=held,
        shows=st.sampled_from((None, *PEOPLE)),
        honest=MOSTLY,
        document=st.sampled_from((None, DOCUMENT)),
        together=MOSTLY,
        data=st.data(),
    )
    def goes(
        self,
        shows: int | None,
        honest: bool,
        document: DocumentCheckIn | None,
        together: bool,
        data: st.DataObject,
    ) -> Decided:
        """Somebody wants to leave under a visit, open or over: its visitor, a prisoner, a stranger."""
        inside = [one for one in self.entered if one not in self.left]
        visit = data.draw(st.sampled_from(inside or list(self.entered)) | st.sampled_from(list(self.entered)))
        visitor = self.entered[visit]
        shows = (None if visitor == CHILD else visitor) if honest else shows
        family = (person_id(CHILD), person_id(VISITORS[0])) if together else ()
        asked = VisitExitRequest(
            facility=self.house.code,
            visit_id=visit,
            samples=() if shows is None else shown(shows, 3),
            document=document,
            leaving_with=family,
        )
        decided = self.house.ask(self.house.gates.exit, asked)
        if shows in PRISONERS:
            assert decided.decision.outcome is not Outcome.ADMIT, "a prisoner walked out"
        return self._noted(decided)

    @rule(passage=held)
    def is_signed(self, passage: Decided) -> None:
        """A second officer agrees to whatever is asked of them."""
        for one in passage.decision.consequences:
            if isinstance(one, Countersign):
                try:
                    self._noted(self.house.sign(passage.passage.id, one.matter))
                except (Conflict, SameOfficer):
                    return

    @rule(passage=consumes(held), judgement=st.sampled_from(Judgement))
    def is_reviewed(self, passage: Decided, judgement: Judgement) -> None:
        """Two reviewers look, right or wrong, and the gate is asked again."""
        self.house.review(judgement)
        try:
            self._noted(self.house.again(passage.passage.id))
        except Conflict:
            return

    @precondition(lambda self: self.house.clock.now() > START + timedelta(days=20))
    @rule(visitor=st.sampled_from(VISITORS))
    def takes_consent_back(self, visitor: int) -> None:
        """Also inside."""
        with self.house.registry.writing(self.house.clock.now()) as unit:
            known = visitors.one(unit, person_id(visitor))
            if known.withdrawn is None:
                visitors.withdraw(unit, known)

    @precondition(lambda self: self.entered.keys() - self.left)
    @rule(ended=st.booleans())
    def closing_time(self, ended: bool) -> None:
        """The area is searched, nobody is found, and a supervisor says of everybody that they left unseen."""
        now = self.house.clock.now()
        with self.house.registry.writing(now) as unit:
            area = self.house.gates.closing.ask(
                unit, ClosingRequest(facility=self.house.code, search_ended=ended), OTHER.id
            )
        for gone in area.found.left_without_exit:
            with self.house.registry.writing(now) as unit:
                reason = "Nobody is there."
                self.house.gates.closing.reconcile(unit, gone.visit_id, Finding.LEFT_UNSEEN, reason, OTHER.id)
            self.left.add(gone.visit_id)

    @rule(days=st.integers(0, 8))
    def time_goes_by(self, days: int) -> None:
        """Quotas free up, appointments pass."""
        self.house.clock.advance(timedelta(days=days, hours=1))

    @invariant()
    def nobody_is_inside_twice(self) -> None:
        """Nor two under one visit: a visit is one visitor's, and each is inside once at the most."""
        inside = [one for one in all_visits(self.house) if one.left is None]
        assert max(Counter(one.visitor_id for one in inside).values(), default=0) <= 1
        assert {one.id for one in inside} == self.entered.keys() - self.left

    @invariant()
    def who_has_left_is_out(self) -> None:
        """Each visit has one exit, decided by one decision that admits, after its entry."""
        gone = [one for one in all_visits(self.house) if one.left is not None]
        assert {one.id for one in gone} == self.left
        assert len({one.exit_decision_id for one in gone}) == len(gone)
        with self.house.registry.reading() as view:
            for one in gone:
                assert one.left is not None
                assert one.exit_decision_id is not None
                assert one.left >= one.entered
                assert decisions.one(view, one.exit_decision_id).outcome == "admit"

    @invariant()
    def every_prisoner_is_still_there(self) -> None:
        """No door of visits lets anybody out of custody."""
        with self.house.registry.reading() as view:
            for number in PRISONERS:
                assert custody.open_of(view, person_id(number)).ended is None

    def _noted(self, decided: Decided) -> Decided:
        """What the desk says it did; nobody leaves who was shown to be a prisoner and nothing else."""
        passage = decided.passage
        if passage.state is PassageState.ADMITTED:
            if passage.gate.value == "visit-entry":
                assert passage.person_id is not None
                self.entered[passage.id] = passage.person_id.int
            else:
                (visit,) = (
                    one for one in all_visits(self.house) if one.exit_decision_id == decided.decision_id
                )
                assert visit.id not in self.left
                self.left.add(visit.id)
        return decided


@pytest.mark.campaign
def test_no_sequence_of_operations_confuses_who_is_inside(empty_file: Path) -> None:
    days = type("Days", (VisitingDays,), {"empty": empty_file})
    asked = settings(
        max_examples=share(120), stateful_step_count=30, deadline=None, derandomize=not FULL, database=None
    )
    run_state_machine_as_test(days, settings=asked)
