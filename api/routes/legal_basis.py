"""/v1/persons/{person}/custody/legal-basis: what the detention clock counts by, as it is entered.

Whoever changes what a clock counts names the version that they saw: of the basis that is changed, or of the
one that another follows. Everything answers with the basis as it is then.
"""

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.auth.rights import Right
from api.contract.legal_basis import (
    BasisIn,
    BasisList,
    BasisOut,
    ExtensionIn,
    ResumeIn,
    SuspensionIn,
    TermIn,
)
from api.errors import InvalidRequest
from api.events.catalogue.clock import BasisChange, LegalBasisChanged
from api.events.event import Event, emit
from api.gates.decision import Party
from api.office import Office
from api.openapi import json_body_of
from api.registry import custody, legal_basis, moved
from api.registry.custody import Episode, LegalStatus
from api.registry.errors import NotOnRecord
from api.registry.idempotency import Answer
from api.registry.legal_basis import BasisPeriod
from api.registry.unit import Unit
from api.routes import legal_basis_changes as changes
from api.routes.legal_basis_answers import basis_out
from api.routes.once import CHANGES, READS, Write, answers, reads, told, writes
from api.routes.places import code_of
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/persons/{person_id}/custody/legal-basis", tags=["custody"])

Keeping = Annotated[Write, writes(Right.KEEP_CLOCKS)]
ANSWERS = {**answers(BasisOut), **CHANGES}


@router.get("", operation_id="read_legal_basis", responses=READS)
def every(
    person_id: UUID, response: Response, office: Annotated[Office, reads(Right.READ_CUSTODY)]
) -> BasisList:
    """All of a custody; the ETag is that of the last one."""
    with office.store.reading() as view:
        moved.require_current(view, person_id)
        found = custody.of(view, person_id)
        if not found:
            raise NotOnRecord("This person was never in custody.", what="episode")
        periods = legal_basis.of_episode(view, found[-1].id)
        shown = [basis_out(view, one) for one in periods]
    if periods:
        response.headers.update(etag(periods[-1].version))
    return BasisList(periods=shown)


@router.post(
    "",
    status_code=201,
    operation_id="begin_legal_basis",
    openapi_extra=json_body_of(BasisIn),
    responses={**answers(BasisOut, made=True), **CHANGES},
    response_class=Response,
)
async def begin(person_id: UUID, write: Keeping, if_match: IfMatch = None) -> Response:
    """Somebody is held on another basis from now on, such as a sentence; the one before it ends."""
    asked = await write.body(BasisIn)
    return await write.once(partial(_begin, person_id, asked, write.actor.id, if_match), asked)


@router.put(
    "/{period_id}",
    operation_id="set_term",
    openapi_extra=json_body_of(TermIn),
    responses=ANSWERS,
    response_class=Response,
)
async def term(person_id: UUID, period_id: UUID, write: Keeping, if_match: IfMatch = None) -> Response:
    """How long the basis lasts at most, by the court's word; what is left out is set by no court."""
    asked = await write.body(TermIn)
    change = partial(changes.set_term, asked)
    return await write.once(_Changing(person_id, period_id, if_match, change).carry_out, asked)


@router.post(
    "/{period_id}/extensions",
    operation_id="extend_legal_basis",
    openapi_extra=json_body_of(ExtensionIn),
    responses=ANSWERS,
    response_class=Response,
)
async def extend(person_id: UUID, period_id: UUID, write: Keeping, if_match: IfMatch = None) -> Response:
    """A court has extended it: the statute's longer maximum counts, where the law has one."""
    asked = await write.body(ExtensionIn)
    change = partial(changes.extend, asked, write.actor.id)
    return await write.once(_Changing(person_id, period_id, if_match, change).carry_out, asked)


@router.post(
    "/{period_id}/extensions/{extension_id}/revoke",
    operation_id="revoke_extension",
    responses=ANSWERS,
    response_class=Response,
)
async def revoke_extension(
    person_id: UUID, period_id: UUID, extension_id: UUID, write: Keeping, if_match: IfMatch = None
) -> Response:
    """The court took it back, or it was entered by mistake."""
    change = partial(changes.revoke_extension, extension_id, write.actor.id)
    return await write.once(_Changing(person_id, period_id, if_match, change).carry_out)


