"""What is wrong with the files of a differential report."""

from matcher.errors import DataError


class LabelsRefused(DataError):
    """The file of labels, or of scores, cannot be used. parameters: line, counted from 1; 0 for all of it."""

    code = "labels-refused"
    advice = "Correct the line and run the report again."

    def __init__(self, line: int, wrong: str) -> None:
        super().__init__(f"Line {line}: {wrong}" if line else wrong, line=line)


class TooLittleToCompare(DataError):
    """There are no two groups, or no comparisons, to tell a difference from."""

    code = "too-little-to-compare"
    advice = "Add labelled samples of more people."
