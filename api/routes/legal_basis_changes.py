"""What is done to a legal basis that was seen as it is: each tells what it was."""

from collections.abc import Callable
from uuid import UUID

from api.contract.legal_basis import ExtensionIn, ResumeIn, SuspensionIn, TermIn
from api.errors import InvalidRequest
from api.events.catalogue.clock import BasisChange
from api.gates.clock.policy import SuspensionReason
from api.gates.reading.spans import calendar_time
from api.registry import legal_basis, orders
from api.registry.errors import NotOnRecord
from api.registry.legal_basis import BasisPeriod, Extension, Suspension
from api.registry.unit import Unit, View
from api.routes.places import require_order

Change = Callable[[Unit, BasisPeriod], BasisChange]
"""Something done to a basis that was seen as it is; what it was."""


def set_term(asked: TermIn, unit: Unit, seen: BasisPeriod) -> BasisChange:
    """The court's term or last day. Raises InvalidRequest."""
    legal_basis.amend(unit, seen, term=counted(asked.term), last_day=asked.last_day)
    return BasisChange.TERM_SET


def extend(asked: ExtensionIn, by: str, unit: Unit, seen: BasisPeriod) -> BasisChange:
    """Raises NotOnRecord for its order."""
    if asked.order_id is not None:
        orders.one(unit, asked.order_id)
    new = Extension(
        period_id=seen.id,
        person_id=seen.person_id,
        granted=asked.granted_at or unit.now,
        order_id=asked.order_id,
        entered_by=by,
        authority=asked.authority,
    )
    legal_basis.extend(unit, new)
    legal_basis.amend(unit, seen)
    return BasisChange.EXTENDED


def revoke_extension(extension_id: UUID, by: str, unit: Unit, seen: BasisPeriod) -> BasisChange:
    """Raises NotOnRecord."""
    if extension_id not in {one.id for one in legal_basis.extensions(unit, [seen])}:
        raise NotOnRecord("This legal basis has no such extension.", what="extension")
    legal_basis.revoke_extension(unit, extension_id, by=by)
    legal_basis.amend(unit, seen)
    return BasisChange.EXTENSION_REVOKED


def suspend(asked: SuspensionIn, by: str, unit: Unit, seen: BasisPeriod) -> BasisChange:
    """Raises InvalidRequest."""
    if asked.begins < seen.begins:
        raise InvalidRequest("begins: must not lie before the legal basis")
    require_order(asked.begins, asked.ends, ends="ends")
    new = Suspension(
        period_id=seen.id,
        cause=SuspensionReason(asked.reason),
        begins=asked.begins,
        ends=asked.ends,
        entered_by=by,
    )
    legal_basis.suspend(unit, new)
    legal_basis.amend(unit, seen)
    return BasisChange.SUSPENDED


def resume(suspension_id: UUID, asked: ResumeIn, unit: Unit, seen: BasisPeriod) -> BasisChange:
    """Raises NotOnRecord, InvalidRequest."""
    ends = asked.ends or unit.now
    require_order(_suspension(unit, seen, suspension_id).begins, ends, ends="ends")
    legal_basis.resume(unit, suspension_id, ends)
    legal_basis.amend(unit, seen)
    return BasisChange.RESUMED


def revoke_suspension(suspension_id: UUID, by: str, unit: Unit, seen: BasisPeriod) -> BasisChange:
    """Raises NotOnRecord."""
    _suspension(unit, seen, suspension_id)
    legal_basis.revoke_suspension(unit, suspension_id, by=by)
    legal_basis.amend(unit, seen)
    return BasisChange.SUSPENSION_REVOKED


def _suspension(view: View, seen: BasisPeriod, suspension_id: UUID) -> Suspension:
    """Raises NotOnRecord for one of another basis."""
    found = [one for one in legal_basis.suspensions(view, [seen]) if one.id == suspension_id]
    if not found:
        raise NotOnRecord("This legal basis has no such suspension.", what="suspension")
    return found[0]


def counted(term: str | None) -> str | None:
    """A span of days at least. Raises InvalidRequest."""
    try:
        nothing = term is not None and not calendar_time(term)
    except ValueError as error:
        raise InvalidRequest(f"term: {error}") from error
    if nothing:
        raise InvalidRequest("term: ends before it begins")
    return term
