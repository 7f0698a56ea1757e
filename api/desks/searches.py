"""Which galleries somebody may search beside the gates: those of a gate's policy, or those of a warrant."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from api.audit.act import told
from api.auth.actor import Actor
from api.clock import Clock
from api.desks.policies import PolicyShelf
from api.errors import InvalidRequest, SearchForbidden
from api.gates.evidence import GalleryKind, Signed
from api.gates.galleries import MATTER, GalleriesPolicy, Warrant, WarrantDefect, forbids
from api.gates.policy import Policy
from api.registry import facilities, warrants
from api.registry.errors import NotOnRecord
from api.registry.facilities import Facility
from api.registry.galleries import Gallery
from api.registry.store import Store
from api.registry.unit import View
from api.registry.warrants import GallerySearch, StoredWarrant
from matcher.errors import Remark


class Purpose(StrEnum):
    """What a search is made for: the gate whose policy names the galleries."""

    INTAKE = "intake"
    VISITS = "visits"
    RELEASE = "release"
    ABSENCE = "absence"


NAMEABLE: Final[Mapping[Gallery, GalleryKind]] = MappingProxyType(
    {
        Gallery.CUSTODY: GalleryKind.CUSTODY,
        Gallery.FORMER: GalleryKind.FORMER,
        Gallery.VISITORS: GalleryKind.VISITORS,
        Gallery.STAFF: GalleryKind.STAFF,
    }
)
"""Galleries that a search can name, in the gates' words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search. galleries: empty: all that it may. purpose: None: no gate's, and so only under a warrant.

    basis: the law's code. reference: of the case or visit. A warrant says both itself.
    """

    facility: str
    purpose: Purpose | None
    warrant_id: UUID | None
    galleries: tuple[Gallery, ...]
    basis: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Searches:
    """Thread-safe. free: searches that name no facility are made all the same."""

    store: Store
    policies: PolicyShelf
    clock: Clock
    free: bool = False

    def require_free(self) -> None:
        """A search that names no facility is forbidden, unless the site says that it is a demonstration.

        Raises SearchForbidden.
        """
        if not self.free:
            raise _forbidden((WarrantDefect.MISSING,))
        told(purpose="demonstration")

    def permit(self, wanted: Wanted, actor: Actor) -> tuple[Gallery, ...]:
        """The galleries that may be searched; that it was asked is on record before it is told.

        Raises SearchForbidden with every reason, InvalidRequest where a search under no warrant does not say
        by what law and for which case it is made, NotOnRecord, NoPolicy.
        """
        if wanted.warrant_id is None and (wanted.basis is None or wanted.reference is None):
            missing = "legal_basis" if wanted.basis is None else "reference"
            raise InvalidRequest(f"{missing}: a search without a warrant names it")
        now = self.clock.now()
        with self.store.reading() as view:
            facility = facilities.coded(view, wanted.facility)
            policy = self.policies.of(facility.code, now)
            held = _held(view, wanted.warrant_id, facility)
            _account_for(view, wanted)
        own = galleries_of(policy, wanted.purpose)
        asked = _asked(wanted.galleries, own, held)
        wrong = forbids(asked, own, held, policy.galleries, now)
        with self.store.writing(now) as unit:
            search = GallerySearch(
                facility_id=facility.id,
                warrant_id=wanted.warrant_id,
                purpose=None if wanted.purpose is None else wanted.purpose.value,
                galleries=tuple(sorted(asked)),
                defects=tuple(defect.value for defect in wrong),
                officer=actor.id,
                at=now,
            )
            warrants.account_for(unit, search)
        if wrong or not asked:
            raise _forbidden(wrong or (WarrantDefect.MISSING,))
        return tuple(gallery for gallery, kind in NAMEABLE.items() if kind in asked)


def galleries_of(policy: Policy, purpose: Purpose | None) -> frozenset[GalleryKind]:
    """Those that the gate of a purpose searches itself."""
    match purpose:
        case Purpose.INTAKE:
            return frozenset(policy.intake.galleries)
        case Purpose.VISITS:
            return frozenset(policy.visits.galleries)
        case Purpose.RELEASE:
            return frozenset(policy.release.identity.galleries)
        case Purpose.ABSENCE:
            return frozenset(policy.absence.identity.galleries)
        case None:
            return frozenset()


def warrant_of(view: View, stored: StoredWarrant) -> Warrant:
    """A warrant as the gates' rules weigh it."""
    signed = tuple(
        Signed(MATTER, one.officer, one.role, one.at) for one in warrants.signatures(view, stored.id)
    )
    ends = stored.expires if stored.revoked_at is None else min(stored.expires, stored.revoked_at)
    return Warrant(frozenset(stored.galleries), stored.text.case, signed, ends)


def defects(warrant: Warrant, policy: GalleriesPolicy, now: datetime) -> tuple[WarrantDefect, ...]:
    """Why a warrant allows nothing of what it names; empty: it does."""
    return forbids(warrant.galleries, frozenset(), warrant, policy, now)


def _held(view: View, warrant_id: UUID | None, facility: Facility) -> Warrant | None:
    """Another facility's warrant is none here. Raises NotOnRecord."""
    if warrant_id is None:
        return None
    stored = warrants.one(view, warrant_id)
    if stored.facility_id != facility.id:
        raise NotOnRecord("This facility has no such warrant.", what="warrant")
    return warrant_of(view, stored)


def _account_for(view: View, wanted: Wanted) -> None:
    """What the leaf of the search says of why it is made; a warrant's own words stay sealed."""
    if wanted.warrant_id is None:
        purpose = None if wanted.purpose is None else wanted.purpose.value
        told(facility=wanted.facility, purpose=purpose, basis=wanted.basis, reference=wanted.reference)
        return
    basis = warrants.one(view, wanted.warrant_id).legal_basis
    told(facility=wanted.facility, purpose="warrant", basis=basis, reference=f"warrant/{wanted.warrant_id}")


def _asked(
    named: Collection[Gallery], own: frozenset[GalleryKind], held: Warrant | None
) -> frozenset[GalleryKind]:
    """Those that are named; where none is, all that the purpose and the warrant open."""
    if named:
        return frozenset(NAMEABLE[one] for one in named)
    opened = own | (held.galleries if held is not None else frozenset())
    return opened & frozenset(NAMEABLE.values())


def _forbidden(wrong: tuple[WarrantDefect, ...]) -> SearchForbidden:
    error = SearchForbidden("No policy and no warrant allows a search of these galleries.")
    error.remarks = tuple(Remark(defect.value, {}) for defect in wrong)
    return error
