"""What the registry knows of visitors, prisoners and visits, as the gates weigh it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.contract.gates import DocumentCheckIn
from api.desks.case import Case
from api.desks.looking import Group, Rates, compare, search
from api.gates.days import age
from api.gates.evidence import Comparison, Search
from api.gates.policy import Policy
from api.gates.visits.evidence import (
    Consent,
    DocumentCheck,
    NoticeGiven,
    PrisonerFacts,
    Restriction,
    VisitFacts,
    VisitorFacts,
    Whereabouts,
)
from api.gates.visits.grants import Appointment, Authorisation
from api.gates.visits.paths import below_floor
from api.registry import appointments, authorisations, bans, coverage, custody, movements, visitors, visits
from api.registry.appointments import AppointmentStatus
from api.registry.bans import BanKind
from api.registry.custody import LegalStatus
from api.registry.errors import NotInCustody
from api.registry.unit import View
from api.registry.visitors import Visitor
from api.registry.visits import Visit


def visitor_facts(view: View, person_id: UUID, now: datetime) -> VisitorFacts:
    """Raises NotOnRecord for somebody who is no visitor."""
    known = visitors.one(view, person_id)
    return VisitorFacts(
        person_id=person_id,
        kind=known.kind,
        born=known.details.born,
        consent=_consent(known),
        notice=_notice(known),
        enrolled=coverage.modalities(view, person_id),
        guardians=frozenset({known.guardian_id} if known.guardian_id else ()),
        on_consent=coverage.on_consent(view, person_id),
        banned=bans.is_banned(view, person_id, now),
    )


def compared_by_consent(case: Case[Any], visitor: VisitorFacts, rates: Rates) -> Comparison | None:
    """1:1 with a visitor's references. None where nothing was captured or is on record, and where they no
    longer consent: what is still kept for a ban is for searches among the banned alone."""
    if visitor.consent is not Consent.GIVEN:
        return None
    return compare(case.seen.gallery, visitor.person_id, case.seen.probe, rates)


def searched_by_consent(
    case: Case[Any], visitor: VisitorFacts, groups: Sequence[Group], rates: Rates
) -> Search | None:
    """1:N with what was captured of a visitor. None where nothing was, where they do not consent, and where
    they are too young for biometrics: then nobody is compared with what somebody captured all the same."""
    policy, zone = case.policy.visits, case.policy.scope.zone
    if visitor.consent is not Consent.GIVEN or below_floor(visitor, policy, case.now, zone):
        return None
    return search(case.seen.gallery, groups, case.seen.probe, rates)


def prisoner_facts(view: View, prisoner_id: UUID, facility_id: UUID) -> PrisonerFacts:
    """Where somebody is held, and whether a judge may still have a say."""
    try:
        episode = custody.open_of(view, prisoner_id)
    except NotInCustody:
        return PrisonerFacts(prisoner_id, Whereabouts.NOT_HELD)
    untried = episode.legal_status is LegalStatus.PRE_TRIAL
    if episode.facility_id != facility_id:
        return PrisonerFacts(prisoner_id, Whereabouts.ELSEWHERE, untried)
    away = movements.under_way(view, episode.id) is not None
    return PrisonerFacts(prisoner_id, Whereabouts.AWAY if away else Whereabouts.PRESENT, untried)


def restrictions(
    view: View, case: Case[Any], people: Collection[UUID], kind: BanKind
) -> tuple[Restriction, ...]:
    """What keeps any of these people from visits here and now."""
    return tuple(
        Restriction(
            restriction_id=one.id,
            person_id=one.person_id,
            since=one.since,
            until=one.until,
            lifted_at=one.lifted,
            prisoner_id=one.prisoner_id,
        )
        for one in bans.standing(view, people, case.now, facility_id=case.facility.id)
        if one.kind is kind
    )


def granted(view: View, visitor_id: UUID) -> tuple[Authorisation, ...]:
    """All that a visitor was ever granted."""
    return tuple(
        Authorisation(
            visitor_id=one.visitor_id,
            prisoner_id=one.prisoner_id,
            relationship=one.relationship,
            granted_by=frozenset(one.consents),
            since=one.since,
            until=one.until,
            revoked_at=one.revoked,
        )
        for one in authorisations.of_visitor(view, visitor_id)
    )


def booked(view: View, case: Case[Any], visitor_id: UUID, prisoner_id: UUID) -> Appointment | None:
    """Of these two's appointments the one nearest to now; one that is still to be kept before all others."""
    found = appointments.of_two(view, visitor_id, prisoner_id)
    if not found:
        return None
    near = min(
        found, key=lambda one: (one.status is not AppointmentStatus.BOOKED, abs(one.begins - case.now))
    )
    return Appointment(
        appointment_id=near.id,
        visitor_id=visitor_id,
        prisoner_id=prisoner_id,
        facility=case.facility.code if near.facility_id == case.facility.id else str(near.facility_id),
        begins=near.begins,
        ends=near.ends,
        used_at=near.begins if near.status is AppointmentStatus.KEPT else None,
        cancelled_at=near.begins if near.status is AppointmentStatus.CANCELLED else None,
    )


def visit_facts(view: View, found: Iterable[Visit], policy: Policy) -> tuple[VisitFacts, ...]:
    """Visits with the kind of their visitors, the guardians of minors, and when they are due to end.

    The guardian of a minor is who brought them in; of one who came in first, who answers for them by the
    record.
    """
    listed = tuple(found)
    kinds = visitors.kinds(view, {one.visitor_id for one in listed})
    due = appointments.ends(view, {one.appointment_id for one in listed if one.appointment_id})
    brought_by = visits.visitors_of(view, {one.brought_by_id for one in listed if one.brought_by_id})
    first = _guardians(view, [one for one in listed if one.brought_by_id is None], policy)
    return tuple(
        VisitFacts(
            visit_id=one.id,
            visitor_id=one.visitor_id,
            prisoner_id=one.prisoner_id,
            kind=kinds[one.visitor_id],
            path=one.path,
            entered_at=one.entered,
            left_at=one.left,
            guardian_id=brought_by[one.brought_by_id] if one.brought_by_id else first.get(one.id),
            due=due.get(one.appointment_id) if one.appointment_id else None,
        )
        for one in listed
    )


def _guardians(view: View, found: Sequence[Visit], policy: Policy) -> Mapping[UUID, UUID]:
    """By visit, who answers for its visitor by the record, where they were a minor when they came in."""
    known, zone = visitors.charges(view, {one.visitor_id for one in found}), policy.scope.zone
    return {
        one.id: visitor.guardian_id
        for one in found
        if (visitor := known.get(one.visitor_id)) is not None
        and visitor.guardian_id is not None
        and visitor.details.born is not None
        and age(visitor.details.born, one.entered, zone) < policy.visits.minors.guarded_until
    }


def document_of(told: DocumentCheckIn | None, officer: str) -> DocumentCheck | None:
    """What an officer said of a document."""
    if told is None:
        return None
    return DocumentCheck(told.document, told.genuine, told.agrees, officer)


def _consent(known: Visitor) -> Consent:
    if known.withdrawn is not None:
        return Consent.WITHDRAWN
    return Consent.DECLINED if known.consented is None else Consent.GIVEN


def _notice(known: Visitor) -> NoticeGiven | None:
    """The notice is given when consent is asked for."""
    if known.notice is None or known.notice_language is None or known.noticed is None:
        return None
    return NoticeGiven(known.notice, known.notice_language, known.noticed)
