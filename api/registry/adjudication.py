"""Cases in the store: opened by whoever holds a doubtful candidate, lent to reviewers, settled by the rules.

`api.adjudication` says what may happen; each function here reads a case under a lock, asks the rules, and
writes what they answer, in the caller's transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, select

from api.adjudication.case import Case, State
from api.adjudication.drawing import Chance, draw
from api.adjudication.errors import OwnCase, UnknownCase, UnknownReview
from api.adjudication.judgement import Judgement
from api.adjudication.review import Review
from api.gates.evidence import Verdict
from api.registry import adjudication_known as known
from api.registry import circumstances, moved
from api.registry.adjudication_rows import (
    CASES,
    REVIEWS,
    CaseRow,
    ReviewRow,
    destroy,
    keep,
    reviews_of,
    rules_of,
)
from api.registry.adjudication_tables import (
    adjudication_case,
    adjudication_reference,
    adjudication_review,
    adjudication_sample,
)
from api.registry.errors import NotOnRecord
from api.registry.ids import uuid7
from api.registry.records import NewSample
from api.registry.schema import encounter
from api.registry.sealing import key_of_person
from api.registry.unit import Unit, View

Probe = UUID | Sequence[NewSample]
"""An encounter on record, or samples that belong to nobody (yet)."""


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case with what the rules make of it."""

    row: CaseRow
    reviews: tuple[ReviewRow, ...]
    case: Case

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.case.state


def open_case(
    unit: Unit, person_id: UUID, probe: Probe, *, opened_by: str, captured_by: Collection[str]
) -> UUID:
    """Ask whether the probe is of this person; its number. An unsettled case of the same encounter is taken.

    captured_by: officers who captured either side, beside those whom the encounters name. None of them
    reviews it, nor does whoever opens it, who has seen score and name. Raises UnknownPerson, NotOnRecord for
    an encounter.
    """
    key_of_person(unit, person_id)
    of_encounter = probe if isinstance(probe, UUID) else None
    if of_encounter is not None:
        _require_encounter(unit, of_encounter)
        same = (adjudication_case.c.person_id == person_id, adjudication_case.c.encounter_id == of_encounter)
        for running in CASES.find(unit, *same, adjudication_case.c.closed_at.is_(None)):
            return running.id
    # what came to the person together with the probe would speak for the very link that is in question
    aside = set() if of_encounter is None else {of_encounter, *moved.came_with(unit, of_encounter)}
    wanted = select(encounter.c.id).where(encounter.c.person_id == person_id, encounter.c.id.not_in(aside))
    held = unit.connection.execute(wanted).scalars().all()
    compared = held if of_encounter is None else [*held, of_encounter]
    officers = {opened_by, *captured_by, *circumstances.officers(unit, compared)}
    row = CASES.add(
        unit, CaseRow(uuid7(), person_id, of_encounter, unit.now, opened_by, tuple(sorted(officers)))
    )
    if not isinstance(probe, UUID):
        keep(unit, 0, probe, case_id=row.id)
    references = [{"case_id": row.id, "encounter_id": one} for one in held]
    if references:
        unit.connection.execute(insert(adjudication_reference), references)
    return row.id


def one(view: View, case_id: UUID, *, locked: bool = False) -> StoredCase:
    """Raises UnknownCase."""
    try:
        row = CASES.one(view, case_id, locked=locked)
    except NotOnRecord as error:
        raise UnknownCase("There is no case under this number.") from error
    return _with_reviews(view, [row])[0]


def unsettled(
    view: View, *only: ColumnElement[bool], after: UUID | None = None, most: int | None = None
) -> Sequence[StoredCase]:
    """Cases that wait for a reviewer or for the supervisor, the oldest first, after one of them."""
    waiting: list[ColumnElement[bool]] = [adjudication_case.c.closed_at.is_(None), *only]
    if after is not None:
        waiting.append(adjudication_case.c.id > after)
    return _with_reviews(view, CASES.find(view, *waiting, order=[adjudication_case.c.id], limit=most))


