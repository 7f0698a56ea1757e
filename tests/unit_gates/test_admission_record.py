"""The admission record: what is there, what is missing, what came late."""

from datetime import timedelta

from api.contract import words
from api.gates.intake.evidence import Entry
from api.gates.intake.policy import RULE_7, RecordField
from api.gates.intake.record import completeness
from tests.support.gate_evidence import HOUR
from tests.support.receiving import ASKED, LENIENT, STRICT, entered

WRITTEN = dict.fromkeys(RecordField, timedelta(0))


def test_completeness_counts_what_the_policy_requires_and_nothing_else() -> None:
    done = completeness(entered(WRITTEN), LENIENT.record, ASKED)
    assert set(done.entered) == LENIENT.record.required
    assert (done.missing, done.late, done.share) == ((), (), 1.0)


def test_what_is_missing_is_named_in_the_order_of_the_fields() -> None:
    few = {RecordField.GENDER: timedelta(0), RecordField.CLAIMED_NAME: timedelta(0)}
    done = completeness(entered(few), STRICT.record, ASKED)
    assert done.entered == (RecordField.CLAIMED_NAME, RecordField.GENDER)
    assert done.missing == tuple(one for one in RecordField if one in STRICT.record.required - few.keys())
    assert done.share == 2 / len(STRICT.record.required)


def test_an_entry_is_late_after_the_time_and_a_correction_makes_nothing_late() -> None:
    within = STRICT.record.within
    times = WRITTEN | {RecordField.FAMILY: within, RecordField.PROPERTY: within + timedelta(seconds=1)}
    corrected = Entry(RecordField.INJURIES, ASKED + within + HOUR)
    done = completeness((corrected, *entered(times)), STRICT.record, ASKED)
    assert done.late == (RecordField.PROPERTY,)


def test_both_examples_ask_what_rule_7_asks() -> None:
    for policy in (STRICT, LENIENT):
        assert policy.record.required >= RULE_7


def test_every_field_has_a_name_in_every_language() -> None:
    for language in words.LANGUAGES:
        told = {key.split(".")[1] for key in words.texts(language) if key.startswith("record-field.")}
        assert told == set(RecordField)
