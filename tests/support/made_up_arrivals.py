"""Evidence at intake, made up by Hypothesis: whoever may arrive, with whatever papers."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

from api.gates.evidence import (
    Attendance,
    Captured,
    CaptureException,
    Compared,
    Comparison,
    ExceptionReason,
    OrderKind,
    Search,
    SearchCandidate,
    Signature,
    Signed,
    Verdict,
)
from api.gates.intake.evidence import (
    AdmissionRecord,
    CaseFile,
    ChipCheck,
    ChipProof,
    Consulate,
    Entry,
    IntakeEvidence,
    Newcomer,
)
from api.gates.intake.policy import RecordField
from matcher.domain import Decision, FingerPosition, Modality
from tests.support.gate_evidence import HERE, HOUR, NOW, ZONE, compared
from tests.support.receiving import (
    EVERYWHERE,
    LENIENT,
    ORDER,
    STRICT,
    arriving,
    former,
    found,
)

MATTERS = (
    "intake.paper-order",
    "intake.no-case-file",
    "intake.named-not-compared",
    "intake.unsearched",
    "intake.record-unproven",
    "intake.card",
    "intake.adult",
)
PEOPLE = tuple(UUID(int=n) for n in range(1, 5))
STRANGER = UUID(int=99)
FINGERS = tuple(FingerPosition)[1:]

people = st.sampled_from(PEOPLE)
instants = st.integers(-72, 72).map(lambda hours: NOW + timedelta(hours=hours))
policies = st.sampled_from((STRICT, LENIENT))
exceptions = st.builds(
    CaptureException,
    st.sampled_from(Modality),
    st.sampled_from(ExceptionReason),
    st.just("ana"),
    st.frozensets(st.sampled_from(FINGERS), max_size=5),
    st.sampled_from((None, "ana", "bea")),
    st.booleans(),
)
candidates = st.builds(
    SearchCandidate,
    people,
    st.sampled_from(sorted(EVERYWHERE)),
    st.sampled_from((Decision.MATCH, Decision.DOUBTFUL)),
    st.floats(0, 12),
    st.booleans(),
)
comparisons = st.builds(
    Comparison,
    people,
    st.sampled_from(Decision),
    st.floats(-6, 12),
    st.sampled_from(((), (Compared(Modality.FINGER, 1.0),))),
    st.booleans(),
)
order_faults = st.one_of(
    st.tuples(st.just("kind"), st.sampled_from(OrderKind)),
    st.tuples(st.just("signature"), st.sampled_from(Signature)),
    st.tuples(st.just("facility"), st.just("south")),
    st.tuples(st.sampled_from(("valid_from", "expires_at", "used_at", "revoked_at")), instants),
)
orders = st.builds(
    lambda person, faults: replace(ORDER, person_id=person, **dict(faults)),
    st.none() | people,
    st.lists(order_faults, max_size=2),
)
signatures = st.builds(
    Signed, st.sampled_from(MATTERS), st.sampled_from(("ana", "bea", "eva")), st.just("supervisor"), instants
)
verdicts = st.dictionaries(people, st.booleans(), max_size=3).map(
    lambda said: tuple(Verdict(person, same, frozenset({"r1", "r2"})) for person, same in said.items())
)
anything = st.builds(
    IntakeEvidence,
    facility=st.just(HERE),
    zone=st.just(ZONE),
    asked_at=st.just(NOW - HOUR),
    attendance=st.builds(Attendance, st.just("ana"), st.lists(signatures, max_size=8).map(tuple)),
    newcomer=st.builds(
        Newcomer,
        st.none() | st.dates(date(1940, 1, 1), date(2026, 1, 1)),
        st.frozensets(st.sampled_from(("XA", "XV", "XQ"))),
        st.sampled_from(Consulate),
        st.booleans(),
    ),
    captured=st.builds(
        Captured,
        st.frozensets(st.sampled_from(FINGERS)),
        st.booleans(),
        st.lists(exceptions, max_size=3).map(tuple),
    ),
    record=st.builds(
        AdmissionRecord,
        st.lists(st.builds(Entry, st.sampled_from(RecordField), instants), max_size=30).map(tuple),
        st.none() | instants,
        st.none() | st.booleans(),
        st.none() | st.booleans(),
    ),
    order=st.none() | orders,
    case_file=st.sampled_from(CaseFile),
    received_as=st.none() | people,
    named=st.none() | comparisons,
    search=st.none()
    | st.builds(
        Search,
        st.frozensets(st.sampled_from(sorted(EVERYWHERE))) | st.just(EVERYWHERE),
        st.lists(candidates, max_size=4).map(tuple),
        st.just(800),
        st.booleans(),
    ),
    bearing_name=st.frozensets(people),
    verdicts=verdicts,
    chip=st.none() | st.builds(ChipCheck, st.sampled_from(ChipProof), st.none() | st.sampled_from(Decision)),
)


AGREED = Attendance("ana", tuple(Signed(one, "bea", "supervisor", NOW) for one in MATTERS))
ORDERLY = arriving(attendance=AGREED)
NAMED = replace(
    ORDERLY,
    order=replace(ORDER, person_id=PEOPLE[0]),
    received_as=PEOPLE[0],
    named=compared(PEOPLE[0]),
    bearing_name=frozenset(PEOPLE[:1]),
)
BROKEN = (
    None,
    replace(ORDER, kind=OrderKind.TRANSFER),
    replace(ORDER, signature=Signature.INVALID),
    replace(ORDER, signature=Signature.UNKNOWN_KEY),
    replace(ORDER, facility="south"),
    replace(ORDER, valid_from=NOW + HOUR),
    replace(ORDER, expires_at=NOW),
    replace(ORDER, used_at=NOW),
    replace(ORDER, revoked_at=NOW),
)
RETURNING = found(
    former(PEOPLE[1]), received_as=PEOPLE[1], bearing_name=frozenset(PEOPLE[1:2]), attendance=AGREED
)
CHANGING = (
    "newcomer", "captured", "record", "order", "case_file", "received_as", "named", "search", "verdicts",
    "chip", "attendance",
)  # fmt: skip


@st.composite
def arrivals(draw: st.DrawFn) -> IntakeEvidence:
    """Mostly somebody with whom all is in order but for a thing or two; now and then anything at all."""
    other = draw(anything)
    if draw(st.integers(0, 3)) == 0:
        return other
    base = draw(st.sampled_from((ORDERLY, NAMED, RETURNING)))
    changed = draw(st.sets(st.sampled_from(CHANGING), max_size=2))
    return replace(base, **{name: getattr(other, name) for name in changed})
