"""Two hostile CSV files: who each sample shows and which group they belong to; and comparison scores.

Both are RFC 4180 in UTF-8 with a header line, columns in any order:

    file, subject, group          one line a sample
    probe, reference, score       one line a comparison; the two are files of the former
"""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.differential.errors import LabelsRefused

LABEL_COLUMNS: Final = ("file", "subject", "group")
SCORE_COLUMNS: Final = ("probe", "reference", "score")
MOST_SAMPLES: Final = 10_000  # a table of all comparisons then has 400 MB
MOST_GROUPS: Final = 50
LONGEST: Final = 500  # characters of a value
LARGEST: Final = 2 << 30  # bytes of a file

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Label:
    """One sample: its file as named in the table, whose it is, which group they belong to."""

    file: str
    subject: str
    group: str


def read_labels(data: bytes) -> tuple[Label, ...]:
    """The samples in the order of the table. Raises LabelsRefused with the first line that is wrong."""
    labels: list[Label] = []
    seen: dict[str, int] = {}
    groups: dict[str, tuple[str, int]] = {}
    for line, (file, subject, group) in _rows(data, LABEL_COLUMNS):
        if file in seen:
            raise LabelsRefused(line, f"the file {file!r} stands in line {seen[file]} already.")
        known, first = groups.setdefault(subject, (group, line))
        if known != group:
            raise LabelsRefused(
                line, f"{subject!r} is of group {group!r} here, of {known!r} in line {first}."
            )
        if len(labels) == MOST_SAMPLES:
            raise LabelsRefused(
                line, f"more than {MOST_SAMPLES} samples cannot be compared with one another."
            )
        seen[file] = line
        labels.append(Label(file, subject, group))
    if len({label.group for label in labels}) > MOST_GROUPS:
        raise LabelsRefused(0, f"There are more than {MOST_GROUPS} groups: is this the right column?")
    return tuple(labels)


def read_owners(data: bytes) -> tuple[tuple[str, str], ...]:
    """(file, subject) of a table that has these two columns alone. Raises LabelsRefused."""
    owners: dict[str, str] = {}
    for line, (file, subject) in _rows(data, LABEL_COLUMNS[:2]):
        if file in owners:
            raise LabelsRefused(line, f"the file {file!r} stands in a line above already.")
        if len(owners) == MOST_SAMPLES:
            raise LabelsRefused(
                line, f"more than {MOST_SAMPLES} samples cannot be compared with one another."
            )
        owners[file] = subject
    return tuple(owners.items())


def read_scores(data: bytes, labels: Sequence[Label]) -> Scores:
    """(n, n) float32 of all pairs, the same both ways, NaN where a pair was not compared.

    A score of -inf is a comparison that failed. Raises LabelsRefused.
    """
    place = {label.file: number for number, label in enumerate(labels)}
    scores = np.full((len(labels),) * 2, np.nan, np.float32)
    for line, (probe, reference, told) in _rows(data, SCORE_COLUMNS):
        for file in (probe, reference):
            if file not in place:
                raise LabelsRefused(line, f"the file {file!r} has no label.")
        first, second = place[probe], place[reference]
        if first == second:
            raise LabelsRefused(line, f"{probe!r} is compared with itself.")
        if not np.isnan(scores[first, second]):
            raise LabelsRefused(line, f"{probe!r} and {reference!r} have been compared in a line above.")
        scores[first, second] = scores[second, first] = _score(told, line)
    return scores


def _score(told: str, line: int) -> float:
    try:
        score = float(told)
    except ValueError:
        raise LabelsRefused(line, f"{told!r} is no score.") from None
    if math.isnan(score) or score == math.inf:
        raise LabelsRefused(line, f"{told!r} is no score.")
    return score


def _rows(data: bytes, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, values in the order of `columns`) of each row below the header."""
    if len(data) > LARGEST:
        raise LabelsRefused(0, f"The file has {len(data)} bytes; {LARGEST} are the most.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise LabelsRefused(line, "it is not UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if sorted(header) != sorted(columns):
            raise LabelsRefused(1, f"the columns must be {', '.join(columns)}.")
        order = [header.index(name) for name in columns]
        for row in reader:
            if row:
                yield reader.line_num, _values(row, order, columns, reader.line_num)
    except csv.Error as error:
        raise LabelsRefused(max(reader.line_num, 1), f"it is not CSV: {error}.") from None


def _values(row: Sequence[str], order: Sequence[int], columns: Sequence[str], line: int) -> tuple[str, ...]:
    if len(row) != len(columns):
        raise LabelsRefused(line, f"{len(row)} values stand where {len(columns)} belong.")
    values = tuple(row[at].strip() for at in order)
    for name, value in zip(columns, values, strict=True):
        if not value:
            raise LabelsRefused(line, f"the {name} is empty.")
        if len(value) > LONGEST or not value.isprintable():
            raise LabelsRefused(
                line, f"the {name} is longer than {LONGEST} characters or holds unprintable ones."
            )
    return values
