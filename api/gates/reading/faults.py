"""What can be wrong with a policy, and the error that names every fault with its file and line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.errors import DeploymentError
from api.gates.reading.lines import KeyPath
from matcher.errors import Remark

SENTENCES: Final[Mapping[str, str]] = {
    "policy-not-toml": "this is not TOML: {problem}",
    "policy-too-long": "there are more than {most} characters, which no policy needs",
    "policy-unknown-key": "nothing is called {key}; known here are {known}",
    "policy-missing-key": "{key} is missing",
    "policy-not-a-table": "{key} must be a table of keys and values",
    "policy-not-a-list": "{key} must be a list",
    "policy-not-text": "{key} must be a text in quotation marks",
    "policy-not-a-number": "{key} must be a whole number, without quotation marks",
    "policy-not-yes-or-no": "{key} must be true or false",
    "policy-not-a-date": "{key} must be a date such as 2026-01-31, without quotation marks",
    "policy-not-a-zone": "{key} must name a time zone such as America/Lima; {given} is none",
    "policy-not-a-choice": "{key} cannot be {given}; it can be {known}",
    "policy-not-hours": "{key} must be hours and minutes such as 1 hour 30 minutes; {given} is not",
    "policy-not-days": "{key} must be calendar time such as 90 days or 1 year 6 months; {given} is not",
    "policy-negative": "{key} cannot be negative; {given} is",
    "policy-out-of-range": "{key} must be from {least} to {most}; {given} is not",
    "policy-not-a-code": "{key} must be written as {form}; {given} is not",
    "policy-nothing": "{key} cannot be nothing",
    "policy-twice": "{key} names {given} twice",
    "policy-must-name": "{key} must also name {wanted}",
    "policy-empty": "{key} must name at least one",
    "policy-out-of-order": "{key} must not come before {other}",
    "policy-contradiction": "{key} and {other} contradict one another",
}
"""English of each fault; the five languages' words lie under `policy.` in the strings."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where. parameters fill the sentence, beside `key` and `line`."""

    path: KeyPath
    code: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The path as a person writes it: intake.galleries[2]."""
        return dotted(self.path)

    def remark(self, line: int) -> Remark:
        """To be said in the reader's language."""
        return Remark(self.code, {"line": line, "key": self.key, **self.parameters})


def dotted(path: KeyPath) -> str:
    """A key path as a person writes it."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"


class PolicyRefused(DeploymentError):
    """A policy file says something that no policy can mean; `remarks` holds every fault, by line."""

    code = "policy-refused"
    advice = "Correct the file; nothing of it was taken into use."

    def __init__(self, file: str, remarks: Sequence[Remark]) -> None:
        told = [f"  line {one.parameters['line']}: {_sentence(one)}" for one in remarks]
        super().__init__(
            "\n".join([f"The policy {file} cannot be used:", *told, ""]), file=file, faults=len(remarks)
        )
        self.remarks = tuple(remarks)


def _sentence(remark: Remark) -> str:
    return SENTENCES[remark.code].format(**remark.parameters) + "."