def about(view: View, person_id: UUID) -> Sequence[StoredCase]:
    """All cases, settled ones too, in which something was compared with this person, the oldest first."""
    order = [adjudication_case.c.opened_at, adjudication_case.c.id]
    return _with_reviews(view, CASES.find(view, adjudication_case.c.person_id == person_id, order=order))


def verdicts(view: View, cases: Collection[UUID]) -> tuple[Verdict, ...]:
    """What is settled of these cases, as a gate's evidence; those that nobody could tell say nothing."""
    found = _with_reviews(view, CASES.find(view, adjudication_case.c.id.in_(cases)))
    return tuple(
        Verdict(one.row.person_id, one.case.result is Judgement.SAME, one.case.settled_by)
        for one in found
        if one.case.result in (Judgement.SAME, Judgement.DIFFERENT)
    )


def lend(  # noqa: PLR0913 - what the desk's terms and the caller say
    unit: Unit,
    reviewer: str,
    *only: ColumnElement[bool],
    lease: timedelta,
    known_share: float,
    chance: Chance,
    themselves: UUID | None = None,
) -> Review | None:
    """What this reviewer is to look at now: the review under way, else a new one; None: nothing waits.

    only: among which cases. themselves: the record of their own that they have, if any; nobody says whether a
    picture shows them. chance: `secrets.SystemRandom()`. It chooses the case, whether a known pair comes
    instead, and the sides.
    """
    mine = adjudication_review.c.reviewer == reviewer
    for row in REVIEWS.find(unit, mine, adjudication_review.c.judgement.is_(None)):
        if row.review.runs(unit.now) and not _closed(unit, row):
            return row.review
    waiting: list[known.Drawn]
    found = unsettled(unit, *only, *known.of_others(themselves))
    waiting = [(one.row.id, None) for one in found if one.case.waits_for(reviewer, unit.now)]
    unseen = known.unseen_by(unit, reviewer, themselves)
    while (drawn := draw(waiting, unseen, known_share, chance)) is not None:
        case_id, known_id = drawn
        if case_id is None or one(unit, case_id, locked=True).case.waits_for(reviewer, unit.now):
            swapped = bool(chance.getrandbits(1))
            row = ReviewRow(uuid4(), case_id, known_id, reviewer, swapped, unit.now, unit.now + lease)
            return REVIEWS.add(unit, row).review
        waiting.remove(drawn)  # somebody else was quicker
    return None


def review(view: View, review_id: UUID, reviewer: str) -> ReviewRow:
    """A review that this officer was given. Raises UnknownReview."""
    mine = adjudication_review.c.reviewer == reviewer
    for row in REVIEWS.find(view, adjudication_review.c.id == review_id, mine):
        return row
    raise UnknownReview("No review was given to you under this number.")


def judge(unit: Unit, review_id: UUID, reviewer: str, judgement: Judgement) -> bool:
    """Take an answer; whether it settled a case, which the reviewer is not told, nor what others said.

    Raises UnknownReview, ReviewOver, AlreadyJudged, CaseNotOpen.
    """
    row = review(unit, review_id, reviewer)
    settles = False
    if row.case_id is None:
        answered = row.review.judged(reviewer, judgement, unit.now)
    else:
        stored = one(unit, row.case_id, locked=True)
        row = review(unit, review_id, reviewer)  # as it is now that the case is locked
        after = stored.case.judged(row.review, judgement, unit.now)
        answered = next(given for given in after.reviews if given.id == review_id)
        if after is not stored.case:
            settles = _close_if_settled(unit, stored.row, after)
    if answered.judgement is not row.judgement:
        where = adjudication_review.c.id == review_id
        REVIEWS.update(unit, where, judgement=answered.judgement, judged_at=answered.judged_at)
    return settles


def give_back(unit: Unit, review_id: UUID, reviewer: str) -> None:
    """The reviewer does not answer; the case goes back to the queue at once. Raises UnknownReview."""
    row = review(unit, review_id, reviewer)
    if row.review.runs(unit.now):
        REVIEWS.update(unit, adjudication_review.c.id == review_id, until=unit.now)


