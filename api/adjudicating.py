"""Adjudication as the routes use it: cases, reviews and known pairs over the store, shown as pictures.

What a reviewer is told is made here, and it is the same for a case and for a known pair: which finger lies
beside which, how good each print is, and the pictures. No name, score, gallery, date or number of a record.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api import doubts
from api.adjudication.drawing import Chance
from api.adjudication.errors import NothingToCompare, UnknownReview
from api.adjudication.judgement import Judgement
from api.adjudication.parameters import KNOWN_SHARE, LEASE, PROBE_KEPT, PROBES_AT_ONCE
from api.adjudication.rates import ErrorRates
from api.clock import Clock
from api.exhibiting import Pair, drawing, lay_out, likeness
from api.registry import adjudication, adjudication_known, adjudication_sides
from api.registry.adjudication import Probe, StoredCase
from api.registry.belonging import shown
from api.registry.records import NewSample
from api.registry.store import Store
from matcher.domain import Modality
from matcher.extraction import Extractors


@dataclass(frozen=True, slots=True)
class Terms:
    """What a facility's policy may set."""

    lease: timedelta = LEASE
    known_share: float = KNOWN_SHARE


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What is looked at under one number: the pairs as they are shown, left and right. until: of a review."""

    id: UUID
    pairs: tuple[Pair, ...]
    until: datetime | None = None


class AdjudicationDesk:
    """Thread-safe; every method may block. Raises the errors of `api.adjudication.errors`."""

    def __init__(
        self,
        store: Store,
        extractors: Callable[[], Extractors],
        clock: Clock,
        terms: Terms = Terms(),
        chance: Chance | None = None,
    ) -> None:
        """chance: seeded in tests alone; by default the operating system's."""
        self._store = store
        self._extractors = extractors
        self._clock = clock
        self._terms = terms
        self.known_share = terms.known_share
        self._chance = chance or secrets.SystemRandom()

    def open_case(
        self, person_id: UUID, probe: Probe, *, opened_by: str, captured_by: Collection[str]
    ) -> StoredCase:
        """Raises UnknownPerson, NotOnRecord, NothingToCompare: then nothing is opened."""
        with self._store.writing(self._clock.now()) as unit:
            case_id = adjudication.open_case(
                unit, person_id, probe, opened_by=opened_by, captured_by=captured_by
            )
            stored = adjudication.one(unit, case_id)
            lay_out(*adjudication_sides.of_case(unit, stored.row))
        return stored

    def case(self, case_id: UUID) -> StoredCase:
        """Raises UnknownCase."""
        with self._store.reading() as view:
            return adjudication.one(view, case_id)

    def unsettled(
        self, after: UUID | None, most: int, within: Collection[UUID] | None = None
    ) -> Sequence[StoredCase]:
        """Up to `most` cases that wait, the oldest first, after one of them. within: of these facilities."""
        with self._store.reading() as view:
            return adjudication.unsettled(view, *shown("case", within), after=after, most=most)

    def withdraw(self, case_id: UUID) -> None:
        """Raises UnknownCase, CaseNotOpen."""
        with self._store.writing(self._clock.now()) as unit:
            adjudication.withdraw(unit, case_id)

    def next_review(
        self, reviewer: str, within: Collection[UUID] | None = None, themselves: UUID | None = None
    ) -> Exhibit | None:
        """What this officer is to look at now; None: nothing waits for them.

        within: of these facilities. themselves: their own record, which they never judge.
        """
        while (lent := self._lend(reviewer, within, themselves)) is not None:
            try:
                return self.review(lent, reviewer)
            except NothingToCompare:  # what was to be compared has been erased meanwhile
                with self._store.writing(self._clock.now()) as unit:
                    adjudication.set_aside(unit, lent, reviewer)
        return None

    def _lend(self, reviewer: str, within: Collection[UUID] | None, themselves: UUID | None) -> UUID | None:
        now, terms = self._clock.now(), self._terms
        with self._store.writing(now) as unit:
            adjudication.forget_probes(unit, now - PROBE_KEPT, PROBES_AT_ONCE)
            lent = adjudication.lend(
                unit,
                reviewer,
                *shown("case", within),
                lease=terms.lease,
                known_share=terms.known_share,
                chance=self._chance,
                themselves=themselves,
            )
        return None if lent is None else lent.id

    def review(self, review_id: UUID, reviewer: str) -> Exhibit:
        """A review that is under way. Raises UnknownReview, also for one that is answered or over."""
        with self._store.reading() as view:
            row = adjudication.review(view, review_id, reviewer)
            if not row.review.runs(self._clock.now()):
                raise UnknownReview("This review is not under way.")
            first, second = adjudication_sides.of_review(view, row)
        pairs = lay_out(first, second)
        return Exhibit(row.id, tuple(pair.turned() if row.swapped else pair for pair in pairs), row.until)

    def judge(self, review_id: UUID, reviewer: str, judgement: Judgement) -> None:
        """Raises UnknownReview, ReviewOver, AlreadyJudged, CaseNotOpen."""
        with self._store.writing(self._clock.now()) as unit:
            case_id = adjudication.review(unit, review_id, reviewer).case_id
            passage = doubts.passage_of(unit, case_id)
            if adjudication.judge(unit, review_id, reviewer, judgement) and case_id is not None:
                doubts.tell(unit, passage, case_id)

    def give_back(self, review_id: UUID, reviewer: str) -> None:
        """Raises UnknownReview."""
        with self._store.writing(self._clock.now()) as unit:
            adjudication.give_back(unit, review_id, reviewer)

    def dispute(self, case_id: UUID, supervisor: str, themselves: UUID | None = None) -> Exhibit:
        """What the supervisor decides on. Raises UnknownCase, NotInDispute, OwnCase."""
        with self._store.reading() as view:
            stored = adjudication.require_ruler(view, case_id, supervisor, themselves)
            sides = adjudication_sides.of_case(view, stored.row)
        return Exhibit(case_id, lay_out(*sides))

    def rule(
        self,
        case_id: UUID,
        supervisor: str,
        judgement: Judgement,
        grounds: str,
        themselves: UUID | None = None,
    ) -> None:
        """Raises UnknownCase, NotInDispute, OwnCase."""
        with self._store.writing(self._clock.now()) as unit:
            passage = doubts.passage_of(unit, case_id)
            adjudication.rule(unit, case_id, supervisor, judgement, grounds, themselves)
            doubts.tell(unit, passage, case_id)

    def face(self, exhibit: Exhibit, pair: int, right: bool) -> bytes | None:
        """A face as PNG; None where there is no face at this place."""
        shown = _at(exhibit, pair, Modality.FACE)
        return None if shown is None else likeness(shown.second if right else shown.first, self._extractors())

    def drawing(self, exhibit: Exhibit, pair: int) -> str | None:
        """Two prints with their paired minutiae as SVG; None where there are no prints at this place."""
        shown = _at(exhibit, pair, Modality.FINGER)
        return None if shown is None else drawing(shown)

    def add_known(
        self, *, mated: bool, first: Sequence[NewSample], second: Sequence[NewSample], by: str
    ) -> UUID:
        """Raises NothingToCompare: then nothing is entered."""
        with self._store.writing(self._clock.now()) as unit:
            known_id = adjudication_known.add(unit, mated=mated, first=first, second=second, by=by)
            lay_out(*adjudication_sides.of_known(unit, known_id))
        return known_id

    def add_settled(self, case_id: UUID, *, by: str) -> UUID:
        """Raises UnknownCase, CaseNotOpen, AlreadyOnRecord."""
        with self._store.writing(self._clock.now()) as unit:
            return adjudication_known.add_settled(unit, case_id, by=by)

    def known(self) -> tuple[int, int]:
        """How many mated and how many non-mated pairs there are."""
        with self._store.reading() as view:
            return adjudication_known.count(view)

    def rates(self) -> Mapping[str, ErrorRates]:
        """Every reviewer's error rates."""
        with self._store.reading() as view:
            return adjudication_known.rates(view)


def _at(exhibit: Exhibit, number: int, modality: Modality) -> Pair | None:
    if not 0 <= number < len(exhibit.pairs) or exhibit.pairs[number].modality is not modality:
        return None
    return exhibit.pairs[number]
