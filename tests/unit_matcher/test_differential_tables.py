"""The tables of a differential report: what is wrong with one is refused, with its line."""

import pytest

from matcher.differential.errors import LabelsRefused
from matcher.differential.labels import Label, read_labels, read_scores
from tests.support.differential import HEAD


@pytest.mark.parametrize(
    ("table", "line", "wrong"),
    [
        ("", 1, "columns"),
        ("file,subject\na,b\n", 1, "columns"),
        (HEAD + "a.png,Ann,x\na.png,Ben,x\n", 3, "line 2"),
        (HEAD + "a.png,Ann,x\nb.png,Ann,y\n", 3, "line 2"),
        (HEAD + "a.png,Ann\n", 2, "2 values"),
        (HEAD + "a.png,,x\n", 2, "subject is empty"),
        (HEAD + 'a.png,"Ann,x\n', 2, "CSV"),
        (HEAD + "a.png,An\0n,x\n", 2, "unprintable|CSV"),
        (HEAD + f"a.png,{'n' * 501},x\n", 2, "longer"),
        (HEAD + "".join(f"{n}.png,{n},g{n}\n" for n in range(60)), 0, "groups"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(table: str, line: int, wrong: str) -> None:
    with pytest.raises(LabelsRefused, match=wrong) as caught:
        read_labels(table.encode())
    assert caught.value.parameters["line"] == line


def test_a_table_that_is_not_text_is_refused_with_its_line() -> None:
    with pytest.raises(LabelsRefused, match="UTF-8") as caught:
        read_labels(HEAD.encode() + b"a.png,\xff,x\n")
    assert caught.value.parameters["line"] == 2


def test_columns_stand_in_any_order_and_a_mark_of_byte_order_does_not_disturb() -> None:
    table = "\ufeffGroup,File,Subject\r\n north ,a.png,Ann\r\n\r\n"
    assert read_labels(table.encode()) == (Label("a.png", "Ann", "north"),)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("a,z,1", "no label"),
        ("a,a,1", "itself"),
        ("a,b,x", "no score"),
        ("a,b,nan", "no score"),
        ("a,b,inf", "no score"),
        ("a,b,1\nb,a,1", "above"),
    ],
)
def test_wrong_scores_are_refused(row: str, wrong: str) -> None:
    labels = (Label("a", "A", "x"), Label("b", "B", "y"))
    with pytest.raises(LabelsRefused, match=wrong):
        read_scores(f"probe,reference,score\n{row}\n".encode(), labels)
