"""Cases that wait for reviewers."""

from random import Random
from uuid import UUID

from api.adjudication.case import State
from api.registry import adjudication
from api.registry.registry import Registry
from tests.support.adjudication import NOW, enrol, sample

CHANCE = Random(3)


def opened_case(store: Registry, mark: bytes = b"a", *, probe: bytes | None = None) -> UUID:
    """A case about a person enrolled for it. probe: handed over; None: another person's encounter."""
    person, _ = enrol(store, mark)
    held = [sample(probe)] if probe else enrol(store, mark + b" again")[1]
    with store.writing(NOW) as unit:
        return adjudication.open_case(unit, person, held, opened_by="holder", captured_by=["captor"])


def state(store: Registry, case_id: UUID) -> State:
    with store.reading() as view:
        return adjudication.one(view, case_id).state
