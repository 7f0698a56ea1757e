"""Pairs whose answer is known, and what reviewers answered to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from api.adjudication.drawing import Known
from api.adjudication.errors import CaseNotOpen, UnknownCase
from api.adjudication.judgement import Judgement
from api.adjudication.rates import ErrorRates, error_rates
from api.officers import one_officer
from api.registry.adjudication_rows import CASES, KNOWN, KnownRow, destroy, keep
from api.registry.adjudication_tables import (
    adjudication_case,
    adjudication_known,
    adjudication_review,
    adjudication_sample,
)
from api.registry.errors import AlreadyOnRecord, NotOnRecord
from api.registry.ids import uuid7
from api.registry.records import NewSample
from api.registry.schema import encounter
from api.registry.unit import Unit, View

Drawn = tuple[UUID | None, UUID | None]
"""A case's number, or a known pair's."""


def add(unit: Unit, *, mated: bool, first: Sequence[NewSample], second: Sequence[NewSample], by: str) -> UUID:
    """Enter a pair that was handed in with its answer: synthetic prints, or an examiner's collection."""
    row = KNOWN.add(unit, KnownRow(uuid7(), None, mated, unit.now, by))
    keep(unit, 0, first, known_id=row.id)
    keep(unit, 1, second, known_id=row.id)
    return row.id


def add_settled(unit: Unit, case_id: UUID, *, by: str) -> UUID:
    """Take a case of this site that was settled as a known pair, for those who have not seen it.

    Raises UnknownCase, CaseNotOpen where it is not settled or nobody could tell, AlreadyOnRecord.
    """
    try:
        row = CASES.one(unit, case_id)
    except NotOnRecord as error:
        raise UnknownCase("There is no case under this number.") from error
    if row.result not in (Judgement.SAME, Judgement.DIFFERENT):
        raise CaseNotOpen("Nothing is known of this case: it is not settled as same or different.")
    new = KnownRow(uuid7(), case_id, row.result is Judgement.SAME, unit.now, by)
    return KNOWN.add_unless(
        unit, new, AlreadyOnRecord("The case serves as a known pair already.", what="adjudication_known")
    ).id


def remove(unit: Unit, known_id: UUID) -> None:
    """Take a pair out, with what was answered to it, and destroy what belongs to it alone."""
    own = select(adjudication_sample.c.id).where(adjudication_sample.c.known_id == known_id)
    destroy(unit, unit.connection.execute(own).scalars().all())
    unit.connection.execute(delete(adjudication_known).where(adjudication_known.c.id == known_id))


def unseen_by(view: View, reviewer: str, themselves: UUID | None = None) -> Known[Drawn]:
    """The pairs that this reviewer was never shown, as a known pair or as the case that it comes from.

    None that they entered or know from its case, and none about themselves (a record of their own).
    """
    shown = select(adjudication_review.c.known_id).where(
        adjudication_review.c.reviewer == reviewer, adjudication_review.c.known_id.is_not(None)
    )
    cases = select(adjudication_review.c.case_id).where(
        adjudication_review.c.reviewer == reviewer, adjudication_review.c.case_id.is_not(None)
    )
    of_case = adjudication_known.c.case_id
    rows = KNOWN.find(view, adjudication_known.c.id.not_in(shown), of_case.is_(None) | of_case.not_in(cases))
    strange = _strange_to(
        view, reviewer, themselves, [one.case_id for one in rows if one.case_id is not None]
    )
    pairs = [
        one
        for one in rows
        if not one_officer(one.entered_by, reviewer) and (one.case_id is None or one.case_id in strange)
    ]
    return Known(
        mated=[(None, one.id) for one in pairs if one.mated],
        non_mated=[(None, one.id) for one in pairs if not one.mated],
    )


def of_others(themselves: UUID | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that a case is not about this person, on either side; none for nobody."""
    if themselves is None:
        return ()
    case = adjudication_case.c
    own = select(encounter.c.id).where(encounter.c.person_id == themselves)
    return case.person_id != themselves, case.encounter_id.is_(None) | case.encounter_id.not_in(own)


def count(view: View) -> tuple[int, int]:
    """How many mated and how many non-mated pairs there are."""
    rows = KNOWN.find(view)
    return sum(row.mated for row in rows), sum(not row.mated for row in rows)


def rates(view: View) -> Mapping[str, ErrorRates]:
    """Every reviewer's error rates over the known pairs that they answered."""
    given = (
        select(adjudication_review.c.reviewer, adjudication_known.c.mated, adjudication_review.c.judgement)
        .join(adjudication_known, adjudication_known.c.id == adjudication_review.c.known_id)
        .where(adjudication_review.c.judgement.is_not(None))
    )
    answers: dict[str, list[tuple[bool, Judgement]]] = defaultdict(list)
    for reviewer, mated, judgement in view.connection.execute(given):
        answers[reviewer].append((mated, judgement))
    return {reviewer: error_rates(told) for reviewer, told in sorted(answers.items())}


def _strange_to(view: View, reviewer: str, themselves: UUID | None, cases: Sequence[UUID]) -> frozenset[UUID]:
    """The cases among these that are of others, and that the reviewer neither opened, captured nor ruled."""
    rows = CASES.find(view, adjudication_case.c.id.in_(cases), *of_others(themselves))
    return frozenset(
        one.id
        for one in rows
        if not any(
            one_officer(reviewer, who)
            for who in (one.opened_by, one.ruled_by, *one.captured_by)
            if who is not None
        )
    )