@router.post(
    "/{period_id}/suspensions",
    operation_id="suspend_clock",
    openapi_extra=json_body_of(SuspensionIn),
    responses=ANSWERS,
    response_class=Response,
)
async def suspend(person_id: UUID, period_id: UUID, write: Keeping, if_match: IfMatch = None) -> Response:
    """Days that do not count. Whether this reason stops the clock, and how long, the policy says."""
    asked = await write.body(SuspensionIn)
    change = partial(changes.suspend, asked, write.actor.id)
    return await write.once(_Changing(person_id, period_id, if_match, change).carry_out, asked)


@router.post(
    "/{period_id}/suspensions/{suspension_id}/resume",
    operation_id="resume_clock",
    openapi_extra=json_body_of(ResumeIn),
    responses=ANSWERS,
    response_class=Response,
)
async def resume(
    person_id: UUID, period_id: UUID, suspension_id: UUID, write: Keeping, if_match: IfMatch = None
) -> Response:
    """The clock goes on."""
    asked = await write.body(ResumeIn)
    change = partial(changes.resume, suspension_id, asked)
    return await write.once(_Changing(person_id, period_id, if_match, change).carry_out, asked)


@router.post(
    "/{period_id}/suspensions/{suspension_id}/revoke",
    operation_id="revoke_suspension",
    responses=ANSWERS,
    response_class=Response,
)
async def revoke_suspension(
    person_id: UUID, period_id: UUID, suspension_id: UUID, write: Keeping, if_match: IfMatch = None
) -> Response:
    """It was entered by mistake: its days count."""
    change = partial(changes.revoke_suspension, suspension_id, write.actor.id)
    return await write.once(_Changing(person_id, period_id, if_match, change).carry_out)


def _begin(person_id: UUID, asked: BasisIn, by: str, if_match: str | None, unit: Unit) -> Answer:
    episode = _held(unit, person_id)
    before = legal_basis.of_episode(unit, episode.id)
    require_version(if_match, before[-1].version if before else None)
    begins = asked.begins or unit.now
    if begins > unit.now:
        raise InvalidRequest("begins: must not lie ahead")
    new = BasisPeriod(
        episode_id=episode.id,
        person_id=person_id,
        basis=asked.basis,
        begins=begins,
        entered_by=by,
        authority=asked.authority,
        term=changes.counted(asked.term),
        last_day=asked.last_day,
    )
    legal_basis.begin(unit, new)
    custody.restate(unit, episode, LegalStatus(asked.basis))
    _tell(unit, episode, new.id, BasisChange.BEGUN)
    return told(basis_out(unit, new), status=201, version=new.version)


@dataclass(frozen=True, slots=True)
class _Changing:
    """A change of one basis of somebody who is held. if_match: the version that was seen."""

    person_id: UUID
    period_id: UUID
    if_match: str | None
    change: changes.Change

    def carry_out(self, unit: Unit) -> Answer:
        """Raises NotOnRecord, NotInCustody, VersionMissing, VersionOutdated, and what the change raises."""
        episode = _held(unit, self.person_id)
        seen = legal_basis.one(unit, self.period_id, locked=True)
        if seen.episode_id != episode.id:
            raise NotOnRecord("This custody has no such legal basis.", what="basis_period")
        require_version(self.if_match, seen.version)
        what = self.change(unit, seen)
        now = legal_basis.one(unit, seen.id)
        _tell(unit, episode, seen.id, what)
        return told(basis_out(unit, now), version=now.version)


def _held(unit: Unit, person_id: UUID) -> Episode:
    """The custody whose clock runs. Raises NotInCustody, UnknownPerson, PersonCeased."""
    moved.require_current(unit, person_id)
    return custody.open_of(unit, person_id, locked=True)


def _tell(unit: Unit, episode: Episode, period_id: UUID, what: BasisChange) -> None:
    facts = LegalBasisChanged(episode_id=episode.id, period_id=period_id, change=what)
    parties = (Party.SUPERVISOR, Party.DEFENDER)
    emit(unit, Event(facts, code_of(unit, episode.facility_id) or "", episode.person_id, parties))
