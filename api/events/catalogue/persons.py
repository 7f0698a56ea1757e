"""Events of records: who turned out to be whom, and what that means for decisions of the past."""

from typing import ClassVar

from api.events.facts import Code, Facts, Instant, PersonId, RecordId


class PersonMerged(Facts):
    """Two records are one person: what was kept under `ceased_id` stands under `remaining_id` now."""

    type: ClassVar = "person.merged"
    remaining_id: PersonId
    ceased_id: PersonId


class PersonUnmerged(Facts):
    """Encounters that stood under the wrong person were moved: from `from_id` to `to_id`."""

    type: ClassVar = "person.unmerged"
    from_id: PersonId
    to_id: PersonId


class DecisionReliedOnWrongLink(Facts):
    """A past decision about this person rested on a link between records that was undone since."""

    type: ClassVar = "decision.relied-on-wrong-link"
    decision_id: RecordId
    gate: Code
    decided_at: Instant


class DoubtConfirmed(Facts):
    """Reviewers confirm a doubt in spite of which somebody passed, so that `person_id` is the same person as
    `same_as_id`, and what binds one binds both. The two records can be put together on the case."""

    type: ClassVar = "decision.doubt-confirmed"
    decision_id: RecordId
    gate: Code
    decided_at: Instant
    case_id: RecordId
    person_id: PersonId
    same_as_id: PersonId


class PersonErased(Facts):
    """What was kept of this person was destroyed: biometrics, all but an archived record, or all."""

    type: ClassVar = "person.erased"
    receipt_id: RecordId
    scope: Code


class PersonListed(Facts):
    """This person was placed on a watchlist, which intake searches."""

    type: ClassVar = "person.listed"
    listing_id: RecordId
    watchlist: Code


class PersonDelisted(Facts):
    """An entry of a watchlist about this person holds no more. lapsed: its time was over."""

    type: ClassVar = "person.delisted"
    listing_id: RecordId
    watchlist: Code
    lapsed: bool


TYPES: tuple[type[Facts], ...] = (
    PersonMerged,
    PersonUnmerged,
    DecisionReliedOnWrongLink,
    DoubtConfirmed,
    PersonErased,
    PersonListed,
    PersonDelisted,
)
