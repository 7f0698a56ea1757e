"""What each rule of intake says, outcome by outcome."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.gates.decision import Countersign, Deadline, Issue, Notify, Outcome, Party
from api.gates.evidence import Captured, CaptureException, ExceptionReason, GalleryKind, OrderKind, Signature
from api.gates.intake.book import INTAKE
from api.gates.intake.evidence import CaseFile, ChipProof, Consulate, IntakeEvidence
from api.gates.intake.policy import RecordField
from matcher.domain import Decision, FingerPosition, Modality
from tests.support.gate_evidence import DAY, HOUR, NOW, OTHER, PRISONER, attended, compared, same, search
from tests.support.receiving import (
    ADULT,
    ARRIVING,
    ASKED,
    EVERYWHERE,
    FOUR,
    LEFT_HAND,
    LENIENT,
    ORDER,
    RIGHT_HAND,
    STRICT,
    arriving,
    card,
    entered,
    excepted,
    foreigner,
    former,
    found,
    inside,
    listed,
    recorded,
    with_order,
)
from tests.support.rule_rows import Row, decided, needed_rules

ADMIT, HOLD, REFUSE = Outcome
MATCH, DOUBTFUL, NO_MATCH = Decision
RULES = {rule.name: rule for rule in INTAKE.rules}
NAMED = replace(ORDER, person_id=PRISONER)
WATCHED, BANNED = GalleryKind.WATCHLISTS, GalleryKind.BANNED_VISITORS
FAILED, BANDAGED = ExceptionReason.DEVICE_FAILED, ExceptionReason.BANDAGED
STALE = attended(("intake.no-case-file", "bea"), at=NOW - 3 * HOUR)

COMMITMENT = [
    Row("valid-order", ARRIVING, ADMIT, "intake-order-valid"),
    Row("valid-order", arriving(order=None), HOLD, "intake-no-order"),
    Row("valid-order", arriving(order=None), HOLD, "intake-no-order-overdue", now=ASKED + 6 * HOUR),
    Row("valid-order", with_order(signature=Signature.INVALID), HOLD, "intake-order-forged"),
    Row("valid-order", with_order(signature=Signature.UNKNOWN_KEY), HOLD, "intake-order-unknown-key"),
    Row("valid-order", with_order(revoked_at=NOW - DAY), HOLD, "intake-order-revoked"),
    Row("valid-order", with_order(revoked_at=NOW + DAY), ADMIT, "intake-order-valid"),
    Row("valid-order", with_order(used_at=NOW - DAY), HOLD, "intake-order-used"),
    Row("valid-order", with_order(kind=OrderKind.RELEASE), HOLD, "intake-order-wrong-kind"),
    Row("valid-order", with_order(facility="south"), HOLD, "intake-order-wrong-facility"),
    Row("valid-order", with_order(valid_from=NOW + HOUR), HOLD, "intake-order-not-yet-valid"),
    Row("valid-order", with_order(valid_from=NOW), ADMIT, "intake-order-valid"),
    Row("valid-order", with_order(expires_at=NOW), HOLD, "intake-order-expired"),
    Row("valid-order", with_order(expires_at=None), ADMIT, "intake-order-valid"),
    Row("valid-order", with_order(signature=Signature.PAPER), HOLD, "intake-order-on-paper"),
    Row(
        "valid-order",
        with_order(signature=Signature.PAPER),
        HOLD,
        "intake-order-on-paper-unsigned",
        policy=LENIENT,
    ),
    Row(
        "valid-order",
        replace(with_order(signature=Signature.PAPER), attendance=attended(("intake.paper-order", "bea"))),
        ADMIT,
        "intake-order-on-paper-agreed",
        policy=LENIENT,
    ),
    Row("case-file", ARRIVING, ADMIT, "intake-case-file-present"),
    Row("case-file", arriving(order=None), None, None),
    Row("case-file", arriving(case_file=CaseFile.NOT_ASKED), ADMIT, "intake-case-file-not-asked"),
    Row("case-file", arriving(case_file=CaseFile.MISSING), HOLD, "intake-no-case-file"),
    Row("case-file", arriving(case_file=CaseFile.MISSING, attendance=STALE), HOLD, "intake-no-case-file"),
    Row(
        "case-file",
        arriving(case_file=CaseFile.MISSING, attendance=attended(("intake.no-case-file", "ana"))),
        HOLD,
        "intake-no-case-file",  # Ana asks, and cannot countersign for herself
    ),
    Row(
        "case-file",
        arriving(case_file=CaseFile.MISSING, attendance=attended(("intake.no-case-file", "bea"))),
        ADMIT,
        "intake-no-case-file-signed",
    ),
]

IDENTITY = [
    Row("person-named", ARRIVING, None, None),
    Row("person-named", arriving(order=None), None, None),
    Row("person-named", arriving(order=NAMED, named=compared(PRISONER)), ADMIT, "intake-person-named"),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, DOUBTFUL)),
        HOLD,
        "intake-person-named-doubtful",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, contradicted=True)),
        HOLD,
        "intake-person-named-doubtful",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, NO_MATCH)),
        HOLD,
        "intake-not-person-named",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, NO_MATCH), verdicts=same(PRISONER, False)),
        REFUSE,
        "intake-not-person-named-confirmed",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER), verdicts=same(PRISONER, False)),
        REFUSE,
        "intake-not-person-named-confirmed",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, NO_MATCH), verdicts=same(PRISONER)),
        ADMIT,
        "intake-person-named",
    ),
    Row("person-named", arriving(order=NAMED), HOLD, "intake-person-named-not-compared"),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(OTHER)),  # somebody else was compared
        HOLD,
        "intake-person-named-not-compared",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, named=compared(PRISONER, DOUBTFUL, finger=None, face=None)),
        HOLD,
        "intake-person-named-not-compared",
    ),
    Row(
        "person-named",
        arriving(order=NAMED, attendance=attended(("intake.named-not-compared", "bea"))),
        ADMIT,
        "intake-person-named-comparison-owed",
    ),
    Row(
        "person-named",
        found(former(PRISONER), order=NAMED, received_as=PRISONER, bearing_name=frozenset({PRISONER})),
        HOLD,
        "intake-person-named-not-compared",  # a search is no comparison with the one whom the order names
    ),
    Row("one-identity", ARRIVING, None, None),
    Row("one-identity", arriving(order=NAMED, received_as=PRISONER), ADMIT, "intake-identity-agrees"),
    Row("one-identity", arriving(order=NAMED, received_as=OTHER), HOLD, "intake-identity-differs"),
    Row("one-identity", arriving(order=NAMED, named=compared(PRISONER)), HOLD, "intake-identity-differs"),
]

KNOWN = [
    Row("searched", ARRIVING, ADMIT, "intake-searched"),
    Row("searched", arriving(search=None), HOLD, "intake-not-searched"),
    Row("searched", found(complete=False), HOLD, "intake-not-searched"),
    Row("searched", arriving(search=search(EVERYWHERE - {WATCHED})), HOLD, "intake-not-searched"),
    Row(
        "searched",
        arriving(search=None, attendance=attended(("intake.unsearched", "bea"))),
        ADMIT,
        "intake-search-owed",
    ),
    Row("not-inside-already", ARRIVING, ADMIT, "intake-not-inside"),
    Row("not-inside-already", arriving(search=None), None, None),
    Row("not-inside-already", found(inside()), HOLD, "intake-inside-already"),
    Row("not-inside-already", found(inside(decision=DOUBTFUL)), ADMIT, "intake-not-inside"),
    Row("not-inside-already", found(replace(inside(), contradicted=True)), ADMIT, "intake-not-inside"),
    Row("not-inside-already", found(inside(), verdicts=same(PRISONER)), HOLD, "intake-inside-confirmed"),
    Row(
        "not-inside-already",
        found(inside(decision=DOUBTFUL), verdicts=same(PRISONER)),
        HOLD,
        "intake-inside-confirmed",
    ),
    Row("not-inside-already", found(inside(), verdicts=same(PRISONER, False)), ADMIT, "intake-not-inside"),
    Row("known-before", ARRIVING, ADMIT, "intake-not-known"),
    Row("known-before", arriving(search=None), None, None),
    Row("known-before", found(former()), HOLD, "intake-likely-known"),
    Row("known-before", found(former(), received_as=OTHER), ADMIT, "intake-not-known"),
    Row("known-before", found(former(), verdicts=same(OTHER)), HOLD, "intake-known-person"),
    Row("known-before", found(former(), verdicts=same(OTHER, False)), ADMIT, "intake-not-known"),
    Row("known-before", found(former(decision=DOUBTFUL)), HOLD, "intake-perhaps-known"),
    Row("known-before", found(replace(former(), contradicted=True)), HOLD, "intake-perhaps-known"),
    Row("known-before", found(inside(decision=DOUBTFUL)), HOLD, "intake-perhaps-known"),
    Row(
        "known-before", found(former(decision=DOUBTFUL)), ADMIT, "intake-perhaps-known-later", policy=LENIENT
    ),
    Row(
        "known-before",
        found(former(), inside(decision=DOUBTFUL), received_as=OTHER),
        ADMIT,
        "intake-not-known",  # their own record is shown: a doubt about another says little
    ),
    Row(
        "known-before",
        found(former(decision=DOUBTFUL), inside(decision=DOUBTFUL), received_as=OTHER),
        HOLD,
        "intake-perhaps-known",
    ),
    Row("own-record", ARRIVING, None, None),
    Row(
        "own-record",
        found(former(), received_as=OTHER, bearing_name=frozenset({OTHER})),
        ADMIT,
        "intake-returning",
    ),
    Row("own-record", found(former(), received_as=OTHER), HOLD, "intake-alias-unconfirmed"),
    Row("own-record", found(former(), received_as=OTHER, verdicts=same(OTHER)), ADMIT, "intake-alias"),
    Row(
        "own-record",
        found(former(), received_as=OTHER, bearing_name=frozenset({OTHER}), verdicts=same(OTHER, False)),
        HOLD,
        "intake-record-of-another",
    ),
    Row(
        "own-record",
        found(former(decision=DOUBTFUL), received_as=OTHER, bearing_name=frozenset({OTHER})),
        HOLD,
        "intake-record-not-shown",
    ),
    Row(
        "own-record",
        arriving(named=compared(PRISONER), received_as=PRISONER, bearing_name=frozenset({PRISONER})),
        ADMIT,
        "intake-returning",
    ),
    Row("own-record", arriving(search=None, received_as=OTHER), HOLD, "intake-record-not-compared"),
    Row(
        "own-record",
        arriving(search=None, received_as=OTHER, attendance=attended(("intake.record-unproven", "bea"))),
        ADMIT,
        "intake-record-comparison-owed",
    ),
    Row("on-watchlist", ARRIVING, ADMIT, "intake-on-no-list"),
    Row("on-watchlist", arriving(search=None), None, None),
    Row("on-watchlist", found(listed(WATCHED)), HOLD, "intake-on-list"),
    Row("on-watchlist", found(listed(WATCHED, DOUBTFUL)), ADMIT, "intake-on-no-list"),
    Row("on-watchlist", found(listed(WATCHED), verdicts=same(OTHER)), ADMIT, "intake-on-list-confirmed"),
    Row("on-watchlist", found(listed(WATCHED), verdicts=same(OTHER, False)), ADMIT, "intake-on-no-list"),
    Row("banned-visitor", ARRIVING, ADMIT, "intake-no-banned-visitor"),
    Row("banned-visitor", arriving(search=None), None, None),
    Row("banned-visitor", found(listed(BANNED)), ADMIT, "intake-banned-visitor"),
    Row(
        "banned-visitor",
        found(listed(BANNED), verdicts=same(OTHER)),
        ADMIT,
        "intake-banned-visitor-confirmed",
    ),
]


def captured(
    *exceptions: CaptureException, fingers: frozenset[FingerPosition] = FOUR, face: bool = True
) -> IntakeEvidence:
    """ARRIVING with another capture."""
    return arriving(captured=Captured(fingers, face, exceptions))


THREE = FOUR - {FingerPosition.LEFT_INDEX}
COVERAGE = [
    Row("enough-captured", ARRIVING, ADMIT, "intake-captured"),
    Row("enough-captured", captured(fingers=THREE), HOLD, "intake-fingers-missing"),
    Row("enough-captured", captured(fingers=THREE), ADMIT, "intake-captured", policy=LENIENT),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, *LEFT_HAND), fingers=THREE),
        HOLD,
        "intake-fingers-missing",  # the right hand has two more
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, *LEFT_HAND), fingers=RIGHT_HAND),
        ADMIT,
        "intake-captured",  # five of one hand are enough, and no exception is leant on
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED), fingers=frozenset()),
        ADMIT,
        "intake-captured-with-exceptions",
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, signed=False), fingers=frozenset()),
        HOLD,
        "intake-exception-unsigned",
    ),
    Row(
        "enough-captured",
        captured(replace(excepted(BANDAGED), countersigned_by="ana"), fingers=frozenset()),
        HOLD,
        "intake-exception-unsigned",
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, pictured=False), fingers=frozenset()),
        HOLD,
        "intake-exception-without-picture",
    ),
    Row(
        "enough-captured",
        captured(excepted(FAILED, pictured=False), fingers=frozenset()),
        ADMIT,
        "intake-captured-with-exceptions",
    ),
    Row("enough-captured", captured(face=False), HOLD, "intake-face-missing"),
    Row(
        "enough-captured",
        captured(excepted(FAILED, modality=Modality.FACE), face=False),
        ADMIT,
        "intake-captured-with-exceptions",
    ),
    Row(
        "enough-captured",
        captured(
            excepted(ExceptionReason.AMPUTATED),
            excepted(ExceptionReason.DECLINED, modality=Modality.FACE),
            fingers=frozenset(),
            face=False,
        ),
        ADMIT,
        "intake-nothing-captured",
    ),
]

FAST = recorded(arrested_at=ASKED - 24 * HOUR)
PROTECTION = [
    Row("no-child", ARRIVING, ADMIT, "intake-adult"),
    Row("no-child", arriving(newcomer=replace(ADULT, born=date(2008, 3, 15))), HOLD, "intake-child"),
    Row("no-child", arriving(newcomer=replace(ADULT, born=date(2008, 3, 14))), ADMIT, "intake-adult"),
    Row("no-child", arriving(newcomer=replace(ADULT, born=None)), HOLD, "intake-perhaps-child"),
    Row("no-child", arriving(newcomer=replace(ADULT, may_be_child=True)), HOLD, "intake-perhaps-child"),
    Row(
        "no-child",
        arriving(newcomer=replace(ADULT, born=None), attendance=attended(("intake.adult", "bea"))),
        ADMIT,
        "intake-adult-assessed",
    ),
    Row(
        "no-child",
        arriving(
            newcomer=replace(ADULT, born=date(2010, 1, 1)), attendance=attended(("intake.adult", "bea"))
        ),
        HOLD,
        "intake-child",  # nobody signs a child into adulthood
    ),
    Row("foreigners-consulate", ARRIVING, None, None),
    Row("foreigners-consulate", foreigner(Consulate.ASKED_FOR), ADMIT, "intake-consulate-told"),
    Row("foreigners-consulate", foreigner(Consulate.DECLINED), ADMIT, "intake-consulate-declined"),
    Row(
        "foreigners-consulate", foreigner(Consulate.DECLINED), ADMIT, "intake-consulate-told", policy=LENIENT
    ),
    Row("foreigners-consulate", foreigner(Consulate.PROTECTED), ADMIT, "intake-consulate-protected"),
    Row(
        "foreigners-consulate",
        foreigner(Consulate.PROTECTED),
        ADMIT,
        "intake-consulate-protected",
        policy=LENIENT,
    ),
    Row("foreigners-consulate", foreigner(Consulate.NOT_YET_ASKED), ADMIT, "intake-consulate-not-asked"),
    Row("hurt-before", ARRIVING, ADMIT, "intake-unhurt"),
    Row("hurt-before", recorded(injured=None), None, None),
    Row("hurt-before", recorded(injured=True, ill_treated=None), ADMIT, "intake-injuries"),
    Row("hurt-before", recorded(injured=True, ill_treated=True), ADMIT, "intake-ill-treatment"),
    Row("arrested-in-time", ARRIVING, ADMIT, "intake-arrest-in-time"),
    Row("arrested-in-time", recorded(arrested_at=None), None, None),
    Row("arrested-in-time", recorded(arrested_at=ASKED + HOUR), HOLD, "intake-arrest-ahead"),
    Row("arrested-in-time", FAST, ADMIT, "intake-arrest-in-time"),
    Row("arrested-in-time", recorded(arrested_at=ASKED - 25 * HOUR), ADMIT, "intake-arrest-long-ago"),
]

WRITTEN = dict.fromkeys(RecordField, timedelta(0))
PAPERS = [
    Row("card-of-this-face", ARRIVING, None, None),
    Row("card-of-this-face", arriving(chip=card(ChipProof.GENUINE, MATCH)), ADMIT, "intake-card-proven"),
    Row(
        "card-of-this-face", arriving(chip=card(ChipProof.GENUINE, DOUBTFUL)), ADMIT, "intake-card-face-open"
    ),
    Row("card-of-this-face", arriving(chip=card(ChipProof.GENUINE, None)), ADMIT, "intake-card-face-open"),
    Row(
        "card-of-this-face", arriving(chip=card(ChipProof.GENUINE, NO_MATCH)), HOLD, "intake-card-of-another"
    ),
    Row("card-of-this-face", arriving(chip=card(ChipProof.FORGED, MATCH)), HOLD, "intake-card-forged"),
    Row(
        "card-of-this-face",
        arriving(chip=card(ChipProof.FORGED, MATCH), attendance=attended(("intake.card", "bea"))),
        ADMIT,
        "intake-card-set-aside",
    ),
    Row(
        "card-of-this-face",
        arriving(chip=card(ChipProof.UNKNOWN_ISSUER, MATCH)),
        ADMIT,
        "intake-card-issuer-unknown",
    ),
    Row(
        "card-of-this-face",
        arriving(chip=card(ChipProof.UNKNOWN_ISSUER, NO_MATCH)),
        HOLD,
        "intake-card-of-another",
    ),
    Row("record-complete", ARRIVING, ADMIT, "intake-record-complete"),
    Row("record-complete", recorded(entries=()), HOLD, "intake-record-needed"),
    Row(
        "record-complete",
        recorded(entries=entered({field: timedelta(0) for field in STRICT.record.at_once})),
        ADMIT,
        "intake-record-incomplete",
    ),
    Row(
        "record-complete",
        recorded(entries=entered(WRITTEN | {RecordField.PROPERTY: timedelta(hours=25)})),
        ADMIT,
        "intake-record-late",
    ),
]
ROWS = [*COMMITMENT, *IDENTITY, *KNOWN, *COVERAGE, *PROTECTION, *PAPERS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_outcome_of_each_rule(row: Row) -> None:
    said = RULES[row.rule](row.evidence, row.policy or STRICT, row.now)
    assert (said and said.outcome, said and said.reason.code) == (row.outcome, row.code)


def test_whoever_has_everything_in_order_is_received() -> None:
    decision = INTAKE.decide(ARRIVING, STRICT, under="almendra@1", now=NOW)
    assert decision.outcome is ADMIT
    assert decision.consequences == (Issue("admission-record"),)
    assert {found.rule for found in decision.findings} > {"valid-order", "case-file", "searched", "no-child"}


def test_every_rule_has_a_table_and_every_rule_that_can_stop_somebody_is_needed() -> None:
    stopping = {row.rule for row in ROWS if row.outcome in (HOLD, REFUSE)}
    assert {row.rule for row in ROWS} == RULES.keys()
    assert RULES.keys() - stopping == {"foreigners-consulate", "hurt-before", "banned-visitor"}
    assert set(needed_rules(INTAKE, ROWS, STRICT)) == stopping


def test_without_an_order_court_and_defender_are_told_and_the_hours_are_counted() -> None:
    decision = decided(INTAKE, Row("valid-order", arriving(order=None), HOLD, None), STRICT)
    assert decision.outcome is HOLD
    assert decision.consequences[:3] == (
        Notify(Party.COURT, "intake.no-order"),
        Notify(Party.DEFENDER, "intake.no-order"),
        Deadline("intake.no-order", "supervisor", ASKED + 6 * HOUR),
    )


def test_once_the_hours_are_over_the_ombudsman_hears_of_it() -> None:
    late = Row("valid-order", arriving(order=None), HOLD, None, now=ASKED + 6 * HOUR)
    told = decided(INTAKE, late, STRICT).consequences
    assert Notify(Party.OMBUDSMAN, "intake.no-order.overdue") in told
    assert Deadline("intake.no-order", "supervisor", ASKED + 6 * HOUR) in told  # asking again moves none


def test_not_the_person_named_escalates_before_anybody_has_confirmed_it() -> None:
    stranger = arriving(order=NAMED, named=compared(PRISONER, NO_MATCH), received_as=PRISONER)
    decision = INTAKE.decide(stranger, STRICT, under="almendra@1", now=NOW)
    told = {one.party for one in decision.consequences if isinstance(one, Notify)}
    assert told == {Party.COURT, Party.DEFENDER, Party.SUPERVISOR, Party.OMBUDSMAN}
    assert decision.outcome is HOLD


def test_no_case_file_is_countersigned_notified_and_stays_listed() -> None:
    said = RULES["case-file"](arriving(case_file=CaseFile.MISSING), STRICT, NOW)
    assert said is not None
    assert said.consequences == (
        Countersign("intake.no-case-file"),
        Notify(Party.COURT, "intake.no-case-file"),
        Notify(Party.DEFENDER, "intake.no-case-file"),
        Deadline("intake.no-case-file", "supervisor", ASKED + 72 * HOUR),
    )


def test_of_a_refugee_the_consulate_hears_nothing() -> None:
    for policy in (STRICT, LENIENT):
        decision = INTAKE.decide(foreigner(Consulate.PROTECTED), policy, under="p@1", now=NOW)
        assert not [one for one in decision.consequences if isinstance(one, Notify)]


def test_what_can_be_mended_is_owed_and_what_cannot_is_not() -> None:
    healing = captured(excepted(BANDAGED), fingers=frozenset())
    lasting = captured(excepted(ExceptionReason.AMPUTATED), fingers=frozenset())
    owed = [RULES["enough-captured"](one, STRICT, NOW) for one in (healing, lasting)]
    assert [len(said.consequences) for said in owed if said] == [1, 0]


def test_a_reviewer_looks_once_for_somebody_found_in_two_places() -> None:
    twice = found(former(UUID(int=9), DOUBTFUL), inside(UUID(int=9), DOUBTFUL))
    said = RULES["known-before"](twice, LENIENT, NOW)
    assert said is not None
    assert len(said.consequences) == 1