def rule(  # noqa: PLR0913, PLR0917 - who rules what, how and why
    unit: Unit,
    case_id: UUID,
    supervisor: str,
    judgement: Judgement,
    grounds: str,
    themselves: UUID | None = None,
) -> None:
    """The supervisor settles a dispute. themselves: as for `lend`.

    Raises UnknownCase, NotInDispute, OwnCase.
    """
    stored = one(unit, case_id, locked=True)
    _require_others(unit, stored, themselves)
    after = stored.case.ruled(supervisor, judgement, unit.now)
    row = CASES.change(
        unit, stored.row, ruling=judgement, ruled_by=supervisor, ruled_at=unit.now, grounds=grounds
    )
    _close_if_settled(unit, row, after)


def require_ruler(view: View, case_id: UUID, supervisor: str, themselves: UUID | None = None) -> StoredCase:
    """A case in dispute that this supervisor may rule on, and so look at. themselves: as for `lend`.

    Raises UnknownCase, NotInDispute, OwnCase.
    """
    stored = one(view, case_id)
    _require_others(view, stored, themselves)
    stored.case.ruled(supervisor, Judgement.CANNOT_TELL, stored.row.opened_at)
    return stored


def withdraw(unit: Unit, case_id: UUID) -> None:
    """There is nothing left to ask. Raises UnknownCase, CaseNotOpen."""
    stored = one(unit, case_id, locked=True)
    stored.case.taken_back()
    CASES.change(unit, stored.row, closed_at=unit.now)


def set_aside(unit: Unit, review_id: UUID, reviewer: str) -> None:
    """What this review is of can be compared no more: the case is withdrawn, a known pair is taken out."""
    row = review(unit, review_id, reviewer)
    if row.case_id is not None:
        withdraw(unit, row.case_id)
    elif row.known_id is not None:
        known.remove(unit, row.known_id)


def forget_probes(unit: Unit, closed_before: datetime, most: int) -> int:
    """Destroy up to `most` handed-over probes of cases that were closed before an instant; how many."""
    old = (
        select(adjudication_sample.c.id)
        .join(adjudication_case, adjudication_case.c.id == adjudication_sample.c.case_id)
        .where(adjudication_case.c.closed_at < closed_before)
        .limit(most)
    )
    return destroy(unit, unit.connection.execute(old).scalars().all())


def forget_probe(unit: Unit, case_id: UUID) -> None:
    """Destroy what was handed over with one case; what was said of it stays."""
    held = select(adjudication_sample.c.id).where(adjudication_sample.c.case_id == case_id)
    destroy(unit, unit.connection.execute(held).scalars().all())


def forget_person(unit: Unit, person_id: UUID) -> None:
    """Destroy what was handed over to be compared with a person who is about to be erased."""
    theirs = (
        select(adjudication_sample.c.id)
        .join(adjudication_case, adjudication_case.c.id == adjudication_sample.c.case_id)
        .where(adjudication_case.c.person_id == person_id)
    )
    destroy(unit, unit.connection.execute(theirs).scalars().all())


def _close_if_settled(unit: Unit, row: CaseRow, after: Case) -> bool:
    if after.result is not None:
        CASES.change(unit, row, result=after.result, closed_at=unit.now)
    return after.result is not None


def _closed(view: View, row: ReviewRow) -> bool:
    """Whether the case of a review is closed by now; a known pair never is."""
    return row.case_id is not None and CASES.one(view, row.case_id).closed_at is not None


def _with_reviews(view: View, rows: Sequence[CaseRow]) -> list[StoredCase]:
    reviews = reviews_of(view, [row.id for row in rows])
    return [StoredCase(row, tuple(reviews[row.id]), rules_of(row, reviews[row.id])) for row in rows]


def _require_others(view: View, stored: StoredCase, themselves: UUID | None) -> None:
    if not CASES.find(view, adjudication_case.c.id == stored.row.id, *known.of_others(themselves)):
        raise OwnCase("Nobody rules on a case about themselves.")


def _require_encounter(view: View, encounter_id: UUID) -> None:
    found = select(encounter.c.id).where(encounter.c.id == encounter_id)
    if view.connection.execute(found).first() is None:
        raise NotOnRecord("There is no encounter under this number.", what="encounter")
