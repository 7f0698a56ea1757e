"""Legal bases as they go over the wire."""

from api.contract.legal_basis import BasisOut, ExtensionOut, SuspensionOut
from api.registry import legal_basis
from api.registry.legal_basis import BasisPeriod, Extension, Suspension
from api.registry.unit import View


def basis_out(view: View, one: BasisPeriod) -> BasisOut:
    """With its extensions and suspensions."""
    return BasisOut(
        id=one.id,
        version=one.version,
        basis=one.basis,
        begins=one.begins,
        ends=one.ends,
        authority=one.authority,
        term=one.term,
        last_day=one.last_day,
        entered_by=one.entered_by,
        extensions=[_extension_out(each) for each in legal_basis.extensions(view, [one])],
        suspensions=[_suspension_out(each) for each in legal_basis.suspensions(view, [one])],
    )


def _extension_out(one: Extension) -> ExtensionOut:
    return ExtensionOut(
        id=one.id,
        authority=one.authority,
        granted_at=one.granted,
        order_id=one.order_id,
        entered_by=one.entered_by,
        revoked_at=one.revoked,
        revoked_by=one.revoked_by,
    )


def _suspension_out(one: Suspension) -> SuspensionOut:
    return SuspensionOut(
        id=one.id,
        reason=one.cause.value,
        begins=one.begins,
        ends=one.ends,
        entered_by=one.entered_by,
        revoked_at=one.revoked,
        revoked_by=one.revoked_by,
    )
