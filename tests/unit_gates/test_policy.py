"""Policies from TOML: what is refused, on which line, in which words, and what a decision is taken under."""

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from api.contract import words
from api.gates.clock.policy import LegalBasis
from api.gates.policy import LONGEST, Policy, parse
from api.gates.reading.faults import SENTENCES, PolicyRefused
from api.gates.reading.spans import Period
from api.policies import SHIPPED, PolicyUnreadable, load, shipped

TEXT = files("api.gates").joinpath("policies", "almendra-penal-norte.toml").read_text("utf-8")


def refused(text: str) -> list[tuple[int, str, str]]:
    """(line, key, code) of every fault."""
    with pytest.raises(PolicyRefused) as caught:
        parse(text, "house.toml")
    told = [(one.parameters["line"], one.parameters["key"], one.code) for one in caught.value.remarks]
    assert all(f"line {line}: " in str(caught.value) for line, _, _ in told)
    return [(int(line), str(key), code) for line, key, code in told]


def line_of(part: str, text: str = TEXT) -> int:
    """On which line a part of the text stands; it must stand there once."""
    (line,) = [at for at, one in enumerate(text.splitlines(), 1) if part in one]
    return line


HOURS, MONTHS = 'arrest_to_intake = "24 hours"', 'maximum = "18 months"'
ZONE, FROM, HOME = 'zone = "America/Santiago"', "valid_from = 2026-01-01", 'home = ["XA"]'


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ('country = "XA"', 'country = "Almendra"', "policy-not-a-code"),
        ('country = "XA"', "country = 7", "policy-not-text"),
        (ZONE, 'zone = "America/Almendra"', "policy-not-a-zone"),
        (ZONE, 'zone = "../../etc/passwd"', "policy-not-a-zone"),
        (ZONE, "zone = 3", "policy-not-a-zone"),
        (FROM, 'valid_from = "2026-01-01"', "policy-not-a-date"),
        (FROM, "valid_from = 2026-01-01T00:00:00", "policy-not-a-date"),
        (FROM, f"{FROM}\nvalid_until = 2025-12-31", "policy-out-of-order"),
        ("adult_age = 18", "adult_age = 18.5", "policy-not-a-number"),
        ("adult_age = 18", "adult_age = true", "policy-not-a-number"),
        ("adult_age = 18", "adult_age = -18", "policy-negative"),
        ("adult_age = 18", "adult_age = 30", "policy-out-of-range"),
        ("paper_orders = false", 'paper_orders = "no"', "policy-not-yes-or-no"),
        (HOURS, 'arrest_to_intake = "1 day"', "policy-not-hours"),
        (HOURS, "arrest_to_intake = 24", "policy-not-hours"),
        (HOURS, 'arrest_to_intake = "-24 hours"', "policy-negative"),
        (MONTHS, 'maximum = "13000 hours"', "policy-not-days"),
        (MONTHS, 'maximum = "201 years"', "policy-not-days"),
        (MONTHS, 'maximum = "0 days"', "policy-nothing"),
        ('extended = "24 months"', 'extended = "18 months"', "policy-out-of-order"),
        ('starts = "arrest"', 'starts = "birth"', "policy-not-a-choice"),
        ("[clock.statutes.civil]", "[clock.statutes.maritime]", "policy-not-a-choice"),
        ("fingers = 4", "fingers = 4\nthumbs = 2", "policy-unknown-key"),
        ("fingers = 4\nface = true", "face = false\nfingers = 0", "policy-contradiction"),
        ("[retention.visitors]", "[[retention.visitors]]", "policy-not-a-table"),
        (HOME, 'home = "XA"', "policy-not-a-list"),
        (HOME, 'home = [\n"XB", "XC",\n"XB"]', "policy-twice"),
        (HOME, "home = []", "policy-empty"),
        ('"custody", "former", "watchlists"', '"former", "watchlists"', "policy-must-name"),
        ('within = "6 hours"', 'within = "0 minutes"', "policy-nothing"),
        ('decider = "adjudicator"', 'decider = "The Boss"', "policy-not-a-code"),
        ('warrant_valid = "24 hours"', 'warrant_valid = "0 hours"', "policy-nothing"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(was: str, becomes: str, code: str) -> None:
    text = TEXT.replace(was, becomes, 1)
    assert text != TEXT
    at = text[: text.index(becomes)].count("\n") + 1 + becomes.count("\n")
    assert (at, code) in {(line, found) for line, _, found in refused(text)}


@pytest.mark.parametrize(
    ("gone", "key", "table"),
    [
        ("term_near_days = 60\n", "clock.term_near_days", "[clock]"),
        ("[clock.statutes.pre-trial]\n", "clock.statutes.pre-trial", "[clock.statutes.civil]"),
        ("photograph = true\n", "intake.coverage.photograph", "[intake.coverage]"),
    ],
)
def test_what_is_missing_is_told_at_its_table(gone: str, key: str, table: str) -> None:
    text = TEXT.replace(gone, "")
    assert (line_of(table, text), key, "policy-missing-key") in refused(text)


def test_rule_7_of_the_nelson_mandela_rules_cannot_be_left_out() -> None:
    assert refused(
        TEXT.replace('    "injuries", "complaints", "property"', '    "complaints", "property"', 1)
    )[0] == (line_of("required = ["), "intake.record.required", "policy-must-name")


def test_an_acquittal_keeps_the_archive_alone_whatever_a_policy_says() -> None:
    acquitted = TEXT.index("[retention.endings.acquitted]")
    text = TEXT[:acquitted] + TEXT[acquitted:].replace('"0 days"', '"1 day"', 2)
    table = line_of("[retention.endings.acquitted]", text)
    key = "retention.endings.acquitted"
    assert refused(text) == [
        (table + 1, f"{key}.active", "policy-contradiction"),
        (table + 3, f"{key}.biometrics", "policy-contradiction"),
    ]


def test_nothing_is_kept_without_a_limit() -> None:
    start, end = TEXT.index("[retention.endings.died]"), TEXT.index("[retention.visitors]")
    text = TEXT[:start] + TEXT[end:]
    first = line_of("[retention.endings.served]", text)
    assert refused(text) == [(first, "retention.endings.died", "policy-missing-key")]


def test_every_fault_is_told_at_once_by_line() -> None:
    text = TEXT.replace("fingers = 4", "fingers = 40").replace('starts = "arrest"', "starts = 1")
    told = refused(text.replace('country = "XA"', 'country = "xa"'))
    assert [key for _, key, _ in told] == ["scope.country", "intake.coverage.fingers", "clock.starts"]
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("text", "line"),
    [("[scope\n", 1), ("[scope]\nname = \n", 2), ("[scope]\nname = 'x'\nname = 'y'\n", 3), ("a = '''", 1)],
)
def test_what_is_no_toml_is_refused_with_its_line(text: str, line: int) -> None:
    assert refused(text) == [(line, "the file", "policy-not-toml")]


