"""The sections of visits, release and absence: what both shipped policies say, and what none may say."""

from dataclasses import replace
from importlib.resources import files

import pytest

from api.gates.absence.departure import DEPARTURE
from api.gates.absence.evidence import AbsenceKind
from api.gates.decision import Omit, Outcome
from api.gates.evidence import Captured, GalleryKind
from api.gates.policy import Policy, parse
from api.gates.reading.faults import PolicyRefused
from api.gates.release.book import RELEASE
from api.gates.visits.entry import ENTRY
from api.gates.visits.evidence import Consent, Entering, NoticeGiven, VisitorKind
from api.gates.visits.exit import EXIT
from api.gates.visits.grants import Grantor
from tests.support.at_doors import departing, releasing
from tests.support.gate_evidence import NOW, attended, compared
from tests.support.visiting import AUTHORISED, BOOKED, DOCUMENT, ENTERING, FAMILY, LEAVING

NAMES = ("almendra-penal-norte", "valmarie-maison-centrale")


def text(name: str = NAMES[0]) -> str:
    """A shipped policy as it stands in the file."""
    return (files("api.gates") / "policies" / f"{name}.toml").read_text("utf-8")


def policy(name: str) -> Policy:
    """The same, read."""
    return parse(text(name), f"{name}.toml")


def entering(under: Policy) -> Entering:
    """A visitor whom everything speaks for, by a policy's own words."""
    visits = under.visits
    visitor = replace(FAMILY, notice=NoticeGiven(visits.notice, "fr", NOW))
    granted = replace(AUTHORISED, relationship=min(visits.relationships), granted_by=frozenset(Grantor))
    booked = replace(BOOKED, begins=NOW)
    return replace(ENTERING, visitor=visitor, authorisations=(granted,), appointment=booked)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_in_order_passes_every_gate_under_both(name: str) -> None:
    under = policy(name)
    doors = (
        ENTRY.decide(entering(under), under.visits, under=under.under, now=NOW),
        EXIT.decide(LEAVING, under.visits, under=under.under, now=NOW),
        RELEASE.decide(releasing(), under.release, under=under.under, now=NOW),
        DEPARTURE.decide(departing(AbsenceKind.COURT), under.absence, under=under.under, now=NOW),
    )
    for decision in doors:
        stopped = [found for found in decision.findings if found.outcome is not Outcome.ADMIT]
        assert stopped == []
        assert decision.policy == under.under


@pytest.mark.parametrize("name", NAMES)
def test_nobody_loses_a_visit_for_keeping_their_fingerprints_under_either(name: str) -> None:
    under = policy(name)
    usual = entering(under)
    declined = replace(
        usual,
        visitor=replace(usual.visitor, consent=Consent.DECLINED, enrolled=frozenset()),
        captured=Captured(),
        verified=None,
        among_visitors=None,
        document=DOCUMENT,
        attendance=attended(("visit.document", "bea")),
    )
    decision = ENTRY.decide(declined, under.visits, under=under.under, now=NOW)
    assert decision.outcome is Outcome.ADMIT


def test_two_countries_differ_where_their_policies_do() -> None:
    strict, other = (policy(name) for name in NAMES)
    no_face = replace(LEAVING, verified=compared(FAMILY.person_id, face=None))
    outcomes = [
        EXIT.decide(no_face, under.visits, under=under.under, now=NOW).outcome for under in (strict, other)
    ]
    assert outcomes == [Outcome.HOLD, Outcome.ADMIT]
    lawyer = replace(LEAVING, visitor=replace(FAMILY, kind=VisitorKind.LAWYER))
    kept = [
        EXIT.decide(lawyer, under.visits, under=under.under, now=NOW).consequences
        for under in (strict, other)
    ]
    assert Omit("search-result") not in kept[0]
    assert Omit("search-result") in kept[1]


@pytest.mark.parametrize(
    ("section", "line", "becomes", "code", "at"),
    [
        ("visits", 'galleries = ["visitors", ', "galleries = [", "policy-must-name", None),
        ("visits", 'exit_galleries = ["custody"]', 'exit_galleries = ["former"]', "policy-must-name", None),
        ("visits", "at_once = 3", "at_once = 0", "policy-out-of-range", None),
        ("visits", 'early = "30 minutes"', 'early = "half an hour"', "policy-not-hours", None),
        ("visits", 'exempt = ["lawyer"', 'exempt = ["barrister"', "policy-not-a-choice", None),
        ("visits.minors", "guarded_until = 18", "guarded_until = 11", "policy-out-of-order", None),
        ("visits.visitor_quota", "visits = 1", "visits = 0", "policy-out-of-range", None),
        ("visits.minimal_record", 'omit = ["probe-images"', 'omit = ["all"', "policy-not-a-choice", None),
        ("release", '["release-receipt", "record-copy",', '["release-receipt",', "policy-must-name", None),
        ("release.identity", 'galleries = ["custody"]', 'galleries = ["former"]', "policy-must-name", None),
        ("release.identity", 'modalities = ["finger", ', "modalities = [", "policy-must-name", None),
        ("release.by_hand", '"20 minutes"', '"1 hour"', "policy-out-of-order", 'within = "1 hour"'),
        ("release.officers", "number = 2", "number = 1", "policy-out-of-range", None),
        ("release.officers", 'signed_within = "1 hour"', 'signed_within = "0 hours"', "policy-nothing", None),
        ("absence.longest", 'court = "14 hours"', 'court = "0 hours"', "policy-missing-key", None),
        ("absence.longest", 'court = "14 hours"\n', "", "policy-missing-key", "[absence.longest]"),
    ],
)
def test_what_no_policy_may_say_is_refused_with_its_line(
    section: str, line: str, becomes: str, code: str, at: str | None
) -> None:
    head, mark, body = text().partition(f"[{section}]\n")
    assert line in body
    wrong = head + mark + body.replace(line, becomes, 1)
    with pytest.raises(PolicyRefused) as refused:
        parse(wrong, "policy.toml")
    (fault,) = refused.value.remarks
    where = wrong.index(at or becomes, len(head))
    assert (fault.code, fault.parameters["line"]) == (code, wrong.count("\n", 0, where) + 1)


def test_the_exit_searches_those_in_custody_under_both() -> None:
    for name in NAMES:
        assert GalleryKind.CUSTODY in policy(name).visits.exit_galleries
        assert GalleryKind.CUSTODY in policy(name).release.identity.galleries
