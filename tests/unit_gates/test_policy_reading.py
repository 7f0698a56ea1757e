"""Where keys stand in a TOML text, and spans of time as people write them."""

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.gates.reading.lines import KeyPath, key_lines
from api.gates.reading.spans import Period, calendar_time, clock_time

TEXT = '''\
# a comment = 1 with [brackets]
title = "a # no comment"  # one

[owner] # headers may carry comments
name.first = 'O"Hara'
"quoted.key" = 1
'x y' = [ 1, 2,
  3 ]
text = """
looks = "like a key"
[or.a.table]
ends with a quote \\""""\"
literal = \'\'\'
k = 1\'\'\'
born = 1979-05-27 07:32:00
inline = { a = 1, "b c" = { d = [ { e = 2 },
  4 ] } }

[[visit]]
who = "a"
[[visit]]
who = "b"
[visit.where]
room = 3
[[visit.item]]
n = 1
[a."b.c".d]
e = true
'''


def test_every_kind_of_key_has_its_line() -> None:
    assert tomllib.loads(TEXT)["owner"]["text"].endswith('"')
    assert key_lines(TEXT) == {
        ("title",): 2,
        ("owner",): 4,
        ("owner", "name"): 5,
        ("owner", "name", "first"): 5,
        ("owner", "quoted.key"): 6,
        ("owner", "x y"): 7,
        ("owner", "x y", 0): 7,
        ("owner", "x y", 1): 7,
        ("owner", "x y", 2): 8,
        ("owner", "text"): 9,
        ("owner", "literal"): 13,
        ("owner", "born"): 15,
        ("owner", "inline"): 16,
        ("owner", "inline", "a"): 16,
        ("owner", "inline", "b c"): 16,
        ("owner", "inline", "b c", "d"): 16,
        ("owner", "inline", "b c", "d", 0): 16,
        ("owner", "inline", "b c", "d", 0, "e"): 16,
        ("owner", "inline", "b c", "d", 1): 17,
        ("visit",): 19,
        ("visit", 0): 19,
        ("visit", 0, "who"): 20,
        ("visit", 1): 21,
        ("visit", 1, "who"): 22,
        ("visit", 1, "where"): 23,
        ("visit", 1, "where", "room"): 24,
        ("visit", 1, "item"): 25,
        ("visit", 1, "item", 0): 25,
        ("visit", 1, "item", 0, "n"): 26,
        ("a",): 27,
        ("a", "b.c"): 27,
        ("a", "b.c", "d"): 27,
        ("a", "b.c", "d", "e"): 28,
    }


def paths(node: Any, above: KeyPath = ()) -> set[KeyPath]:
    """Every key path of a document as `tomllib` reads it."""
    found = {above} if above else set()
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        found |= paths(value, (*above, key))
    return found


KEYS = st.sampled_from(["a", "b-1", '"q.x"', "'l = 1'", '"\\u00e9#"', "c . d"])
SCALARS = st.sampled_from(
    ["1", '"x ] # y"', "'}'", '"""\n[t]\n\\""""', "'''\nk = 1\n'''", "true", "1979-05-27 07:32:00", "-1.5e3"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[\n" + " ,\n# , ] \n".join(items) + "\n]")
        | inner.map(lambda value: '{ k = 1, "z.z" = ' + value + " }" if "\n" not in value else value)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), KEYS, st.lists(st.tuples(KEYS, VALUES), max_size=3)), max_size=5))
def test_every_key_that_the_reader_finds_is_found_where_it_stands(
    tables: list[tuple[bool, str, list[tuple[str, str]]]],
) -> None:
    """On the line of a path stands the last of its names, if it is no index."""
    text = ""
    for many, name, pairs in tables:
        text += f"[[{name}]]\n" if many else f"[{name}]\r\n"
        text += "".join(f" {key}\t= {value} # {key}\n" for key, value in pairs)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # a name twice
    lines = key_lines(text)
    assert set(lines) == paths(document)
    for path, line in lines.items():
        named = [part for part in path if isinstance(part, str)]
        shown = text.split("\n")[line - 1]
        if isinstance(path[-1], str):
            assert named[-1].replace("é", "\\u00e9") in shown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("72 hours", timedelta(hours=72)),
        ("1 hour", timedelta(hours=1)),
        ("1 hour 30 minutes", timedelta(minutes=90)),
        ("0 minutes", timedelta(0)),
    ],
)
def test_clock_time(text: str, span: timedelta) -> None:
    assert clock_time(text) == span


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("90 days", Period(days=90)),
        ("1 day", Period(days=1)),
        ("2 weeks", Period(days=14)),
        ("1 year 6 months", Period(1, 6)),
        ("3 years 2 weeks 1 day", Period(3, 0, 15)),
        ("200 years", Period(200)),
    ],
)
def test_calendar_time(text: str, period: Period) -> None:
    assert calendar_time(text) == period


NO_SPANS = (
    "", "72", "hours", "72h", "72  hours", "72 hours ", "1.5 hours", "72 Hours", "30 minutes 1 hour",
    "1 hour 1 hour", "1 fortnight", "٣ hours", "999999 hours",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_SPANS)
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no span|has other units"):
        clock_time(text)
    with pytest.raises(ValueError, match=r"is no span|has other units"):
        calendar_time(text)


def test_the_two_kinds_of_time_are_not_mixed() -> None:
    for text in ("1 day", "3 months"):
        with pytest.raises(ValueError, match="other units"):
            clock_time(text)
    with pytest.raises(ValueError, match="other units"):
        calendar_time("24 hours")
    with pytest.raises(ValueError, match="200 years"):
        calendar_time("199 years 13 months")


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2024, 1, 31), Period(months=1), date(2024, 2, 29)),
        (date(2024, 2, 29), Period(years=1), date(2025, 2, 28)),
        (date(2023, 11, 30), Period(months=3, days=1), date(2024, 3, 1)),
        (date(2024, 12, 31), Period(months=2), date(2025, 2, 28)),
        (date(2026, 3, 1), Period(), date(2026, 3, 1)),
    ],
)
def test_a_period_ends_on_the_same_day_of_the_month(start: date, period: Period, end: date) -> None:
    assert period.after(start) == end


def test_a_period_beyond_the_calendar_is_told() -> None:
    with pytest.raises(OverflowError, match="calendar"):
        Period(years=8000).after(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("period", "text"), [(Period(1, 6), "1 year 6 months"), (Period(), "0 days"), (Period(days=1), "1 day")]
)
def test_a_period_reads_as_it_is_written(period: Period, text: str) -> None:
    assert str(period) == text
    assert calendar_time(text) == period


def test_which_period_is_shorter_holds_for_every_day() -> None:
    assert Period(days=27).shorter_than(Period(months=1))
    assert not Period(days=30).shorter_than(Period(months=1))
    assert not Period(months=1).shorter_than(Period(days=30))
    assert not Period(years=1).shorter_than(Period(months=12))
