"""What reception was told and what the registry knows, as the intake gate weighs it."""

from typing import Any, Final
from uuid import UUID

from pydantic import JsonValue

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
from api.gates.intake.record import is_empty
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
    written = {name for name in written_of(asked) if name not in ASKED_FOR_THEMSELVES}
    written |= own_of(asked).keys() | {RecordField.ADMISSION_HOUR}
    return AdmissionRecord(
        entries=tuple(Entry(name, at) for name in sorted(written)),
        arrested_at=asked.arrested_at,
        injured=asked.injured,
        ill_treated=asked.ill_treated,
    )


def written_of(asked: IntakeRequest) -> dict[RecordField, JsonValue]:
    """What was entered by field of the admission record; an empty entry is none."""
    return {RecordField(name): value for name, value in asked.record.items() if not is_empty(value)}


def own_of(asked: IntakeRequest) -> dict[RecordField, JsonValue]:
    """What the asking has a place of its own for, and was answered."""
    said: dict[RecordField, JsonValue] = {
        RecordField.CLAIMED_NAME: asked.name,
        RecordField.BIRTH_DATE: asked.born.isoformat() if asked.born else None,
        RecordField.NATIONALITY: list(asked.nationalities) or None,
        RecordField.ARREST_TIME: asked.arrested_at.isoformat() if asked.arrested_at else None,
        RecordField.INJURIES: asked.injured,
        RecordField.COMPLAINTS: asked.ill_treated,
    }
    return {name: value for name, value in said.items() if value is not None}


ASKED_FOR_THEMSELVES: Final = frozenset(
    {
        RecordField.CLAIMED_NAME,
        RecordField.ARREST_TIME,
        RecordField.INJURIES,
        RecordField.COMPLAINTS,
    }
)
"""What words in the record do not answer: by the answer goes under which name somebody is on record, since
when their detention counts, and who hears of injuries and of ill-treatment."""


def order_of(view: View, asked: IntakeRequest) -> Order | None:
    """The order that they were brought with. Raises NotOnRecord."""
    return None if asked.order_id is None else orders.one(view, asked.order_id)


def bearing(view: View, asked: IntakeRequest, found: Search | None) -> frozenset[UUID]:
    """Those on record under the name that is claimed now: among the candidates, and as whom to receive them.

    Whoever the order names was perhaps a visitor or staff before, whom reception searches nowhere.
    """
    if asked.name is None:
        return frozenset()
    asked_about = {one.person_id for one in found.candidates} if found is not None else set()
    return names.bearing(view, asked.name) & (asked_about | {asked.received_as})


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
