"""Hypothesis strategies for what gates weigh: a small world, so that its parts meet often."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from api.gates.doors.evidence import AtDoor
from api.gates.evidence import (
    Attendance,
    Captured,
    CaptureException,
    Compared,
    Comparison,
    ExceptionReason,
    GalleryKind,
    HoldFacts,
    OrderFacts,
    OrderKind,
    Search,
    SearchCandidate,
    Signature,
    Signed,
    Verdict,
)
from matcher.domain import Decision, FingerPosition, Modality
from tests.support.at_doors import at_door, order
from tests.support.gate_evidence import CELLMATE, IN_CUSTODY, NOW, OTHER, PRISONER

T = TypeVar("T")
PERSONS = st.sampled_from([PRISONER, CELLMATE, OTHER])
OFFICERS = st.sampled_from(["ana", "bea", "carla", str(PRISONER)])
MINUTES = st.integers(-300, 300).map(lambda minutes: timedelta(minutes=minutes))
INSTANTS = MINUTES.map(lambda ago: NOW + ago)
LLRS = st.sampled_from([-3.0, 0.0, 0.5, 2.0, 4.0, 7.0, 12.0])


def changed(base: T, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """What admits, with a few parts drawn anew: near enough to admission that both answers are common."""

    def with_parts(names: list[str]) -> st.SearchStrategy[T]:
        drawn = st.fixed_dictionaries({name: parts[name] for name in names})
        return drawn.map(lambda values: replace(base, **values))  # type: ignore[type-var] # a dataclass

    few = st.lists(st.sampled_from(sorted(parts)), max_size=3, unique=True)
    return few.flatmap(with_parts)


def instants_or_none() -> st.SearchStrategy[datetime | None]:
    """An instant near NOW, or none."""
    return st.none() | INSTANTS


@st.composite
def captures(draw: st.DrawFn) -> Captured:
    """Some of both modalities, and why not."""
    fingers = draw(st.sampled_from([frozenset[FingerPosition](), frozenset({FingerPosition.LEFT_INDEX})]))
    noted = st.builds(
        CaptureException,
        st.sampled_from(Modality),
        st.sampled_from(ExceptionReason),
        OFFICERS,
        st.sampled_from([frozenset[FingerPosition](), frozenset({FingerPosition.RIGHT_INDEX})]),
        st.none() | OFFICERS,
    )
    return Captured(fingers, draw(st.booleans()), tuple(draw(st.lists(noted, max_size=3))))


@st.composite
def comparisons(draw: st.DrawFn, person: UUID = PRISONER) -> Comparison:
    """Of any outcome; the decision need not fit the ratio: rules may rely on neither."""
    shares = tuple(
        Compared(modality, draw(LLRS))
        for modality in Modality
        if draw(st.integers(0, 4))  # mostly compared
    )
    total = sum(one.llr for one in shares)
    return Comparison(person, draw(st.sampled_from(Decision)), total, shares, draw(st.booleans()))


@st.composite
def searches(draw: st.DrawFn, galleries: frozenset[GalleryKind] = IN_CUSTODY) -> Search:
    """Mostly complete, with candidates on both sides of doubt."""
    likely = st.sampled_from([Decision.MATCH, Decision.DOUBTFUL])
    gallery = st.sampled_from(sorted(galleries))
    found = draw(st.lists(st.builds(SearchCandidate, PERSONS, gallery, likely, LLRS), max_size=2))
    below = draw(
        st.lists(st.builds(SearchCandidate, PERSONS, gallery, st.just(Decision.NO_MATCH), LLRS), max_size=2)
    )
    searched = galleries if draw(st.integers(0, 5)) else frozenset[GalleryKind]()
    return Search(searched, tuple(found), 800, bool(draw(st.integers(0, 5))), tuple(below))


def verdicts() -> st.SearchStrategy[tuple[Verdict, ...]]:
    """At most one word on each person."""
    said = st.builds(Verdict, PERSONS, st.booleans(), st.just(frozenset({"rev-1", "rev-2"})))
    return st.lists(said, max_size=2, unique_by=lambda one: one.person_id).map(tuple)


def attendances(*matters: str) -> st.SearchStrategy[Attendance]:
    """Signatures of few officers, some of them stale or dated ahead."""
    roles = st.sampled_from(["supervisor", "guard"])
    made = st.builds(Signed, st.sampled_from(matters), OFFICERS, roles, INSTANTS)
    fresh = st.builds(Signed, st.sampled_from(matters), OFFICERS, roles, st.just(NOW))
    return st.builds(Attendance, OFFICERS, st.lists(made | fresh, max_size=6).map(tuple))


def doors(gate: str, *, reviewed: bool = True) -> st.SearchStrategy[AtDoor]:
    """Anybody at a prisoner's door. reviewed: whether reviewers may have spoken."""
    return changed(
        at_door(gate),
        captured=captures(),
        verified=st.none() | comparisons(),
        in_custody=st.none() | searches(),
        attendance=attendances(gate, "identified-by-hand", "paper-order"),
        asked_at=INSTANTS,
        failed_at=instants_or_none(),
        verdicts=verdicts() if reviewed else st.just(()),
    )


def orders(kind: OrderKind = OrderKind.RELEASE) -> st.SearchStrategy[OrderFacts]:
    """Any order, mostly a good one."""
    return changed(
        order(kind),
        kind=st.sampled_from(OrderKind),
        signature=st.sampled_from(Signature),
        facility=st.just("south"),
        valid_from=INSTANTS,
        expires_at=instants_or_none(),
        person_id=st.sampled_from([CELLMATE, None]),
        used_at=INSTANTS,
        revoked_at=INSTANTS,
    )


def holds() -> st.SearchStrategy[tuple[HoldFacts, ...]]:
    """Few, and most of them over."""
    one = st.builds(
        HoldFacts,
        st.uuids(),
        st.just("warrant"),
        st.just("court"),
        INSTANTS,
        instants_or_none(),
        instants_or_none(),
    )
    return st.lists(one, max_size=1).map(tuple)
