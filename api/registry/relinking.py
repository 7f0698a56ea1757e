"""Two records turn out to be one person's, or one record two persons': what is theirs is moved, and back.

Every move stands on a settled case: two reviewers who agreed, or the supervisor who ruled. What was moved is
noted row by row, so that of names, galleries and custody episodes it can be told where they came from, and so
that the move can be undone exactly.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update

from api.adjudication.judgement import Judgement
from api.registry import adjudication, belongings, galleries, moved, passages, persons
from api.registry.belongings import BY_PLACE, ENCOUNTERS, EPISODES, MEMBERSHIPS, NAMES, Belonging
from api.registry.custody import episode
from api.registry.errors import NotOnRecord
from api.registry.galleries import Gallery, gallery_member
from api.registry.ids import uuid7
from api.registry.moved import Row
from api.registry.passages import PassageState
from api.registry.relinking_errors import (
    BothInCustody,
    BothInside,
    CaseSpent,
    LastEncounter,
    MovedOn,
    NoSuchVerdict,
)
from api.registry.relinking_tables import RelinkKind, ceased_person, relink, relink_row
from api.registry.schema import encounter, person
from api.registry.sealing import issue_person_key
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View
from api.registry.visits import visit


@dataclass(frozen=True, slots=True)
class Relink:
    """One move: from whom to whom, on which case it stands. undoes_id: the move that it takes back.

    relied: numbers of the decisions that relied on what it put right, the first one first.
    """

    id: UUID
    kind: RelinkKind
    from_id: UUID
    to_id: UUID
    case_id: UUID
    undoes_id: UUID | None
    at: datetime
    by: str
    relied: tuple[str, ...] = ()


_ROWS = TypedRows(relink, Relink, owner="from_id")


def merge(unit: Unit, *, into: UUID, source: UUID, case_id: UUID, by: str) -> Relink:
    """Two records are one person's: everything of `source` goes to `into`, and `source` ceases.

    Raises UnknownPerson, PersonCeased, NoSuchVerdict, CaseSpent, BothInCustody, BothInside.
    """
    persons.lock(unit, into, source)
    moved.require_current(unit, into, source)
    _require_verdict(unit, case_id, Judgement.SAME, {into, source})
    _refuse_two_places_at_once(unit, into, source)
    rows = [(one.place, row) for one in BY_PLACE.values() for row in belongings.rows_of(unit, one, source)]
    done = _begin(unit, RelinkKind.MERGE, source, into, case_id, by)
    _carry(unit, done, rows)
    _settle(unit, done)
    return done


def move(  # noqa: PLR0913 - each is a choice of the supervisor's
    unit: Unit,
    encounters: Collection[UUID],
    *,
    source: UUID,
    to: UUID | None,
    case_id: UUID,
    by: str,
    names: Collection[UUID] = (),
    episodes: Collection[UUID] = (),
) -> Relink:
    """Encounters stand under the wrong person: they go to another, or to a new one (OSIA's moveEncounter).

    names, episodes: what else belongs to those encounters; an episode brings all that is part of it. Raises
    UnknownPerson, PersonCeased, NotOnRecord, NoSuchVerdict, CaseSpent, LastEncounter, BothInCustody.
    """
    persons.lock(unit, source, *(() if to is None else (to,)))
    moved.require_current(unit, source, *(() if to is None else (to,)))
    rows = [
        *_own(unit, ENCOUNTERS, source, encounters),
        *_own(unit, NAMES, source, names),
        *_own(unit, EPISODES, source, episodes),
        *belongings.parts_of(unit, EPISODES, episodes, source),
    ]
    if set(belongings.rows_of(unit, ENCOUNTERS, source)) <= set(encounters):
        raise LastEncounter("Nothing would be left of the person.")
    _require_verdict(unit, case_id, Judgement.DIFFERENT, {source}, set(encounters))
    target = to or _new_person(unit, source)
    if episodes:
        _refuse_two_places_at_once(unit, target, source, set(episodes))
    done = _begin(unit, RelinkKind.UNMERGE, source, target, case_id, by)
    _carry(unit, done, rows)
    _settle(unit, done)
    return done


def undo(unit: Unit, relink_id: UUID, *, case_id: UUID, by: str) -> Relink:
    """Take a move back, row by row. Raises NotOnRecord, NoSuchVerdict, CaseSpent, MovedOn, BothInCustody.

    A merge is taken back on a case that says "different" of one of the encounters that came by it, any other
    move on one that says "same" of the two persons.
    """
    undone = _ROWS.one(unit, relink_id, locked=True)
    persons.lock(unit, undone.from_id, undone.to_id)
    rows = _noted(unit, relink_id)
    came = {row for place, row, _ in rows if place == ENCOUNTERS.place}
    _require_still_there(unit, undone, came)
    if undone.kind is RelinkKind.MERGE:
        kind = RelinkKind.UNMERGE
        _require_verdict(unit, case_id, Judgement.DIFFERENT, {undone.to_id}, came)
    else:
        kind = RelinkKind.MERGE
        _require_verdict(unit, case_id, Judgement.SAME, {undone.from_id, undone.to_id})
    done = _begin(unit, kind, undone.to_id, undone.from_id, case_id, by, undoes=relink_id)
    here = {
        (one.place, row) for one in BY_PLACE.values() for row in belongings.rows_of(unit, one, undone.to_id)
    }
    _carry(unit, done, [(place, row) for place, row, _ in rows if (place, row) in here])
    _begin_anew(unit, [row for place, row, ended in rows if ended and place == MEMBERSHIPS.place])
    _settle(unit, done)
    return done


def relied(unit: Unit, done: Relink, decisions: Collection[UUID]) -> Relink:
    """Keep which decisions relied on what a move put right, in the unit of the move."""
    numbers = tuple(map(str, decisions))
    _ROWS.update(unit, relink.c.id == done.id, relied=numbers)
    return replace(done, relied=numbers)


def one(view: View, relink_id: UUID) -> Relink:
    """Raises NotOnRecord."""
    return _ROWS.one(view, relink_id)


def history(view: View, person_id: UUID) -> Sequence[Relink]:
    """Every move to or from a person, the first one first."""
    return _ROWS.find(view, or_(relink.c.from_id == person_id, relink.c.to_id == person_id))


def encounters_of(view: View, relink_id: UUID) -> frozenset[UUID]:
    """The encounters that a move took along."""
    return frozenset(row for place, row, _ in _noted(view, relink_id) if place == ENCOUNTERS.place)


# ---- what a move stands on ----


def _require_verdict(
    unit: Unit, case_id: UUID, wanted: Judgement, persons: set[UUID], encounters: set[UUID] | None = None
) -> None:
    """The case says `wanted` of an encounter and a person.

    persons: both of them, one on each side; or the one that the encounter is wrongly under, then among
    `encounters`.
    """
    stored = adjudication.one(unit, case_id)
    probe = stored.row.encounter_id or _received(unit, case_id)
    if stored.case.result is not wanted or probe is None:
        raise NoSuchVerdict("The case does not say what this needs.")
    owner = select(encounter.c.person_id).where(encounter.c.id == probe)
    sides = {unit.connection.execute(owner).scalar_one(), moved.current(unit, stored.row.person_id)}
    if sides != persons or (encounters is not None and probe not in encounters):
        raise NoSuchVerdict("The case is about others.")
    if _ROWS.find(unit, relink.c.case_id == case_id):
        raise CaseSpent("Something was moved on this case already.")


def _received(view: View, case_id: UUID) -> UUID | None:
    """The encounter that what a gate handed to reviewers became, where it admitted while they looked."""
    passage = passages.awaiting(view, case_id)
    if passage is None or passage.state is not PassageState.ADMITTED:
        return None
    kept = select(encounter.c.id).where(encounter.c.id == passage.id)
    return view.connection.execute(kept).scalar_one_or_none()


def _refuse_two_places_at_once(view: View, one: UUID, other: UUID, episodes: set[UUID] | None = None) -> None:
    """Nobody is held twice, or inside twice, at one time."""
    held = belongings.rows_of(view, EPISODES, one, episode.c.ended.is_(None))
    coming = belongings.rows_of(view, EPISODES, other, episode.c.ended.is_(None))
    if held and (coming if episodes is None else episodes.intersection(coming)):
        raise BothInCustody("Both are recorded as held at this moment.")
    inside = BY_PLACE["visit.visitor_id"]
    if episodes is None and all(
        belongings.rows_of(view, inside, each, visit.c.left.is_(None)) for each in (one, other)
    ):
        raise BothInside("Both are recorded as visitors inside at this moment.")


def _require_still_there(view: View, undone: Relink, came: set[UUID]) -> None:
    if _ROWS.find(view, relink.c.undoes_id == undone.id):
        raise MovedOn("This was taken back already.")
    if not came <= set(belongings.rows_of(view, ENCOUNTERS, undone.to_id)):
        raise MovedOn("Some of it was moved on since.")


def _own(view: View, belonging: Belonging, person_id: UUID, wanted: Collection[UUID]) -> list[Row]:
    """These rows, all of them the person's, each once. Raises NotOnRecord."""
    if not set(wanted) <= set(belongings.rows_of(view, belonging, person_id)):
        raise NotOnRecord("This does not belong to the person.", what=belonging.table.name)
    return [(belonging.place, row) for row in dict.fromkeys(wanted)]


# ---- moving ----


def _begin(  # noqa: PLR0913, PLR0917 - the columns of the row
    unit: Unit, kind: RelinkKind, source: UUID, to: UUID, case_id: UUID, by: str, undoes: UUID | None = None
) -> Relink:
    return _ROWS.add(unit, Relink(uuid7(), kind, source, to, case_id, undoes, unit.now, by))


def _carry(unit: Unit, done: Relink, rows: Iterable[Row]) -> None:
    """Move the rows and note which; what finds no room with the other person stays where it is.

    A membership of a gallery that both are in now is ended first: it adds nothing, and its time is kept.
    """
    for place, row in dict.fromkeys(rows):
        belonging, ended = BY_PLACE[place], False
        gone = belongings.move_row(unit, belonging, row, done.to_id)
        if not gone and belonging is MEMBERSHIPS:
            ended = True
            this = gallery_member.c.id == row
            unit.connection.execute(update(gallery_member).where(this).values(until=unit.now))
            gone = belongings.move_row(unit, belonging, row, done.to_id)
        if gone:
            number = done.to_id if belonging.row is belonging.person else row
            note = {"relink_id": done.id, "place": place, "row_id": number, "ended": ended}
            unit.connection.execute(insert(relink_row), note)


def _begin_anew(unit: Unit, memberships: Collection[UUID]) -> None:
    """Memberships that a merge had ended last again."""
    these = gallery_member.c.id.in_(memberships)
    unit.connection.execute(update(gallery_member).where(these).values(until=None))


def _settle(unit: Unit, done: Relink) -> None:
    """Whoever has no encounter left has ceased, whoever has one again is back."""
    unit.connection.execute(delete(ceased_person).where(ceased_person.c.person_id == done.to_id))
    if not belongings.rows_of(unit, ENCOUNTERS, done.from_id):
        row = {"person_id": done.from_id, "into_id": done.to_id, "since": unit.now}
        unit.connection.execute(insert(ceased_person), row)


def _new_person(unit: Unit, like: UUID) -> UUID:
    """Somebody nobody has met: in the same galleries as the one they were taken for, custody apart."""
    new = uuid7()
    unit.connection.execute(insert(person), {"id": new, "enrolled_at": unit.now})
    issue_person_key(unit, new)
    for gallery in galleries.of(unit, [like])[like] - {Gallery.CUSTODY, Gallery.WATCHLIST}:
        galleries.enter(unit, new, gallery)
    return new


def _noted(view: View, relink_id: UUID) -> list[tuple[str, UUID, bool]]:
    wanted = select(relink_row.c.place, relink_row.c.row_id, relink_row.c.ended)
    found = wanted.where(relink_row.c.relink_id == relink_id).order_by(
        relink_row.c.place, relink_row.c.row_id
    )
    return [(place, row, ended) for place, row, ended in view.connection.execute(found)]