def test_hostile_texts_are_refused() -> None:
    assert refused("x = " + "[" * 30_000)[0][2] == "policy-not-toml"
    assert refused("#" * (LONGEST + 1))[0][2] == "policy-too-long"
    assert refused("")[0][2] == "policy-missing-key"
    assert {code for _, _, code in refused("intake = 1\nscope = []\nclock = 'x'\n")} == {
        "policy-not-a-table",
        "policy-missing-key",
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_the_examples_are_policies_of_made_up_countries(name: str) -> None:
    policy = shipped(name)
    assert policy.scope.name == name
    assert policy.scope.country[0] == "X"  # ISO 3166-1 gives XA to XZ to nobody
    assert policy.clock.statutes[LegalBasis.PRE_TRIAL].maximum


def test_the_examples_differ_where_policies_differ() -> None:
    strict, lenient = (shipped(name) for name in SHIPPED)
    assert strict.clock.statutes[LegalBasis.PRE_TRIAL].maximum == Period(months=18)
    assert lenient.clock.statutes[LegalBasis.PRE_TRIAL].maximum == Period(years=3)
    assert (strict.intake.paper_orders, lenient.intake.paper_orders) == (False, True)


def test_a_decision_names_the_policy_and_its_exact_text() -> None:
    policy = parse(TEXT, "house.toml")
    assert policy.under == f"almendra-penal-norte@{sha256(TEXT.encode()).hexdigest()}"
    assert parse(TEXT + "# a word more\n", "house.toml").under != policy.under


def test_a_file_is_read_and_one_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(TEXT, "utf-8")
    loaded = load(path)
    assert isinstance(loaded, Policy)
    assert loaded == parse(TEXT, "house.toml")
    path.write_bytes(b"\xff\xfe")
    for unreadable in (path, tmp_path / "none.toml", tmp_path):
        with pytest.raises(PolicyUnreadable):
            load(unreadable)
    with pytest.raises(KeyError):
        shipped("../almendra-penal-norte")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_fault_is_said_in_every_language_with_its_line(language: str) -> None:
    for code in SENTENCES:
        said = words.reason(code, {"line": 17, "key": "intake.home", "most": 1, "problem": "x"}, language)
        assert said.title != words.render("error", {}, language).title, code
        assert "17" in said.title or code == "policy-too-long"
    told = {key.split(".")[1] for key in words.texts(language) if key.startswith("policy.")}
    assert told == SENTENCES.keys()
