"""What is being done right now, by whom and for what: what a leaf of the audit log will say.

A request begins an act and a job of the service's own another; whatever they write in the store is
accounted for under it, in the same transaction. The act travels in a context variable, into threads too.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from api.auth.actor import Actor

_present: ContextVar["Act | None"] = ContextVar("umbral-act", default=None)


@dataclass(slots=True, eq=False)
class Act:
    """name: tells what is done, as late as it is asked (a request's is known once it was routed).

    actor: None while nobody said who they are, or where a job of the service's own acts. request: its number.
    facility, purpose, basis, reference: as far as they were said. outcome: of a gate. subjects: persons whom
    the act is about, in the order in which they came up. accounted: how many leaves it has.
    """

    name: Callable[[], str]
    request: UUID | None = None
    actor: Actor | None = None
    facility: str | None = None
    purpose: str | None = None
    basis: str | None = None
    reference: str | None = None
    outcome: str | None = None
    subjects: dict[UUID, None] = field(default_factory=dict)
    accounted: int = 0

    def about(self, persons: Iterable[UUID]) -> None:
        """These persons are among those whom it is about."""
        self.subjects.update(dict.fromkeys(persons))


def present() -> Act | None:
    """The act of this thread or task, if one was begun."""
    return _present.get()


def about(*persons: UUID) -> None:
    """The present act, if there is one, is about these persons."""
    if (act := _present.get()) is not None:
        act.about(persons)


def told(
    *,
    facility: str | None = None,
    outcome: str | None = None,
    purpose: str | None = None,
    basis: str | None = None,
    reference: str | None = None,
) -> None:
    """What is known of the present act by now."""
    if (act := _present.get()) is not None:
        act.facility = facility or act.facility
        act.outcome = outcome or act.outcome
        act.purpose = purpose or act.purpose
        act.basis = basis or act.basis
        act.reference = reference or act.reference


@contextmanager
def begun(act: Act) -> Iterator[Act]:
    """The act is the present one as long as the block lasts."""
    token = _present.set(act)
    try:
        yield act
    finally:
        _present.reset(token)


@contextmanager
def job(name: str) -> Iterator[Act]:
    """Something that the service does by itself."""
    with begun(Act(lambda: f"job:{name}")) as act:
        yield act
