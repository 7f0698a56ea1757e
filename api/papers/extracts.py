"""What papers say of the record, read within the transaction that changed it: the record as it was left."""

from uuid import UUID

from api.contract.papers import (
    BasisOnPaper,
    CustodyOnPaper,
    EarlierOnPaper,
    EntryOnPaper,
    HoldOnPaper,
    InjuryOnPaper,
    MovementOnPaper,
    OrderOnPaper,
    PersonOnPaper,
)
from api.gates.intake.policy import RecordField
from api.registry import (
    admission_records,
    custody,
    decisions,
    facilities,
    holds,
    injuries,
    legal_basis,
    movements,
    names,
    orders,
)
from api.registry.custody import Episode
from api.registry.unit import View


def person(view: View, person_id: UUID) -> PersonOnPaper:
    """Whose paper it is."""
    known = [one.name for one in names.of(view, [person_id])[person_id]]
    return PersonOnPaper(id=person_id, name=next(iter(known), None), others=known[1:])


def order(view: View, order_id: UUID | None) -> OrderOnPaper | None:
    """The order that something rests on. Raises NotOnRecord."""
    if order_id is None:
        return None
    found = orders.one(view, order_id)
    text = found.text
    return OrderOnPaper(
        kind=found.kind.value, court=text.court, number=text.number, issued=text.issued, case=text.case
    )


def last_custody(view: View, person_id: UUID) -> Episode | None:
    """The custody that somebody is in, or was in last; None for somebody who was never held."""
    return next(reversed(custody.of(view, person_id)), None)


def outline(view: View, episode: Episode) -> CustodyOnPaper:
    """Since when and on what footing, without the ledger."""
    return CustodyOnPaper(
        admitted=episode.admitted,
        ended=episode.ended,
        facility=_facility(view, episode.facility_id),
        wing=episode.wing,
        legal_status=episode.legal_status.value,
        case=episode.case_reference,
    )


def whole(view: View, episode: Episode) -> CustodyOnPaper:
    """With ledger, legal grounds, holds and every decision. Why others hold somebody is theirs to say."""
    person_id = episode.person_id
    return outline(view, episode).model_copy(
        update={
            "movements": tuple(
                MovementOnPaper(
                    kind=one.kind.value,
                    at=one.at,
                    origin=_facility(view, one.origin_id),
                    destination=_facility(view, one.destination_id),
                    due_back=one.due_back,
                    concluded=one.concluded,
                )
                for one in movements.of_episode(view, episode.id)
            ),
            "bases": tuple(
                BasisOnPaper(basis=one.basis, authority=one.authority, begins=one.begins, ends=one.ends)
                for one in legal_basis.of_episode(view, episode.id)
            ),
            "holds": tuple(
                HoldOnPaper(
                    ground=one.ground.value,
                    authority=one.origin.authority,
                    since=one.since,
                    until=one.until,
                    lifted=one.lifted,
                )
                for one in holds.of(view, person_id)
            ),
            "decisions": tuple(
                EarlierOnPaper.model_validate(
                    {"gate": one.gate, "outcome": one.outcome, "at": one.at, "officer": one.officer}
                )
                for one in decisions.about(view, person_id)
                if one.at >= episode.admitted
            ),
        }
    )


def entries(view: View, episode: Episode) -> tuple[EntryOnPaper, ...]:
    """The record of admission, each field as it was entered last, in the order of the fields."""
    found = admission_records.latest(view, episode.id)
    return tuple(
        EntryOnPaper(
            field=item.value,
            value=found[item].value,
            entered_at=found[item].entered_at,
            entered_by=found[item].entered_by,
        )
        for item in RecordField
        if item in found
    )


def wounds(view: View, episode: Episode) -> tuple[InjuryOnPaper, ...]:
    """That there are injuries on record, and since when: what they are is not for whoever prints papers."""
    return tuple(
        InjuryOnPaper(
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
            late=one.late,
        )
        for one in injuries.of_episode(view, episode.id)
    )


def _facility(view: View, facility_id: UUID | None) -> str | None:
    return None if facility_id is None else facilities.one(view, facility_id).name
