"""What goes into the restricted archive: the record of custody in words, read before its key is destroyed.

Nothing that can be compared is among it: no image of a face or finger, no template. Injuries with their
pictures go along, for they are the person's evidence of what was done to them, sealed for whoever may read
them (`api/registry/reader_keys.py`) as they were on record: in the archive that is the defender alone.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from uuid import UUID

from api.contract.archive import (
    ArchiveContent,
    ClockInArchive,
    CustodyInArchive,
    DecisionInArchive,
    InjuryInArchive,
    InjuryWordsInArchive,
    PictureInArchive,
    VisitInArchive,
)
from api.desks.detention import basis_of, reading_of
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.papers import extracts
from api.registry import (
    custody,
    decisions,
    detentions,
    endings,
    facilities,
    injuries,
    orders,
    representation,
    visits,
)
from api.registry.custody import Episode
from api.registry.decisions import StoredDecision
from api.registry.reader_keys import Reader
from api.registry.unit import View


def content(view: View, person_id: UUID, policies: PolicyShelf) -> ArchiveContent:
    """All of it. Raises SealBroken."""
    said = {one.episode_id: one.ending.value for one in endings.of(view, person_id)}
    return ArchiveContent(
        person=extracts.person(view, person_id),
        custodies=tuple(_custodies(view, custody.of(view, person_id), said, policies)),
        orders=tuple(
            found
            for one in orders.of_person(view, person_id)
            if (found := extracts.order(view, one.id)) is not None
        ),
        decisions=tuple(map(_decision, decisions.about(view, person_id))),
        visits=tuple(_visits(view, person_id)),
    )


def joined(earlier: ArchiveContent, later: ArchiveContent) -> ArchiveContent:
    """Of somebody who came on record again under the same number."""
    return ArchiveContent(
        person=later.person,
        custodies=(*earlier.custodies, *later.custodies),
        orders=(*earlier.orders, *later.orders),
        decisions=later.decisions,  # they outlive an erasure, so the earlier ones are among them
        visits=(*earlier.visits, *later.visits),
    )


def shown(view: View, content: ArchiveContent, *, to_defender: bool) -> ArchiveContent:
    """What its reader is told: of injuries the defender everything, anybody else that there are some.

    Raises SealBroken.
    """
    told = _opened if to_defender else _closed
    custodies = tuple(
        one.model_copy(update={"injuries": tuple(told(view, hurt) for hurt in one.injuries)})
        for one in content.custodies
    )
    return content.model_copy(update={"custodies": custodies})


def defenders(view: View, person_id: UUID) -> Sequence[str]:
    """Whoever defends the person now may read it."""
    return [one.defender for one in representation.of(view, person_id) if one.ended is None]


def _custodies(
    view: View, episodes: Sequence[Episode], said: dict[UUID, str], policies: PolicyShelf
) -> Iterator[CustodyInArchive]:
    for episode in episodes:
        yield CustodyInArchive(
            custody=extracts.whole(view, episode),
            clock=_clock(view, episode, policies),
            record=extracts.entries(view, episode),
            injuries=tuple(_injuries(view, episode)),
            ending=said.get(episode.id),
        )


def _clock(view: View, episode: Episode, policies: PolicyShelf) -> ClockInArchive | None:
    """How it stood when the custody ended; None where no policy of that day is at hand."""
    held = detentions.of_episode(view, episode.id)
    if held is None or held.facility is None or held.ended is None:
        return None
    try:
        policy = policies.of(held.facility, held.ended)
    except NoPolicy:
        return None
    reading = reading_of(held, policy, held.ended)
    return ClockInArchive(
        basis=basis_of(held), days=reading.days, limit_days=reading.limit_days, over=reading.over
    )


def _injuries(view: View, episode: Episode) -> Iterator[InjuryInArchive]:
    """As they were sealed for their readers."""
    for one in injuries.of_episode(view, episode.id):
        yield InjuryInArchive(
            id=one.id,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
            late=one.late,
            sealed=b64encode(one.account).decode(),
            pictures=tuple(
                PictureInArchive(
                    id=found.id, media_type=found.media_type, data=b64encode(found.image).decode()
                )
                for found in injuries.pictures(view, one.id)
            ),
        )


def _closed(_view: View, one: InjuryInArchive) -> InjuryInArchive:
    pictures = tuple(found.model_copy(update={"data": None}) for found in one.pictures)
    return one.model_copy(update={"sealed": None, "pictures": pictures})


def _opened(view: View, one: InjuryInArchive) -> InjuryInArchive:
    account = injuries.account_for(view, Reader.DEFENDER, one.id, b64decode(one.sealed or ""))
    said = InjuryWordsInArchive(
        complaint=account.complaint,
        places=list(account.places),
        description=account.description,
        told=account.told,
        arose=account.arose.value,
    )
    pictures = tuple(
        found.model_copy(update={"data": b64encode(_picture(view, found)).decode()}) for found in one.pictures
    )
    return one.model_copy(update={"said": said, "sealed": None, "pictures": pictures})


def _picture(view: View, one: PictureInArchive) -> bytes:
    return injuries.picture_for(view, Reader.DEFENDER, one.id, b64decode(one.data or ""))


def _decision(stored: StoredDecision) -> DecisionInArchive:
    return DecisionInArchive(
        id=stored.id,
        gate=stored.gate,
        outcome=stored.outcome,
        at=stored.at,
        officer=stored.officer,
        policy=stored.policy,
        reasons=[str(found["code"]) for found in stored.findings if found["outcome"] == stored.outcome],
    )


def _visits(view: View, person_id: UUID) -> Iterator[VisitInArchive]:
    for one in visits.of_visitor(view, person_id):
        facility = facilities.one(view, one.facility_id).name
        yield VisitInArchive(facility=facility, as_visitor=True, entered=one.entered, left=one.left)
    for one in visits.to_prisoner(view, person_id):
        facility = facilities.one(view, one.facility_id).name
        yield VisitInArchive(facility=facility, as_visitor=False, entered=one.entered, left=one.left)
