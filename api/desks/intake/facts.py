"""What reception was told and what the registry knows, as the intake gate weighs it."""

from typing import Any
from uuid import UUID

from api.contract.gates import IntakeRequest
from api.desks.case import Case
from api.desks.looking import Rates, likeness
from api.gates.evidence import Search
from api.gates.intake.evidence import (
    AdmissionRecord,
    ChipCheck,
    ChipProof,
    Consulate,
    Entry,
    Newcomer,
)
from api.gates.intake.policy import RecordField
from api.registry import names, orders
from api.registry.orders import Order
from api.registry.unit import View
from matcher.domain import Template


def newcomer(asked: IntakeRequest) -> Newcomer:
    """Who stands there, as they say."""
    return Newcomer(
        born=asked.born,
        nationalities=frozenset(asked.nationalities),
        consulate=Consulate(asked.consulate),
        may_be_child=asked.may_be_child,
    )


def record(case: Case[IntakeRequest]) -> AdmissionRecord:
    """What was written down, at the hour when reception was first asked for; that hour writes itself."""
    asked, at = case.asked, case.passage.asked_at
    written = {RecordField(name) for name in asked.record} | {RecordField.ADMISSION_HOUR}
    said = {
        RecordField.CLAIMED_NAME: asked.name,
        RecordField.BIRTH_DATE: asked.born,
        RecordField.NATIONALITY: asked.nationalities or None,
        RecordField.ARREST_TIME: asked.arrested_at,
        RecordField.INJURIES: asked.injured,
        RecordField.COMPLAINTS: asked.ill_treated,
    }
    written |= {name for name, value in said.items() if value is not None}
    return AdmissionRecord(
        entries=tuple(Entry(name, at) for name in sorted(written)),
        arrested_at=asked.arrested_at,
        injured=asked.injured,
        ill_treated=asked.ill_treated,
    )


def order_of(view: View, asked: IntakeRequest) -> Order | None:
    """The order that they were brought with. Raises NotOnRecord."""
    return None if asked.order_id is None else orders.one(view, asked.order_id)


def bearing(view: View, asked: IntakeRequest, found: Search | None) -> frozenset[UUID]:
    """Those among the candidates who are on record under the name that is claimed now."""
    if found is None or asked.name is None:
        return frozenset()
    return names.bearing(view, asked.name) & {one.person_id for one in found.candidates}


def chip(asked: IntakeRequest, portrait: Template | None, case: Case[Any], rates: Rates) -> ChipCheck | None:
    """What the card's chip says, and whether its portrait and the face before the desk are one."""
    if asked.chip is None:
        return None
    face = (
        None
        if portrait is None
        else likeness(case.seen.gallery.face_extractor, portrait, case.seen.probe, rates)
    )
    return ChipCheck(ChipProof(asked.chip.proof), face)
